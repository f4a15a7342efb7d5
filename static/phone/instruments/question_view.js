/** One question in full, over the screen: its words, every answer with its words, and the two that always fit. */

import { button, h, icon } from "../foundation/dom_view.js";
import { openSheet } from "../foundation/sheet_view.js";
import { linesOf } from "../prompts/sounds.js";
import { speaker } from "../prompts/speaker_view.js";
import { _, languageNow, numeral } from "../foundation/words.js";
import { answerAfter } from "./answers.js";
import { isLevels, isManyChoices, wordsOf } from "./questions.js";
import { choiceList, fillBoxes, levelTiles, otherAnswers } from "./radios_view.js";

/**
 * Ask one question. Every tap is kept at once; a single answer closes the sheet by itself.
 * @param {{pack: object, answers: () => object, answer: (code, value) => Promise<boolean>}} keeping
 */
export function askQuestion(question, keeping) {
  const language = languageNow();
  const words = wordsOf(question, language);
  const body = h("fieldset", {}, h("legend", { class: "visually-hidden" }, words.question));
  let turn = Promise.resolve();
  // What a tap makes of an answer hangs on the tap before: quick ones wait for each other.
  const inTurn = (work) => (given) => (turn = turn.then(() => work(given)));
  let isGiven = false;
  const choose = inTurn(async (value) => {
    if (isGiven) return; // a second tap on the answer that closed the sheet
    const isKept = await keeping.answer(question.code, answerAfter(question, keeping.answers()[question.code], value));
    fillBoxes(body, keeping.answers());
    isGiven = isKept && (!isManyChoices(question) || !Array.isArray(keeping.answers()[question.code]));
    if (isGiven) sheet.close();
  });
  body.append(...[speaker(keeping.pack, linesOf(question))].filter(Boolean));
  if (question.kind === "cnt") body.append(counter(question, keeping, inTurn));
  else if (isLevels(question)) body.append(levelTiles(question, language, choose));
  else body.append(choiceList(question, language, choose));
  body.append(otherAnswers(question, choose));
  fillBoxes(body, keeping.answers());
  const done = button({ class: "big-button big-button--main" }, () => sheet.close(), _("Done"));
  const sheet = openSheet({ title: words.question, body: [body], foot: [done] });
  return sheet.closed.then(() => turn);
}

/** A count: fewer, more. Every step is kept. */
function counter(question, keeping, inTurn) {
  const kept = () => (Number.isInteger(keeping.answers()[question.code]) ? keeping.answers()[question.code] : 0);
  const shown = h("output", {}, numeral(kept()));
  const step = inTurn(async (by) => {
    await keeping.answer(question.code, Math.max(0, kept() + by));
    shown.textContent = numeral(kept());
  });
  return h("div", { class: "counter" },
    button({ class: "icon-button", "aria-label": _("One less") }, () => void step(-1), icon("minus")), shown,
    button({ class: "icon-button", "aria-label": _("One more") }, () => void step(1), icon("plus")));
}
