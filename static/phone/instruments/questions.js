/** What to ask, in which words, with which answers. Pure: a pack goes in, questions come out. */

import { inDigits, languageNow } from "../foundation/words.js";

const LEVEL_KINDS = ["r03", "f03", "d03"];
const CHOICE_KINDS = ["one", "multi", "yn"];
/** The answers that every question has beside its own. */
export const NOT_HERE = "na";
export const CANNOT_SAY = "dk";

export function isLevels(question) {
  return LEVEL_KINDS.includes(question.kind);
}

export function isManyChoices(question) {
  return question.kind === "multi";
}

/** Kinds that the phone asks by tapping or counting; words and media have screens of their own. */
export function isAsked(question) {
  return isLevels(question) || CHOICE_KINDS.includes(question.kind) || question.kind === "cnt";
}

/** The answers to choose from, as they go on the wire: 0..3, or codes. */
export function answersOf(question) {
  if (isLevels(question)) return (question.levels ?? [0, 1, 2, 3]).map(Number);
  return question.choices ?? (question.kind === "yn" ? ["yes", "no"] : []);
}

/** Whether this question fits the time of day: light is asked about at dusk and at night. */
export function fits(question, period) {
  return question.when !== "dusk-night" || period !== "day";
}

export function questionNamed(pack, code) {
  return pack.instrument.questions.find((question) => question.code === code) ?? null;
}

/** The quick set, in order, as far as it fits the time of day. */
export function quickQuestions(pack, period) {
  return questionsIn(pack, pack.instrument.quick, period);
}

/** Everything beyond the quick set: asked on a second screen, when there is time. */
export function furtherQuestions(pack, period) {
  const quick = new Set(pack.instrument.quick);
  return questionsIn(pack, pack.instrument.full.filter((code) => !quick.has(code)), period);
}

/** Questions about the walker herself: optional, asked once, at the end. */
export function walkerQuestions(pack) {
  return questionsIn(pack, pack.instrument.walker ?? [], null);
}

/** The words of a question in a language, falling back to any language that has them. */
export function wordsOf(question, language) {
  const texts = question.text ?? {};
  const words = texts[language] ?? texts.en ?? Object.values(texts)[0] ?? {};
  // Words of another language that had to step in keep their own digits.
  const written = texts[language] && language === languageNow() ? inDigits : (text) => text;
  const choices = Object.entries(words.choices ?? {}).map(([value, text]) => [value, written(text)]);
  return { short: written(words.short || words.question || question.code), question: written(words.question || question.code), choices: Object.fromEntries(choices) };
}

/** The words of one answer, "" when the instrument has none. */
export function wordsOfAnswer(question, answer, language) {
  return wordsOf(question, language).choices[String(answer)] ?? "";
}

/** What to ask next because of this answer: the reasons after a bad one. */
export function followUps(pack, code, answer) {
  const rule = questionNamed(pack, code)?.follow_up;
  if (!rule || typeof answer !== "number" || answer > rule.at_most) return [];
  return rule.ask.map((asked) => questionNamed(pack, asked)).filter(Boolean);
}

/** The first question without an answer, from `after` on and round again; null when all are answered. */
export function nextOpen(questions, answers, after = "") {
  const from = questions.findIndex((question) => question.code === after) + 1;
  const round = [...questions.slice(from), ...questions.slice(0, from)];
  return round.find((question) => !(question.code in answers)) ?? null;
}

function questionsIn(pack, codes, period) {
  return codes.map((code) => questionNamed(pack, code)).filter((question) => question && isAsked(question) && fits(question, period));
}
