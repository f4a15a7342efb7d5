import assert from "node:assert/strict";
import { test } from "node:test";
import { PhoneStore } from "../../../static/phone/foundation/phone_store.js";
import { aPhone } from "../makers.js";

test("what was written is there for the next opening of the app", async () => {
  const { phone, factory } = aPhone();
  await phone.write({ findings: [{ id: "f1", body: 1 }], kept: [{ name: "here", finding: "f1" }] });
  phone.close();
  const again = new PhoneStore({ factory });
  assert.deepEqual(await again.read("findings", "f1"), { id: "f1", body: 1 });
  assert.equal((await again.read("kept", "here")).finding, "f1");
});

test("two tabs that change the same finding do not overwrite each other", async () => {
  const { phone, factory } = aPhone();
  const other = new PhoneStore({ factory });
  const more = (record) => ({ id: "f1", taps: (record?.taps ?? 0) + 1 });
  await Promise.all([phone, other, phone, other].map((tab) => tab.change("findings", "f1", more)));
  assert.equal((await phone.read("findings", "f1")).taps, 4);
});

test("a change that fails keeps nothing, neither the finding nor its photo", async () => {
  const { phone } = aPhone();
  const failing = phone.change("findings", "f1", () => ({ id: "f1", cannot: () => {} }), { media: [{ key: "m1" }] });
  await assert.rejects(failing);
  assert.equal(await phone.read("findings", "f1"), undefined);
  assert.equal(await phone.read("media", "m1"), undefined);
});

test("when the browser closes the connection under us, the next tap opens it again", async () => {
  const { phone } = aPhone();
  await phone.write({ kept: [{ name: "a" }] });
  phone.close();
  await phone.write({ kept: [{ name: "b" }] });
  assert.equal((await phone.all("kept")).length, 2);
});

test("a full phone gives up its reserve, so that the answer still fits", async () => {
  const { phone } = aPhone();
  await phone.keepReserve();
  let isFull = true;
  const real = phone.change.bind(phone);
  // The browser's own error for a full disk, once: until the reserve is gone.
  const original = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function put(record) {
    if (isFull && record.id === "f1") { isFull = false; throw new DOMException("full", "QuotaExceededError"); }
    return original.call(this, record);
  };
  try {
    await real("findings", "f1", () => ({ id: "f1" }));
  } finally {
    IDBObjectStore.prototype.put = original;
  }
  assert.deepEqual(await phone.read("findings", "f1"), { id: "f1" });
  assert.equal(await phone.read("bytes", "reserve"), undefined);
});
