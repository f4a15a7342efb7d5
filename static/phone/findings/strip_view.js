/** What was answered at a stop, as a strip of bars; and what was not, one tap away. */

import { button, h } from "../foundation/dom_view.js";
import { _, languageNow, ngettext_ } from "../foundation/words.js";
import { isLevels, quickQuestions, wordsOf } from "../instruments/questions.js";
import { answerText } from "./further_view.js";

/** The questions that were asked at this stop: what did not fit its time of day is no gap. */
function askedAt(pack, record) {
  return quickQuestions(pack, record.body.answers.ctx_period ?? null);
}

/** One bar an answer; hollow means not answered, which is allowed. */
export function strip(pack, record) {
  const questions = askedAt(pack, record).filter(isLevels);
  const bars = questions.map((question) => {
    const kept = record.body.answers[question.code];
    return h("i", { class: Number.isInteger(kept) ? `strip__bar level-${kept}` : "strip__bar" });
  });
  const words = questions.map((question) => `${wordsOf(question, languageNow()).short}: ${answerText(question, record.body.answers[question.code])}`);
  return h("div", { class: "strip", role: "img", "aria-label": words.join("; ") }, ...bars);
}

/** @param {(code: string) => void} open the stop at this question @returns {HTMLElement|null} */
export function notAnswered(pack, record, open) {
  const gaps = askedAt(pack, record).filter((question) => !(question.code in record.body.answers));
  if (!gaps.length) return null;
  const names = new Intl.ListFormat(languageNow(), { type: "unit" }).format(gaps.map((question) => wordsOf(question, languageNow()).short));
  return button({ class: "link-button link-button--start" }, () => open(gaps[0].code), ngettext_("{n} not answered", "{n} not answered", gaps.length), ": ", names);
}
