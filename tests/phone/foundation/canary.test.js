import assert from "node:assert/strict";
import { test } from "node:test";
import { countGone, isAnythingRemembered, readCanary, writeCanary } from "../../../static/phone/foundation/canary.js";
import { aShelf } from "../makers.js";

/** A cookie jar as a browser has it: set one at a time, read all. */
function aJar() {
  const kept = new Map();
  return { set cookie(line) { const [name, value] = line.split(";")[0].split("="); kept.set(name, value); }, get cookie() { return [...kept].map((one) => one.join("=")).join("; "); } };
}

test("what has vanished is counted by its ids; what was sent before is not missed", () => {
  const [shelf, jar] = [aShelf(), aJar()];
  writeCanary({ findings: ["f1", "f2"], media: ["m1"] }, shelf, jar);
  assert.equal(countGone(readCanary(shelf, jar), { findings: ["f1", "f0"], media: [] }), 2);
  assert.equal(countGone(readCanary(shelf, jar), { findings: ["f1", "f2"], media: ["m1"] }), 0);
});

test("where localStorage was cleared too, the cookie still says how many there were", () => {
  const [shelf, jar] = [aShelf(), aJar()];
  writeCanary({ findings: ["f1", "f2"], media: ["m1"] }, shelf, jar);
  assert.ok(isAnythingRemembered(aShelf(), jar));
  assert.equal(countGone(readCanary(aShelf(), jar), { findings: [], media: [] }), 3);
  assert.equal(countGone(readCanary(aShelf(), jar), { findings: ["f9", "f8"], media: ["m1"] }), 0);
  assert.doesNotMatch(jar.cookie, /f1/, "a number and nothing else");
});

test("a store that cannot be written or read is no reason to stop", () => {
  const broken = { getItem() { throw new Error("denied"); }, setItem() { throw new Error("full"); } };
  const jar = aJar();
  writeCanary({ findings: ["f1"], media: [] }, broken, jar);
  assert.equal(countGone(readCanary(broken, jar), { findings: [], media: [] }), 1);
  assert.equal(isAnythingRemembered(aShelf(), aJar()), false);
});
