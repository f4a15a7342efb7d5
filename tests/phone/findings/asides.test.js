import assert from "node:assert/strict";
import { test } from "node:test";
import { MARKS, MOMENT, marked, waitingMoments } from "../../../static/phone/findings/asides.js";
import { isStanding, isUnsent } from "../../../static/phone/findings/finding.js";
import { Diary } from "../../../static/phone/findings/diary.js";
import { Outing } from "../../../static/phone/walks/outing.js";
import { aPhone, aWalk, nowhere } from "../makers.js";

const HERE = { lon: 24.94, lat: 60.17, accuracy_m: 5 };

async function anOuting(more = {}) {
  const { phone, diary, storage } = aPhone();
  const watchers = [];
  const whereabouts = { ...nowhere(), listen: (one) => watchers.push(one) };
  const outing = new Outing({ phone, diary, whereabouts });
  await outing.begin(aWalk(more));
  const moveTo = async (fix) => {
    whereabouts.fixes = [fix];
    whereabouts.latest = () => fix;
    for (const watcher of watchers) await watcher(fix);
  };
  return { outing, phone, storage, whereabouts, moveTo };
}

test("one tap keeps a mark with its place and time, beside the stop that she answers", async () => {
  const { outing, whereabouts, phone } = await anOuting();
  await outing.answer("opn_view", 1);
  whereabouts.fixes = [{ ...HERE, at: Date.now() }];
  const kept = await outing.beside((record) => marked(record, "broken-lamp"));
  assert.deepEqual(kept.body.marks, ["broken-lamp"]);
  assert.equal(kept.body.place.accuracy_m, 5);
  assert.deepEqual([kept.body.stop, kept.body.revision, kept.body.entry], [null, 1, "on_the_spot"]);
  assert.equal(kept.body.answers.ctx_period, "night");
  assert.ok(isUnsent(kept));
  assert.equal((await phone.all("findings")).length, 2);
  assert.equal(outing.finding.body.answers.opn_view, 1, "she is still at her stop");
  assert.equal(outing.diary.numberOf(outing.finding), 1, "and it keeps its number");
});

test("undo takes the mark back, then the answer before it", async () => {
  const { outing } = await anOuting();
  await outing.answer("opn_view", 1);
  const { id } = await outing.beside((record) => marked(record, "dark-corner"));
  assert.deepEqual(await outing.undo(), { aside: id });
  assert.ok(!isStanding(outing.diary.findings.get(id)));
  assert.ok(!isUnsent(outing.diary.findings.get(id)), "the server never hears of it");
  assert.equal((await outing.undo()).code, "opn_view");
});

test("a mark before the first answer leaves no empty stop behind", async () => {
  const { outing } = await anOuting();
  await outing.beside((record) => marked(record, "other"));
  assert.equal(outing.finding.body.revision, 0);
  assert.equal(outing.diary.standing("walk-1").length, 1);
  await outing.undo();
  assert.equal(outing.finding.body.revision, 0);
  assert.equal(outing.diary.standing("walk-1").length, 0);
});

test("a mark on the way does not nail the next stop to where she set out", async () => {
  const { outing, moveTo, phone } = await anOuting();
  assert.equal(outing.finding.body.stop, "stop-1");
  await outing.beside((record) => marked(record, "dark-corner"));
  await moveTo({ ...HERE, lon: 24.95, at: Date.now() });
  assert.equal(outing.finding.body.stop, "stop-2");
  await outing.answer("opn_view", 2);
  assert.equal((await phone.read("findings", outing.finding.id)).body.stop, "stop-2");
  assert.equal((await outing.undo()).code, "opn_view");
  assert.ok((await outing.undo()).aside, "and undo still knows the mark");
});

test("moments outlive a killed phone and are answered in order, later", async () => {
  const { outing, phone, storage, whereabouts } = await anOuting();
  whereabouts.fixes = [{ ...HERE, at: Date.now() }];
  const first = await outing.beside((record) => marked(record, MOMENT));
  await new Promise((soon) => setTimeout(soon, 2)); // ids know the order of milliseconds, and no hand is quicker
  const second = await outing.beside((record) => marked(record, MOMENT));
  const again = new Outing({ phone, diary: new Diary(phone, { storage }), whereabouts: { ...nowhere(), fixes: [{ ...HERE, lon: 24.99, at: Date.now() }] } });
  await again.resume();
  assert.deepEqual(waitingMoments(again.diary.standing("walk-1")).map((one) => one.id), [first.id, second.id]);
  await again.open(first.id);
  await again.answer("opn_view", 0);
  assert.equal(again.finding.body.entry, "later_same_day");
  assert.equal(again.finding.body.place.lon, HERE.lon, "the place is where she pressed, not where she sits");
  assert.deepEqual(waitingMoments(again.diary.standing("walk-1")).map((one) => one.id), [second.id]);
});

test("a moment without a place does not take the place of the chair", async () => {
  const { outing, moveTo } = await anOuting();
  const { id } = await outing.beside((record) => marked(record, MOMENT));
  await outing.open(id);
  outing.whereabouts.fixes = [{ ...HERE, at: Date.now() }];
  await outing.answer("opn_view", 0);
  assert.equal(outing.finding.body.place, null);
  await moveTo({ ...HERE, accuracy_m: 3, at: Date.now() + 5000 });
  assert.equal(outing.finding.body.place?.accuracy_m, 3, "only the fix right after the press may still come");
});

test("the light of a marked moment can be put right later, and it stays that moment", async () => {
  const { outing } = await anOuting();
  const { id } = await outing.beside((record) => marked(record, MOMENT));
  await outing.open(id);
  await outing.sayPeriod("dusk");
  assert.deepEqual([outing.finding.id, outing.finding.body.answers.ctx_period], [id, "dusk"]);
});

test("eight marks, each of its own, and one that shows help first", () => {
  assert.equal(new Set(MARKS.map(({ mark }) => mark)).size, 8);
  assert.deepEqual(MARKS.filter((one) => one.asksHelpFirst).map(({ mark }) => mark), ["harassment"]);
});
