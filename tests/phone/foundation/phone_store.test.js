import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
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

test("a release that was rolled back opens what the newer one left, and gives its unknown parts back unharmed", async () => {
  const { phone, factory } = aPhone();
  await phone.write({ findings: [{ id: "f1", version: 1 }] });
  phone.close();
  const newer = factory.open("farola", 7);
  newer.onupgradeneeded = () => { newer.result.createObjectStore("dreams", { keyPath: "id" }); };
  await new Promise((done) => { newer.onsuccess = done; });
  const deal = newer.result.transaction(["findings", "dreams"], "readwrite");
  deal.objectStore("findings").put({ id: "f2", version: 2, colour: "blue", body: { revision: 1 } });
  await new Promise((done) => { deal.oncomplete = done; });
  newer.result.close();
  const older = new PhoneStore({ factory });
  assert.equal((await older.all("findings")).length, 2);
  await older.change("findings", "f2", (record) => ({ ...record, seen: true }));
  assert.deepEqual(await older.read("findings", "f2"), { id: "f2", version: 2, colour: "blue", body: { revision: 1 }, seen: true });
});

test("a store that an older release did not have is added without touching the others", async () => {
  const { factory } = aPhone();
  const old = factory.open("farola", 1);
  old.onupgradeneeded = () => { for (const [name, keyPath] of [["walks", "id"], ["findings", "id"], ["kept", "name"]]) old.result.createObjectStore(name, { keyPath }); };
  await new Promise((done) => { old.onsuccess = done; });
  const deal = old.result.transaction(["findings"], "readwrite");
  deal.objectStore("findings").put({ id: "f1" });
  await new Promise((done) => { deal.oncomplete = done; });
  old.result.onversionchange = () => old.result.close(); // as the old tab does
  const phone = new PhoneStore({ factory });
  await phone.write({ bytes: [{ key: "b1" }] });
  assert.deepEqual(await phone.read("findings", "f1"), { id: "f1" });
});

test("a tab of an old release that does not let go is said", async () => {
  const { factory } = aPhone();
  const old = factory.open("farola", 1);
  old.onupgradeneeded = () => old.result.createObjectStore("findings", { keyPath: "id" });
  await new Promise((done) => { old.onsuccess = done; });
  const phone = new PhoneStore({ factory });
  const heard = [];
  phone.listen((state) => { heard.push(state); old.result.close(); });
  await phone.write({ kept: [{ name: "a" }] });
  assert.deepEqual(heard, ["blocked"]);
});

test("a connection that stays lost stops everything loudly, and nothing is kept in memory instead", async () => {
  const { phone } = aPhone();
  await phone.write({ kept: [{ name: "a" }] });
  const heard = [];
  phone.listen((state) => heard.push(state));
  const original = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = () => { throw new DOMException("Connection to Indexed Database server lost", "UnknownError"); };
  try {
    await assert.rejects(phone.write({ kept: [{ name: "b" }] }));
    await new Promise((soon) => setTimeout(soon, 5));
    assert.deepEqual(heard, ["broken"]);
  } finally {
    IDBDatabase.prototype.transaction = original;
  }
  assert.equal(await phone.read("kept", "b"), undefined);
  await phone.write({ kept: [{ name: "b" }] });
  assert.ok(await phone.read("kept", "b"));
});

test("a photo never eats the room of the answers: what was sent goes first, and then the photo is not taken", async () => {
  const { phone } = aPhone();
  await phone.keepReserve();
  let asked = 0;
  phone.whenFull(async () => { asked += 1; return 0; });
  const original = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function put(record) {
    if (record.key === "photo") throw new DOMException("full", "QuotaExceededError");
    return original.call(this, record);
  };
  try {
    await assert.rejects(phone.write({ bytes: [{ key: "photo" }] }), { name: "QuotaExceededError" });
  } finally {
    IDBObjectStore.prototype.put = original;
  }
  assert.equal(asked, 1);
  assert.ok(phone.isFull);
  assert.ok(await phone.read("bytes", "reserve"));
});

test("the room kept aside cannot be squeezed away by the browser", async () => {
  const { phone } = aPhone();
  await phone.keepReserve();
  const { bytes } = await phone.read("bytes", "reserve");
  assert.equal(bytes.byteLength, 2 * 1024 * 1024);
  assert.ok(deflateSync(Buffer.from(bytes)).byteLength > 2 * 1024 * 1024);
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
