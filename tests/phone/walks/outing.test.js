import assert from "node:assert/strict";
import { test } from "node:test";
import { Diary } from "../../../static/phone/findings/diary.js";
import { countGone, readCanary } from "../../../static/phone/foundation/canary.js";
import { Outing } from "../../../static/phone/walks/outing.js";
import { aPhone, aWalk, nowhere } from "../makers.js";

async function anOuting(more = {}) {
  const { phone, diary, storage } = aPhone();
  const outing = new Outing({ phone, diary, whereabouts: nowhere() });
  await outing.begin(aWalk(more));
  return { outing, phone, diary, storage };
}

test("nine taps are nine kept answers, with a second witness", async () => {
  const { outing, phone, storage } = await anOuting();
  for (let tap = 0; tap < 9; tap += 1) await outing.answer(`q_${tap}`, tap % 4);
  const [kept] = await phone.all("findings");
  assert.equal(kept.body.revision, 9);
  assert.equal(Object.keys(kept.body.answers).length, 10, "nine answers and the time of day");
  assert.equal(kept.body.answers.ctx_period, "night");
  assert.deepEqual(readCanary(storage).findings, [kept.id]);
});

test("a phone that was killed opens at the same stop with the same answers", async () => {
  const { outing, phone, storage } = await anOuting();
  await outing.next();
  await outing.answer("lgt_level", 1);
  const again = new Outing({ phone, diary: new Diary(phone, { storage }), whereabouts: nowhere() });
  assert.ok(await again.resume());
  assert.equal(again.finding.id, outing.finding.id);
  assert.equal(again.finding.body.answers.lgt_level, 1);
  assert.equal((await again.undo()).code, "lgt_level");
});

test("a database that comes back empty is noticed", async () => {
  const { outing, storage } = await anOuting();
  await outing.answer("lgt_level", 1);
  const { phone } = aPhone();
  const again = new Outing({ phone, diary: new Diary(phone, { storage }), whereabouts: nowhere() });
  assert.equal(await again.resume(), false);
  assert.equal(countGone(readCanary(storage), { findings: [...again.diary.findings.keys()], media: [] }), 1);
});

test("the next stop is a new finding, at the next planned stop, without a question", async () => {
  const { outing } = await anOuting();
  await outing.answer("lgt_level", 1);
  const first = outing.finding;
  assert.equal(first.body.stop, "stop-1");
  await outing.next();
  assert.notEqual(outing.finding.id, first.id);
  assert.equal(outing.finding.body.stop, "stop-2");
  assert.equal(outing.diary.numberOf(outing.finding), 2);
});

test("she, not the computer, says whether it is dark", async () => {
  const { outing } = await anOuting({ saidPeriod: null });
  assert.ok(["day", "dusk", "night"].includes(outing.period));
  await outing.answer("opn_view", 1);
  await outing.sayPeriod("dusk");
  assert.equal(outing.period, "dusk");
  assert.equal(outing.finding.body.answers.ctx_period, "dusk");
});

test("without her yes no place is kept", async () => {
  const { outing } = await anOuting({ scopes: ["take-part"] });
  outing.whereabouts.fixes = [{ lon: 24.94, lat: 60.17, accuracy_m: 5, at: Date.now() }];
  await outing.answer("lgt_level", 1);
  assert.equal(outing.finding.body.place, null);
});

test("with her yes the place comes with the first tap", async () => {
  const { outing } = await anOuting();
  outing.whereabouts.fixes = [{ lon: 24.94, lat: 60.17, accuracy_m: 5, at: Date.now() }];
  await outing.answer("lgt_level", 1);
  assert.equal(outing.finding.body.place.accuracy_m, 5);
  assert.equal(outing.finding.body.revision, 1);
});

test("what she says about herself travels with a finding, and undo does not touch it", async () => {
  const { outing, diary } = await anOuting();
  await outing.answer("lgt_level", 1);
  await outing.answerAboutMe("wlk_age", "25_39");
  assert.equal(diary.findings.get(outing.finding.id).body.answers.wlk_age, "25_39");
  assert.equal(outing.walk.profile.wlk_age, "25_39");
  await outing.undo();
  assert.deepEqual(Object.keys(outing.finding.body.answers).sort(), ["ctx_period", "wlk_age"]);
});
