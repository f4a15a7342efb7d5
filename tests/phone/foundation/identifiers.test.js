import assert from "node:assert/strict";
import { test } from "node:test";
import { newId, sha256Of } from "../../../static/phone/foundation/identifiers.js";

test("an id made on the phone is a UUID version 7 with the time in front", () => {
  const id = newId(1645557742000, new Uint8Array([0x0c, 0xc3, 0x98, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]));
  assert.equal(id, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"); // the example of RFC 9562, appendix A.6
});

test("ids made later sort later, also on a phone whose clock stands at 1970", () => {
  assert.ok(newId(5) < newId(6));
  assert.ok(newId(1e12) < newId(2e12));
  assert.equal(new Set(Array.from({ length: 1000 }, () => newId())).size, 1000);
});

test("a fingerprint is SHA-256 in hex", async () => {
  assert.equal(await sha256Of(new TextEncoder().encode("abc").buffer), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
