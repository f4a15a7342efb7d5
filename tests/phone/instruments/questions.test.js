import assert from "node:assert/strict";
import { test } from "node:test";
import { answersOf, followUps, furtherQuestions, nextOpen, questionNamed, quickQuestions, walkerQuestions, wordsOf } from "../../../static/phone/instruments/questions.js";
import { answerAfter } from "../../../static/phone/instruments/answers.js";
import { speak } from "../../../static/phone/foundation/words.js";
import { aPack, level } from "../makers.js";

const codes = (questions) => questions.map((question) => question.code);

test("nobody is asked about lamps in daylight", () => {
  assert.deepEqual(codes(quickQuestions(aPack(), "day")), ["opn_view", "fee_safe"]);
  for (const period of ["dusk", "night"]) assert.deepEqual(codes(quickQuestions(aPack(), period)), ["lgt_level", "opn_view", "fee_safe"]);
});

test("the second screen holds what the first did not ask", () => {
  assert.deepEqual(codes(furtherQuestions(aPack(), "night")), ["lgt_face", "lgt_cause"]);
  assert.deepEqual(codes(walkerQuestions(aPack())), ["wlk_age"]);
});

test("reasons are offered after a bad answer and after no other", () => {
  assert.deepEqual(codes(followUps(aPack(), "lgt_level", 1)), ["lgt_cause"]);
  for (const answer of [2, 3, "dk", "na", undefined]) assert.deepEqual(followUps(aPack(), "lgt_level", answer), []);
});

test("the next open question comes after this one, and round again", () => {
  const questions = quickQuestions(aPack(), "night");
  assert.equal(nextOpen(questions, { lgt_level: 0 }, "lgt_level").code, "opn_view");
  assert.equal(nextOpen(questions, { opn_view: 1, fee_safe: "dk" }, "fee_safe").code, "lgt_level");
  assert.equal(nextOpen(questions, { lgt_level: 0, opn_view: 1, fee_safe: 2 }), null);
});

test("words fall back to a language that has them", () => {
  assert.equal(wordsOf(level("opn_view"), "sw").question, "opn_view?");
  assert.equal(wordsOf({ code: "x_new", text: {} }, "en").short, "x_new");
  assert.deepEqual(answersOf({ kind: "yn" }), ["yes", "no"]);
});

test("the same tap again takes the answer away", () => {
  const light = questionNamed(aPack(), "lgt_level");
  assert.equal(answerAfter(light, undefined, 0), 0);
  assert.equal(answerAfter(light, 0, 0), undefined);
  assert.equal(answerAfter(light, 0, "dk"), "dk");
});

test("ticks gather, none-of-these stands alone, and can't-say takes their place", () => {
  const cause = questionNamed(aPack(), "lgt_cause");
  assert.deepEqual(answerAfter(cause, ["lamp_out"], "no_lamp"), ["lamp_out", "no_lamp"]);
  assert.deepEqual(answerAfter(cause, ["lamp_out", "no_lamp"], "nothing"), ["nothing"]);
  assert.deepEqual(answerAfter(cause, ["nothing"], "lamp_out"), ["lamp_out"]);
  assert.equal(answerAfter(cause, ["lamp_out"], "lamp_out"), undefined);
  assert.equal(answerAfter(cause, ["lamp_out"], "dk"), "dk");
  assert.deepEqual(answerAfter(cause, "dk", "lamp_out"), ["lamp_out"]);
});

test("the digits of a question are those of its readers, and of nobody else", () => {
  const question = level("eye_watch", { text: { ar: { short: "العيون", question: "كم؟", choices: { 2: "5 إلى 10" } }, en: { short: "Eyes", question: "How many?", choices: { 2: "5 to 10" } } } });
  speak({ language: "ar", locale: "ar-EG", direction: "rtl", plurals: ["other"], words: {} });
  assert.equal(wordsOf(question, "ar").choices[2], "٥ إلى ١٠");
  assert.equal(wordsOf({ ...question, text: { en: question.text.en } }, "ar").choices[2], "5 to 10");
  speak({ language: "en", locale: "en", direction: "ltr", plurals: ["one", "other"], words: {} });
  assert.equal(wordsOf(question, "en").choices[2], "5 to 10");
});
