import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, answeredAll, beginFinding, undone } from "../../../static/phone/findings/finding.js";
import { hasMovedOn, likeTheLast } from "../../../static/phone/findings/next_stop.js";
import { aPack, aWalk, AT } from "../makers.js";

const LATER = "2026-12-01T20:25:00.000Z";
const a = (id, at, answers = {}) => Object.entries(answers).reduce((record, [code, answer]) => answered(record, code, answer, at), beginFinding({ id, walk: aWalk(), at }));

test("a new stop can be like the last one, but who she is and the hour are not taken over", () => {
  const last = a("f1", AT, { lgt_level: 1, opn_view: 2, lgt_cause: ["lamp_out"], wlk_age: "25_39", ctx_period: "night" });
  const answers = likeTheLast([a("f0", "2026-12-01T20:00:00.000Z", { fee_safe: 0 }), last], a("f2", LATER), aPack(), "night");
  assert.deepEqual(answers, { lgt_level: 1, opn_view: 2, lgt_cause: ["lamp_out"] });
});

test("light is not taken over into the day", () => {
  const last = a("f1", AT, { lgt_level: 1, opn_view: 2 });
  assert.deepEqual(likeTheLast([last], a("f2", LATER), aPack(), "day"), { opn_view: 2 });
});

test("a stop with answers of its own and the very first stop are offered nothing", () => {
  const last = a("f1", AT, { opn_view: 2 });
  assert.deepEqual(likeTheLast([last], a("f2", LATER, { fee_safe: 1 }), aPack(), "night"), {});
  assert.deepEqual(likeTheLast([], a("f2", LATER), aPack(), "night"), {});
  assert.deepEqual(likeTheLast([a("f3", LATER, { opn_view: 2 })], a("f2", AT), aPack(), "night"), {}, "what came later is no stop before");
});

test("one step takes all of it back, and what stood before stands again", () => {
  const before = a("f2", LATER, { opn_view: 0 });
  const all = answeredAll(before, { opn_view: 2, fee_safe: 3 }, LATER);
  assert.equal(all.body.revision, before.body.revision + 1);
  const { record, step } = undone(all, LATER);
  assert.deepEqual(record.body.answers, { opn_view: 0 });
  assert.deepEqual(Object.keys(step.many), ["opn_view", "fee_safe"]);
});

test("she has walked on when both fixes together cannot be wrong about it", () => {
  const place = { lon: 24.94, lat: 60.17, accuracy_m: 8 };
  const at_m = (north, accuracy_m) => ({ lon: 24.94, lat: 60.17 + north / 111195, accuracy_m });
  assert.equal(hasMovedOn(place, at_m(29, 5)), false);
  assert.equal(hasMovedOn(place, at_m(32, 5)), true);
  assert.equal(hasMovedOn(place, at_m(60, 55)), false, "a weak fix jumps about while she stands still");
  assert.equal(hasMovedOn(null, at_m(99, 5)), false);
  assert.equal(hasMovedOn(place, null), false);
});
