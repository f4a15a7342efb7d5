/** The full set, for when there is time: a list of questions, each opening in full. */

import { barButton, button, h, icon, iconButton } from "../foundation/dom_view.js";
import { fillFrame } from "../foundation/frame_view.js";
import { leaveButton } from "../foundation/leaving_view.js";
import { _, languageNow } from "../foundation/words.js";
import { drawingFor } from "../instruments/drawings.js";
import { furtherQuestions, isLevels, wordsOf, wordsOfAnswer } from "../instruments/questions.js";
import { askQuestion } from "../instruments/question_view.js";
import { levelNumeral } from "../instruments/radios_view.js";
import { stopName } from "./head_view.js";

export function show(app) {
  const { outing } = app;
  const keeping = app.keeping();
  const line = (question) => {
    const words = wordsOf(question, languageNow());
    const kept = h("small", {}, answerText(question, outing.finding.body.answers[question.code]));
    const open = async () => {
      await askQuestion(question, keeping);
      kept.textContent = answerText(question, outing.finding.body.answers[question.code]);
    };
    return h("li", {}, button({ class: "choice" }, open, icon(drawingFor(question.code)), h("span", {}, words.question, h("br"), kept)));
  };
  fillFrame({
    head: [h("h1", { class: "phone__stop" }, _("More questions")), iconButton("x", _("Close"), () => app.go("answering")), leaveButton()],
    main: [h("div", { class: "page" }, h("p", {}, stopName(app)), h("ul", { class: "choice-list" }, ...furtherQuestions(outing.walk.pack, outing.periodHere).map(line)))],
    bar: [barButton("caret-left", _("Back"), () => app.go("answering"), { isMain: true })],
  });
}

export function answerText(question, kept) {
  if (kept === undefined) return _("Not answered");
  if (kept === "dk") return _("Can’t say");
  if (kept === "na") return _("Does not apply here");
  const words = [kept].flat().map((value) => wordsOfAnswer(question, value, languageNow()) || String(value)).join(", ");
  return isLevels(question) ? `${levelNumeral(kept)}. ${words}` : words;
}
