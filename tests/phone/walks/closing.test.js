import assert from "node:assert/strict";
import { test } from "node:test";
import { closingQuestions, facesOf, questionsAboutHer } from "../../../static/phone/walks/closing.js";
import { aPack, level } from "../makers.js";

const ALONE = ["very_safe", "fairly_safe", "bit_unsafe", "very_unsafe", "never_go_out", "dont_know"];

function aClosingPack(walker = ["wlk_age", "fee_walk", "fee_dark", "fee_day"]) {
  const pack = aPack();
  const alone = (code) => ({ ...level(code), kind: "one", levels: undefined, choices: ALONE });
  const questions = [...pack.instrument.questions, level("fee_walk", { kind: "f03" }), alone("fee_dark"), alone("fee_day")];
  return { ...pack, instrument: { ...pack.instrument, walker, questions } };
}

test("a walk ends with how it felt, and with walking here alone at this time of day", () => {
  const codes = (period) => closingQuestions(aClosingPack(), period).map((question) => question.code);
  assert.deepEqual(codes("night"), ["fee_walk", "fee_dark"]);
  assert.deepEqual(codes("dusk"), ["fee_walk", "fee_dark"]);
  assert.deepEqual(codes("day"), ["fee_walk", "fee_day"]);
});

test("an older instrument that does not ask about the whole walk still ends well", () => {
  assert.deepEqual(closingQuestions(aClosingPack(["fee_dark"]), "night").map((question) => question.code), ["fee_dark"]);
  assert.deepEqual(closingQuestions(aClosingPack([]), "night"), []);
});

test("every answer has its place: faces from worst to best, then what no face can say", () => {
  const [walk, alone] = closingQuestions(aClosingPack(), "night");
  assert.deepEqual(facesOf(walk).map((answer) => answer.value), [0, 1, 2, 3]);
  assert.deepEqual(facesOf(alone).map((answer) => answer.value), ["very_unsafe", "bit_unsafe", "fairly_safe", "very_safe", "never_go_out", "dont_know"]);
  assert.deepEqual(facesOf(alone).map((answer) => answer.level), [0, 1, 2, 3, null, null]);
});

test("questions about the place are not asked again among those about herself", () => {
  assert.deepEqual(questionsAboutHer(aClosingPack()).map((question) => question.code), ["wlk_age"]);
});
