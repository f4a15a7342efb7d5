/** What a bad answer still leads to: its cause, and who should act. Pure; asked only when she wants. */

import { fits, followUps, isAsked } from "./questions.js";

/** The reasons after the answer to one question that have no answer yet, in the instrument's order. */
export function reasonsLeft(pack, code, answers, period) {
  return followUps(pack, code, answers[code]).filter((why) => !(why.code in answers) && isAsked(why) && fits(why, period));
}

/** The questions of a stop whose bad answers can still be explained. */
export function toExplain(pack, questions, answers, period) {
  return questions.filter((question) => reasonsLeft(pack, question.code, answers, period).length);
}
