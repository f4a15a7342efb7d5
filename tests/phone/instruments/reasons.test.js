import assert from "node:assert/strict";
import { test } from "node:test";
import { reasonsLeft, toExplain } from "../../../static/phone/instruments/reasons.js";
import { quickQuestions } from "../../../static/phone/instruments/questions.js";
import { aPack } from "../makers.js";

const codes = (questions) => questions.map((question) => question.code);
const QUICK = quickQuestions(aPack(), "night");

test("a bad answer leaves its reasons open until they are given", () => {
  assert.deepEqual(codes(reasonsLeft(aPack(), "lgt_level", { lgt_level: 0 }, "night")), ["lgt_cause"]);
  assert.deepEqual(reasonsLeft(aPack(), "lgt_level", { lgt_level: 0, lgt_cause: ["lamp_out"] }, "night"), []);
});

test("a good answer, none, and one that does not apply need no reason", () => {
  for (const answers of [{}, { lgt_level: 2 }, { lgt_level: "na" }, { lgt_level: "dk" }]) assert.deepEqual(reasonsLeft(aPack(), "lgt_level", answers, "night"), []);
});

test("when the stop is done only what is bad can be explained", () => {
  assert.deepEqual(codes(toExplain(aPack(), QUICK, { lgt_level: 1, opn_view: 0, fee_safe: 0 }, "night")), ["lgt_level"]);
  assert.deepEqual(toExplain(aPack(), QUICK, { lgt_level: 3 }, "night"), []);
});
