import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, beginFinding, isStanding, isUnsent, undone, withPhoto } from "../../../static/phone/findings/finding.js";
import { aWalk, AT } from "../makers.js";

const fresh = () => beginFinding({ id: "f1", walk: aWalk(), at: AT });

test("a stop that nobody answered is no finding yet", () => {
  assert.equal(isStanding(fresh()), false);
  assert.equal(isUnsent(fresh()), false);
});

test("every tap is a new revision, and the server's words are on the wire", () => {
  const two = answered(answered(fresh(), "lgt_level", 0, AT), "opn_view", "dk", AT);
  assert.equal(two.body.revision, 2);
  assert.deepEqual(two.body.answers, { lgt_level: 0, opn_view: "dk" });
  assert.deepEqual(two.body.instrument, { code: "st9", version: "1.0.0", sha256: "a".repeat(64) });
});

test("undo goes back answer by answer, through changes and clearings, to the empty stop", () => {
  const steps = [["lgt_level", 1], ["lgt_level", 3], ["opn_view", 2], ["lgt_level", undefined]];
  let record = steps.reduce((before, [code, answer]) => answered(before, code, answer, AT), fresh());
  const seen = [];
  for (let step; ({ record, step } = undone(record, AT)).step; ) seen.push([step.code, { ...record.body.answers }]);
  assert.deepEqual(seen, [["lgt_level", { lgt_level: 3, opn_view: 2 }], ["opn_view", { lgt_level: 3 }], ["lgt_level", { lgt_level: 1 }], ["lgt_level", {}]]);
  assert.equal(record.body.revision, 8, "an undo is a revision too: the server must hear of it");
});

test("nothing that was given is altered by going on", () => {
  const before = Object.freeze(answered(fresh(), "lgt_level", 0, AT));
  Object.freeze(before.body);
  Object.freeze(before.body.answers);
  answered(before, "lgt_level", 3, AT);
  assert.equal(before.body.answers.lgt_level, 0);
});

test("the same photo twice is one photo", () => {
  const photo = { sha256: "c".repeat(64), kind: "photo" };
  assert.equal(withPhoto(withPhoto(fresh(), photo, AT), photo, AT).body.media.length, 1);
});

test("it is unsent until a receipt covers what she sees", () => {
  const one = answered(fresh(), "lgt_level", 0, AT);
  assert.ok(isUnsent(one));
  const sent = { ...one, receipt: { revision: 1, state: "kept" } };
  assert.ok(!isUnsent(sent));
  assert.ok(isUnsent(answered(sent, "lgt_level", 1, AT)));
});

test("a deletion rests for half a minute, so that undo can keep its word", () => {
  const gone = { ...answered(fresh(), "lgt_level", 0, AT), isTried: true, isWithdrawn: true };
  assert.ok(!isUnsent(gone, Date.parse(AT) + 29000));
  assert.ok(isUnsent(gone, Date.parse(AT) + 31000));
  assert.ok(isUnsent(gone, Date.parse(AT) - 86400000), "also on a phone whose clock was set back");
});

test("what never left the phone needs no word to the server when it is deleted", () => {
  const one = answered(fresh(), "lgt_level", 0, AT);
  assert.ok(!isUnsent({ ...one, isWithdrawn: true }));
  assert.ok(isUnsent({ ...one, isTried: true, isWithdrawn: true }));
  assert.ok(!isUnsent({ ...one, isTried: true, isWithdrawn: true, receipt: { state: "withdrawn" } }));
});
