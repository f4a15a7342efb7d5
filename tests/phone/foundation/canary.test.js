import assert from "node:assert/strict";
import { test } from "node:test";
import { missingFrom, readCanary, writeCanary } from "../../../static/phone/foundation/canary.js";
import { aShelf } from "../makers.js";

test("a store that opens empty is caught out by the second witness", () => {
  const shelf = aShelf();
  writeCanary({ findings: ["a", "b"], media: ["a.1"] }, shelf);
  assert.deepEqual(missingFrom(readCanary(shelf), { findings: [], media: [] }), { findings: ["a", "b"], media: ["a.1"] });
  assert.deepEqual(missingFrom(readCanary(shelf), { findings: ["b"], media: ["a.1"] }), { findings: ["a"], media: [] });
});

test("a torn or missing note of the witness accuses nobody", () => {
  const shelf = aShelf();
  assert.deepEqual(readCanary(shelf), { findings: [], media: [] });
  shelf.setItem("canary", "{\"findings\": [\"a\"");
  assert.deepEqual(readCanary(shelf), { findings: [], media: [] });
});

test("a full localStorage does not stop an answer", () => {
  writeCanary({ findings: ["a"], media: [] }, { setItem() { throw new DOMException("full", "QuotaExceededError"); } });
});
