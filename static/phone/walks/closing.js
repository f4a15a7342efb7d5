/** The two questions at the end of a walk, as faces: how it felt, and whether she would walk here alone. Pure. */

import { questionNamed, walkerQuestions } from "../instruments/questions.js";

/** Asked as faces and not among the questions about herself: they are about the place. */
const FACES = ["fee_walk", "fee_dark", "fee_day"];
/** The four answers of "alone here?" by the face that they have, worst first as everywhere. */
const LEVEL_OF = { very_unsafe: 0, bit_unsafe: 1, fairly_safe: 2, very_safe: 3 };

/** The questions of this instrument that close a walk at this time of day: "alone by day" is no question at night. */
export function closingQuestions(pack, period) {
  const alone = period === "day" ? "fee_day" : "fee_dark";
  const isAsked = pack.instrument.walker ?? [];
  return ["fee_walk", alone].filter((code) => isAsked.includes(code)).map((code) => questionNamed(pack, code)).filter(Boolean);
}

/** Questions about the walker herself. */
export function questionsAboutHer(pack) {
  return walkerQuestions(pack).filter((question) => !FACES.includes(question.code));
}

/**
 * The answers of a closing question, faces first and worst first.
 * @returns {{value: string|number, level: number|null}[]} `level` is the face; null for an answer in words only
 */
export function facesOf(question) {
  const levels = question.levels?.map((level) => ({ value: Number(level), level: Number(level) }));
  const answers = levels ?? (question.choices ?? []).map((value) => ({ value, level: LEVEL_OF[value] ?? null }));
  const drawn = answers.filter((answer) => answer.level !== null).sort((a, b) => a.level - b.level);
  return [...drawn, ...answers.filter((answer) => answer.level === null)];
}
