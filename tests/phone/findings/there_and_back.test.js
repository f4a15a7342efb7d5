import assert from "node:assert/strict";
import { test } from "node:test";
import { dayAnswer, dayPhoto, dayVisit } from "../../../static/phone/findings/there_and_back.js";
import { Outing } from "../../../static/phone/walks/outing.js";
import { proposedStop, visitsInThisLight } from "../../../static/phone/walks/stops.js";
import { aPack, aPhone, aWalk, nowhere } from "../makers.js";

const visit = (id, stop, period, more = {}) => ({ id, body: { stop, place: null, answers: { ctx_period: period, opn_view: 3 }, ...more } });
const AT = (lon) => ({ lon, lat: 60.17, accuracy_m: 5 });

test("her answer by day is shown after hers in the dark, and never before", () => {
  const day = visit("a", "stop-1", "day");
  const dark = visit("b", "stop-1", "night", { answers: { ctx_period: "night" } });
  assert.equal(dayVisit([day, dark], dark), day);
  assert.equal(dayAnswer(day, dark, "opn_view"), undefined);
  assert.equal(dayAnswer(day, visit("b", "stop-1", "night"), "opn_view"), 3);
  assert.equal(dayAnswer(null, dark, "opn_view"), undefined);
});

test("by day nothing is compared, and another stop is not this one", () => {
  assert.equal(dayVisit([visit("a", "stop-1", "day")], visit("b", "stop-1", "day")), null);
  assert.equal(dayVisit([visit("a", "stop-2", "day")], visit("b", "stop-1", "dusk")), null);
  assert.equal(dayVisit([visit("a", "stop-1", "night")], visit("b", "stop-1", "night")), null);
});

test("without planned stops, twenty-five metres are the same spot", () => {
  const at = (lon, period, id) => visit(id, null, period, { place: AT(lon) });
  assert.ok(dayVisit([at(24.94, "day", "a")], at(24.9403, "night", "b")), "17 metres");
  assert.equal(dayVisit([at(24.94, "day", "a")], at(24.9406, "night", "b")), null, "33 metres");
  assert.equal(dayVisit([visit("a", null, "day")], visit("b", null, "night")), null, "nobody knows where");
});

test("the ghost is the photo of the same thing, else of the same spot", () => {
  const photo = (sha256, indicator, kind = "photo") => ({ sha256, indicator, kind });
  const media = [photo("1", "lgt_level"), photo("2", "opn_view"), photo("3", "opn_view", "voice")];
  assert.equal(dayPhoto(media, "lgt_level").sha256, "1");
  assert.equal(dayPhoto(media, "fee_safe").sha256, "2");
  assert.equal(dayPhoto([], "fee_safe"), null);
});

test("whoever walked there by day is led back to the same stops in the dark", async () => {
  const { phone, diary } = aPhone();
  const outing = new Outing({ phone, diary, whereabouts: nowhere() });
  await outing.begin(aWalk({ saidPeriod: "day" }));
  for (const stop of ["stop-1", "stop-2"]) {
    assert.equal(outing.finding.body.stop, stop);
    await outing.answer("opn_view", 3);
    await outing.next();
  }
  assert.equal(outing.finding.body.stop, null, "by day she has been everywhere");
  await outing.sayPeriod("night");
  assert.equal(outing.finding.body.stop, "stop-2", "the way back begins where she is");
  await outing.answer("opn_view", 0);
  assert.equal(dayAnswer(dayVisit(diary.standing("walk-1"), outing.finding), outing.finding, "opn_view"), 3);
});

test("a stop that she left by day stays one of the day when night falls", async () => {
  const { phone, diary } = aPhone();
  const outing = new Outing({ phone, diary, whereabouts: nowhere() });
  await outing.begin(aWalk({ saidPeriod: "day" }));
  await outing.answer("opn_view", 3);
  const left = outing.finding.id;
  await outing.sayPeriod("dusk");
  assert.equal(outing.finding.body.answers.ctx_period, "dusk", "while she answers, she corrects it");
  await outing.sayPeriod("day");
  const hourAgo = new Date(Date.now() - 3600000).toISOString();
  outing.finding = await diary.keep(outing.finding, (record) => ({ ...record, body: { ...record.body, changed_at: hourAgo } }));
  await outing.sayPeriod("night");
  assert.equal(diary.findings.get(left).body.answers.ctx_period, "day");
  assert.notEqual(outing.finding.id, left);
});

test("where she stands decides on the way back, and the stop changes as she arrives", async () => {
  const stops = aPack().site.stops;
  const { visited, back } = visitsInThisLight([visit("a", "stop-1", "day"), visit("b", "stop-2", "day")], true);
  assert.deepEqual([[...visited], back], [[], ["stop-2", "stop-1"]]);
  assert.equal(proposedStop(stops, visited, AT(24.94), back).id, "stop-1");
  const { phone, diary } = aPhone();
  const watchers = [];
  const whereabouts = { ...nowhere(), listen: (watcher) => watchers.push(watcher) };
  const outing = new Outing({ phone, diary, whereabouts });
  await outing.begin(aWalk());
  whereabouts.latest = () => AT(24.95);
  await watchers[0]({ ...AT(24.95), at: Date.now() });
  assert.equal(outing.finding.body.stop, "stop-2");
  await outing.chooseStop("stop-1");
  await watchers[0]({ ...AT(24.95), at: Date.now() });
  assert.equal(outing.finding.body.stop, "stop-1", "but what she chose stays");
});
