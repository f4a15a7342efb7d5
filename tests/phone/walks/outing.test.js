import assert from "node:assert/strict";
import { test } from "node:test";
import { Diary } from "../../../static/phone/findings/diary.js";
import { marked } from "../../../static/phone/findings/asides.js";
import { mediumRecord } from "../../../static/phone/findings/photos.js";
import { countGone, readCanary } from "../../../static/phone/foundation/canary.js";
import { Outing } from "../../../static/phone/walks/outing.js";
import { aPhone, aWalk, AT, nowhere } from "../makers.js";

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

test("an answer that is still being kept stays at its stop when she has gone on", async () => {
  const { outing, diary } = await anOuting();
  const { id } = outing.finding;
  const kept = outing.answer("lgt_level", 1);
  await outing.next();
  await kept;
  assert.notEqual(outing.finding.id, id, "she stands at the next stop");
  await outing.answer("lgt_level", 3);
  assert.equal(diary.findings.get(id).body.answers.lgt_level, 1);
  assert.equal(diary.findings.get(outing.finding.id).body.answers.lgt_level, 3);
});

test("an undo that is still being kept does not bring her back either", async () => {
  const { outing } = await anOuting();
  await outing.answer("lgt_level", 1);
  const { id } = outing.finding;
  await Promise.all([outing.undo(), outing.next()]);
  assert.notEqual(outing.finding.id, id);
});

test("undo takes back the answer that was given last, however quickly it comes", async () => {
  const { outing, diary } = await anOuting();
  await outing.answer("lgt_level", 1);
  const mark = await outing.beside((record) => marked(record, "other"));
  const [, step] = await Promise.all([outing.answer("opn_view", 2), outing.undo()]);
  assert.equal(step.code, "opn_view");
  assert.ok(!diary.findings.get(mark.id).isWithdrawn, "the mark before it stays");
  assert.deepEqual(await outing.undo(), { aside: mark.id });
});

test("two undos at once take back two things, and say which", async () => {
  const { outing } = await anOuting();
  await outing.answer("lgt_level", 1);
  await outing.answer("opn_view", 2);
  const steps = await Promise.all([outing.undo(), outing.undo()]);
  assert.deepEqual(steps.map((step) => step.code), ["opn_view", "lgt_level"]);
});

test("a photo that is kept while she goes on belongs to the stop where it was taken", async () => {
  const { outing, diary } = await anOuting();
  const { finding } = outing;
  const bytes = new TextEncoder().encode("a picture").buffer;
  const medium = await mediumRecord({ finding: finding.id, indicator: null, bytes, small: bytes, at: AT });
  const kept = outing.addMedium(medium, bytes, finding);
  await outing.next();
  await kept;
  assert.deepEqual(diary.mediaOf(diary.findings.get(finding.id)).map(({ key }) => key), [medium.key]);
  assert.notEqual(outing.finding.id, finding.id);
});

test("a photo taken before the first answer knows at which stop she arrived meanwhile", async () => {
  const { outing, diary } = await anOuting();
  const { finding } = outing;
  await outing.chooseStop("stop-2");
  const bytes = new TextEncoder().encode("a picture").buffer;
  await outing.addMedium(await mediumRecord({ finding: finding.id, indicator: null, bytes, small: bytes, at: AT }), bytes, finding);
  assert.equal(diary.findings.get(finding.id).body.stop, "stop-2");
});

test("two wishes at once are both kept with the walk, and so is what the server says meanwhile", async () => {
  const { outing, phone } = await anOuting({ isJoined: false, token: "", receipt: "" });
  const said = { ...outing.walk, token: "t", receipt: "1234", isJoined: true };
  await Promise.all([outing.keepWalk({ mode: "pair" }), outing.keepSent(said), outing.keepWalk({ isStarted: true }), outing.answerAboutMe("fee_walk", 1), outing.answerAboutMe("fee_dark", 2)]);
  for (const { mode, isStarted, token, receipt, isJoined, profile } of [await phone.read("walks", "walk-1"), outing.walk]) {
    assert.deepEqual([mode, isStarted, token, receipt, isJoined], ["pair", true, "t", "1234", true]);
    assert.deepEqual(profile, { fee_walk: 1, fee_dark: 2 });
  }
});

test("what another tab tells never hides what was kept here meanwhile", async () => {
  const { outing, phone, diary } = await anOuting();
  const { all } = phone;
  let read = null;
  phone.all = async (store) => {
    const records = await all.call(phone, store);
    if (store === "media") await new Promise((done) => { read = done; });
    return records;
  };
  const loaded = diary.load();
  await outing.answer("lgt_level", 1);
  phone.all = all;
  read();
  await loaded;
  assert.equal(diary.standing("walk-1").length, 1);
});
