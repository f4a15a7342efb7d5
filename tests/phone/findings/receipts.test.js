import assert from "node:assert/strict";
import { test } from "node:test";
import { mediumReceipt, receiptsFor, withdrawalReceipt } from "../../../static/phone/findings/receipts.js";

const SENT = [{ id: "a", revision: 2 }, { id: "b", revision: 1 }];
const good = [{ id: "a", revision: 2, state: "kept", token: "x" }, { id: "b", revision: 1, state: "parked", code: "unknown-answer", sentence: "Why." }];

test("receipts for every finding, in order, and nothing less", () => {
  assert.deepEqual(receiptsFor(SENT, { receipts: good }).map((receipt) => receipt.state), ["kept", "parked"]);
  const lies = [null, undefined, "<html>", {}, { receipts: [] }, { receipts: good.slice(1) }, { receipts: [...good].reverse() }, { receipts: [good[0], { id: "b", state: "fine", revision: 1 }] }, { receipts: [good[0], null] }];
  for (const lie of lies) assert.equal(receiptsFor(SENT, lie), null, JSON.stringify(lie));
});

test("a photo's receipt names its fingerprint", () => {
  assert.equal(mediumReceipt({ sha256: "s" }, { receipts: [{ sha256: "s", state: "unchanged" }] }).state, "unchanged");
  for (const lie of [null, {}, { receipts: [] }, { receipts: [{ sha256: "other", state: "kept" }] }]) assert.equal(mediumReceipt({ sha256: "s" }, lie), null);
});

test("taken back is taken back only by the server's word", () => {
  assert.equal(withdrawalReceipt("a", { receipts: [{ id: "a", state: "withdrawn" }] }).state, "withdrawn");
  assert.equal(withdrawalReceipt("a", { receipts: [{ id: "a", state: "kept", revision: 1 }] }), null);
});
