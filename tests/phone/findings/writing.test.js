import assert from "node:assert/strict";
import { test } from "node:test";
import { ownWords, WordsKeeper } from "../../../static/phone/findings/writing.js";
import { Outing } from "../../../static/phone/walks/outing.js";
import { aPack, aPhone, aWalk, nowhere } from "../makers.js";

async function writingTo(outing) {
  let text = "";
  const told = [];
  const keeper = new WordsKeeper({ outing, code: "nar_worry", text: () => text, tell: (isKept) => told.push(isKept) });
  return { keeper, told, type: (more) => { text += more; } };
}

async function anOuting() {
  const { phone, diary } = aPhone();
  const outing = new Outing({ phone, diary, whereabouts: nowhere() });
  await outing.begin(aWalk());
  return outing;
}

test("words are kept as they grow, and one undo takes them away whole", async () => {
  const outing = await anOuting();
  const { keeper, type } = await writingTo(outing);
  for (const part of ["The gate", " is locked", " at nine"]) { type(part); await keeper.now(); }
  assert.equal(outing.finding.body.words.nar_worry, "The gate is locked at nine");
  assert.equal(outing.finding.body.revision, 3);
  assert.deepEqual(await outing.undo(), { word: "nar_worry", was: undefined });
  assert.deepEqual(outing.finding.body.words, {});
});

test("nothing is kept twice, and nothing lands at the next stop", async () => {
  const outing = await anOuting();
  const { keeper, type, told } = await writingTo(outing);
  await keeper.now();
  type("Dark");
  await keeper.now();
  await keeper.now();
  assert.deepEqual([outing.finding.body.revision, told], [1, [true]]);
  await outing.next();
  type(" corner");
  await keeper.now();
  assert.equal(outing.finding.body.revision, 0);
});

test("only questions for her own words are asked in writing", () => {
  const pack = aPack();
  pack.instrument.own_words = ["nar_photo", "nar_worry", "gov_owner"];
  pack.instrument.questions.push({ code: "nar_photo", kind: "media" }, { code: "nar_worry", kind: "media" }, { code: "gov_owner", kind: "one" });
  assert.deepEqual(ownWords(pack).map(({ code }) => code), ["nar_worry"]);
});
