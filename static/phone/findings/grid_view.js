/** All questions at once: a row each, four boxes a row, one tap an answer. */

import { button, h, icon } from "../foundation/dom_view.js";
import { _, languageNow } from "../foundation/words.js";
import { drawingFor } from "../instruments/drawings.js";
import { answersOf, CANNOT_SAY, isLevels, NOT_HERE, wordsOf, wordsOfAnswer } from "../instruments/questions.js";
import { askQuestion } from "../instruments/question_view.js";
import { levelBoxes } from "../instruments/radios_view.js";
import { dayNumeral } from "./day_answer_view.js";
import { markTiles } from "./marks_view.js";

export function body(screen) {
  const grid = h("div", { class: screen.questions.length > 9 ? "grid-mode grid-mode--many" : "grid-mode" }, ...screen.questions.map((question) => row(screen, question)));
  if (screen.app.outing.periodHere === "day") grid.append(darkAlready(screen));
  if (!screen.app.outing.walk.isLookOnly) grid.append(h("section", { class: "stack" }, h("h2", {}, _("Mark what you pass")), markTiles(screen)));
  return grid;
}

/** Show where to go on: undo points at its question, an answer at the next open one. */
export function point(screen, code) {
  const row = screen.body.querySelector(`[data-row="${code}"]`);
  row?.scrollIntoView({ block: "nearest" });
  (row?.querySelector("input:checked") ?? row?.querySelector("input"))?.focus({ preventScroll: true });
}

function row(screen, question) {
  const language = languageNow();
  const words = wordsOf(question, language);
  const mark = h("span", { class: "row__mark" });
  const choose = async (value) => {
    const kept = screen.answers()[question.code];
    if (!(await screen.answer(question.code, kept === value ? undefined : value))) return;
    showMark(mark, question, screen);
    scrollOn(screen, question);
  };
  const open = async () => {
    await askQuestion(question, screen);
    showMark(mark, question, screen);
  };
  showMark(mark, question, screen);
  const name = button({ class: "row__name", "aria-label": _("{name}: all answers", { name: words.short }) }, open, icon(drawingFor(question.code)), h("span", {}, words.short), mark);
  const boxes = isLevels(question) ? levelBoxes(question, language, choose) : [listed(screen, question, open)];
  return h("fieldset", { class: "row", data: { row: question.code } }, h("legend", { class: "visually-hidden" }, words.question), name,
    h("div", { class: "row__levels" }, ...boxes));
}

/** A question without levels opens as a list. */
function listed(screen, question, open) {
  const kept = screen.answers()[question.code];
  const text = kept === undefined ? _("Choose") : [kept].flat().map((value) => wordsOfAnswer(question, value, languageNow()) || value).join(", ");
  return button({ class: "link-button" }, open, text);
}

function showMark(mark, question, screen) {
  const kept = screen.answers()[question.code];
  const isOther = kept === CANNOT_SAY || kept === NOT_HERE || (kept !== undefined && !answersOf(question).includes(kept));
  mark.textContent = isOther ? { [CANNOT_SAY]: _("can’t say"), [NOT_HERE]: _("does not apply") }[kept] ?? "" : dayNumeral(screen, question);
}

function scrollOn(screen, question) {
  const place = screen.questions.indexOf(question);
  const next = screen.questions.slice(place + 1).find((one) => !(one.code in screen.answers()));
  if (next) screen.body.querySelector(`[data-row="${next.code}"]`)?.scrollIntoView({ block: "nearest" });
}

function darkAlready(screen) {
  const dark = async () => {
    await screen.app.outing.sayPeriod("dusk");
    screen.app.go("answering");
  };
  return h("p", { class: "empty" }, _("By day nothing is asked about lamps."), " ", button({ class: "link-button" }, dark, _("It is getting dark")));
}
