/** One question, four scenes. An answer leads on by itself; the steps above lead anywhere. */

import { button, h } from "../foundation/dom_view.js";
import { lifted } from "../foundation/frame_view.js";
import { onHold } from "../foundation/holding_view.js";
import { _, languageNow, ngettext_ } from "../foundation/words.js";
import { isLevels, nextOpen, wordsOf } from "../instruments/questions.js";
import { linesOf } from "../prompts/sounds.js";
import { speaker } from "../prompts/speaker_view.js";
import { choiceList, fillBoxes, levelTiles, otherAnswers } from "../instruments/radios_view.js";
import { reasonLine } from "../instruments/reasons_view.js";
import { markTiles, openMarks } from "./marks_view.js";

/** Time to see the box fill before the next question comes; `lifted()` adds a little. */
const PAUSE_MS = 300;
/** A finger that stays on the steps wants to mark something. */
const HOLD_MS = 500;

export function body(screen) {
  const { questions } = screen;
  screen.at = questions.some((one) => one.code === screen.at) ? screen.at : nextOpen(questions, screen.answers())?.code ?? null;
  const here = questions.find((one) => one.code === screen.at);
  return h("div", { class: "picture-mode" }, steps(screen), here ? asked(screen, here) : finished(screen));
}

function steps(screen) {
  const step = (question) => button({
    class: question.code in screen.answers() ? "progress__step is-done" : "progress__step",
    "aria-current": question.code === screen.at ? "step" : null,
    "aria-label": wordsOf(question, languageNow()).short,
  }, () => turnTo(screen, question.code));
  const progress = h("div", { class: "progress" }, ...screen.questions.map(step));
  if (!screen.app.outing.walk.isLookOnly) onHold(progress, HOLD_MS, () => openMarks(screen));
  return progress;
}

function asked(screen, question) {
  const words = wordsOf(question, languageNow());
  const sound = speaker(screen.pack, linesOf(question));
  let given = null;
  const choose = async (value) => {
    if (given === value) return; // a finger that taps twice changes nothing on its way to the next question
    const asking = screen.body;
    const isCleared = screen.answers()[question.code] === value;
    given = value;
    if (!(await screen.answer(question.code, isCleared ? undefined : value)) || isCleared) return void (given = null);
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    await new Promise((done) => setTimeout(done, isStill ? 0 : PAUSE_MS));
    await lifted();
    // Whoever undid, jumped, changed the face or went away meanwhile is not led anywhere.
    if (screen.body === asking && asking.isConnected) turnTo(screen, nextOpen(screen.questions, screen.answers(), question.code)?.code ?? "");
  };
  const answers = isLevels(question)
    ? levelTiles(question, languageNow(), choose)
    : choiceList(question, languageNow(), choose);
  const fields = h("fieldset", { class: "asked" }, h("legend", {}, h("span", { class: "question", role: "heading", "aria-level": "2", data: { line: question.code } }, words.question)), answers, otherAnswers(question, choose));
  return sound ? h("div", { class: "asked spoken" }, sound, fields) : fields;
}

function finished(screen) {
  const count = screen.questions.filter((one) => one.code in screen.answers()).length;
  if (screen.app.outing.walk.isLookOnly) return h("section", { class: "empty" }, h("h2", {}, _("This stop is done")), h("p", {}, _("Only looking. Nothing is kept.")));
  return h("section", { class: "stack" }, h("h2", {}, _("This stop is done")), h("p", {}, ngettext_("{n} answer is kept.", "{n} answers are kept.", count), " ", _("Take a photo, or go on to the next stop.")),
    reasonLine(screen), h("h2", {}, _("Mark what you pass")), markTiles(screen));
}

function turnTo(screen, code) {
  screen.at = code;
  const fresh = body(screen);
  screen.body.replaceWith(fresh);
  screen.body = fresh;
  fillBoxes(fresh, screen.answers());
  document.getElementById("main").scrollTop = 0;
  fresh.querySelector("legend, h2")?.setAttribute("tabindex", "-1");
  fresh.querySelector("legend, h2")?.focus({ preventScroll: true });
}
