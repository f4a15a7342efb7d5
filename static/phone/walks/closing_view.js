/** Two questions as faces, both optional: one tap is kept at once. */

import { h, scene } from "../foundation/dom_view.js";
import { say, warn } from "../foundation/frame_view.js";
import { _, languageNow } from "../foundation/words.js";
import { wordsOf } from "../instruments/questions.js";
import { closingQuestions, facesOf } from "./closing.js";

/** @returns {HTMLElement|null} */
export function closingCard(app) {
  const questions = closingQuestions(app.outing.walk.pack, app.outing.period);
  if (!questions.length) return null;
  return h("section", { class: "card" }, h("h2", {}, _("The whole walk, if you like")), ...questions.map((question) => asked(app, question)));
}

function asked(app, question) {
  const words = wordsOf(question, languageNow());
  const kept = app.outing.walk.profile?.[question.code];
  const face = ({ value, level }) => h("label", { class: level === null ? "chip" : "face" },
    h("input", { type: "radio", name: question.code, value: String(value), checked: kept === value, on: { click: (event) => keep(app, question, value, event) } }),
    level === null ? null : scene(`fee_safe-${level}`), h("span", {}, words.choices[value] ?? ""));
  const answers = facesOf(question);
  const plain = answers.filter((answer) => answer.level === null);
  return h("fieldset", {}, h("legend", {}, words.question),
    h("div", { class: "faces" }, ...answers.filter((answer) => answer.level !== null).map(face)),
    plain.length ? h("div", { class: "other-answers" }, ...plain.map(face)) : null);
}

/** Filled only once it is kept. */
async function keep(app, question, value, event) {
  event.preventDefault();
  const box = event.target;
  try {
    await app.outing.answerAboutMe(question.code, value);
    setTimeout(() => { box.checked = true; });
    say(_("Saved."));
  } catch {
    warn(_("Not saved. Tap again."));
  }
}
