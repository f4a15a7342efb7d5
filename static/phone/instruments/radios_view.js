/**
 * The answers of a question as real radio buttons or ticks: rows, tiles and lists are faces of the same inputs.
 * A box is filled only when the phone has kept the answer: `choose(value)` resolves then.
 */

import { h, scene } from "../foundation/dom_view.js";
import { _, numeral } from "../foundation/words.js";
import { lineOf } from "../prompts/sounds.js";
import { answersOf, CANNOT_SAY, isManyChoices, NOT_HERE, wordsOf } from "./questions.js";

/** A level as people count: one is the worst, four the best. */
export function levelNumeral(level) {
  return numeral(level + 1);
}

/**
 * One input. A click keeps first and fills afterwards; a click on a filled one clears it.
 * @param {{question, value, face: string, choose: (value) => Promise}} of
 */
function input({ question, value, face, choose, label }) {
  const type = isManyChoices(question) ? "checkbox" : "radio";
  const keep = async (event) => {
    event.preventDefault();
    await choose(value);
  };
  const name = `${face}-${question.code}`;
  return h("input", { type, name, value: String(value), "aria-label": label, data: { code: question.code }, on: { click: keep } });
}

/** Four boxes with bars and a numeral. */
export function levelBoxes(question, language, choose) {
  const words = wordsOf(question, language);
  return answersOf(question).map((level) => h("label", { class: `level-choice level-${level}` },
    input({ question, value: level, face: "row", choose, label: `${levelNumeral(level)}. ${words.choices[level] ?? ""}` }),
    h("span", { class: "level-bars", "aria-hidden": "true" }), h("span", { class: "level-choice__numeral", "aria-hidden": "true" }, levelNumeral(level))));
}

/** Four scenes with a coloured band; a question without drawings has its levels in a list. */
export function levelTiles(question, language, choose) {
  if (!question.drawing) return h("div", { class: "choice-list" }, ...levelLines(question, language, choose));
  return h("div", { class: "tiles" }, ...scenes(question, language, choose));
}

function levelLines(question, language, choose) {
  const words = wordsOf(question, language);
  return answersOf(question).map((level) => h("label", { class: `choice level-${level}`, data: { line: lineOf(question, level) } },
    input({ question, value: level, face: "tile", choose, label: null }), h("span", { class: "level-bars", "aria-hidden": "true" }),
    h("span", {}, `${levelNumeral(level)}. ${words.choices[level] ?? ""}`)));
}

function scenes(question, language, choose) {
  const words = wordsOf(question, language);
  return answersOf(question).map((level) => h("label", { class: `tile level-${level}`, data: { line: lineOf(question, level) } },
    input({ question, value: level, face: "tile", choose, label: `${levelNumeral(level)}. ${words.choices[level] ?? ""}` }),
    scene(`${question.drawing}-${level}`),
    h("span", { class: "tile__band", "aria-hidden": "true" }, h("span", { class: "tile__numeral" }, levelNumeral(level)),
      h("span", { class: "tile__word" }, words.choices[level] ?? ""), h("span", { class: "level-bars" }))));
}

/** Choices of a list, one under the other. */
export function choiceList(question, language, choose) {
  const words = wordsOf(question, language);
  const choices = answersOf(question).map((value) => h("label", { class: "choice", data: { line: lineOf(question, value) } },
    input({ question, value, face: "list", choose, label: null }), h("span", {}, words.choices[value] ?? yesOrNo(value))));
  return h("div", { class: "choice-list" }, ...choices);
}

/** The two answers that every question has: never more than one tap away. */
export function otherAnswers(question, choose) {
  const chip = (value, text) => h("label", { class: "chip" }, input({ question, value, face: "other", choose, label: null }), h("span", {}, text));
  return h("div", { class: "other-answers" }, chip(CANNOT_SAY, _("Can’t say")), chip(NOT_HERE, _("Does not apply here")));
}

/** Fill the boxes inside `part` by what is kept. */
export function fillBoxes(part, answers) {
  part.querySelectorAll("input[data-code]").forEach((box) => {
    const kept = answers[box.dataset.code];
    box.checked = Array.isArray(kept) ? kept.includes(box.value) : kept !== undefined && String(kept) === box.value;
    box.closest("label").classList.toggle("is-chosen", box.checked);
  });
}

function yesOrNo(value) {
  return { yes: _("Yes"), no: _("No") }[value] ?? value;
}
