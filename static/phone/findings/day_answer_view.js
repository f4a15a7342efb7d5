/** What she said at this stop by day, in words, beside what she says now. */

import { _, languageNow } from "../foundation/words.js";
import { questionNamed, wordsOf } from "../instruments/questions.js";
import { levelNumeral } from "../instruments/radios_view.js";
import { answerText } from "./further_view.js";
import { dayAnswer, dayVisit } from "./there_and_back.js";

function byDay({ app }, code) {
  const { diary, walk, finding } = app.outing;
  return dayAnswer(dayVisit(diary.standing(walk.id), finding), finding, code);
}

/** A sentence; "" when there is nothing to compare, or when she has not answered yet. */
export function saidByDay(screen, code) {
  const before = byDay(screen, code);
  if (before === undefined) return "";
  const question = questionNamed(screen.app.outing.walk.pack, code);
  return _("{name}: by day you said {answer}.", { name: wordsOf(question, languageNow()).short, answer: answerText(question, before) });
}

/** The same in a word, for a row; "" for answers without levels. */
export function dayNumeral(screen, question) {
  const before = byDay(screen, question.code);
  return Number.isInteger(before) ? _("by day {level}", { level: levelNumeral(before) }) : "";
}
