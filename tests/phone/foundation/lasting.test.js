import assert from "node:assert/strict";
import { test } from "node:test";
import { forgets } from "../../../static/phone/foundation/lasting.js";
import { aPhone } from "../makers.js";

const storage = (isLasting, quota) => ({ persist: async () => isLasting, estimate: async () => ({ quota }) });
const MB = 1024 * 1024;

test("a window with little room and no promise is a private one", async () => {
  const { phone } = aPhone();
  assert.equal(await forgets(phone, storage(false, 120 * MB)), true);
  assert.equal(await forgets(phone, storage(false, 10000 * MB)), false);
  assert.equal(await forgets(phone, storage(true, 120 * MB)), false);
  assert.deepEqual(await phone.all("bytes"), [], "the probe leaves nothing behind");
});

test("a browser that tells nothing is tried, not guessed", async () => {
  const { phone } = aPhone();
  assert.equal(await forgets(phone, undefined), false);
});

test("where a megabyte cannot be written, nothing lasts, whatever the estimate says", async () => {
  const full = { write: () => Promise.reject(new DOMException("full", "QuotaExceededError")), read: async () => undefined };
  assert.equal(await forgets(full, storage(true, 10000 * MB)), true);
});
