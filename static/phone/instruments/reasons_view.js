/** After a bad answer: why, and who should act. Offered and never in the way; leaving one unanswered ends it. */

import { button, h, icon } from "../foundation/dom_view.js";
import { _, languageNow } from "../foundation/words.js";
import { askQuestion } from "./question_view.js";
import { wordsOf } from "./questions.js";
import { reasonsLeft, toExplain } from "./reasons.js";

const left = ({ app, answers }, code) => reasonsLeft(app.outing.walk.pack, code, answers(), app.outing.periodHere);

/** The first reason to offer, or null. */
export function firstReason(screen, code) {
  return left(screen, code)[0] ?? null;
}

/** Ask one after the other. @returns {Promise<boolean>} whether she answered them all */
export async function askReasons(screen, code) {
  for (const why of left(screen, code)) {
    await askQuestion(why, screen);
    if (!(why.code in screen.answers())) return false;
  }
  return true;
}

/** When the stop is done: one line that leads through all that can still be explained. */
export function reasonLine(screen) {
  const open = toExplain(screen.app.outing.walk.pack, screen.questions, screen.answers(), screen.app.outing.periodHere);
  if (!open.length) return null;
  const ask = async () => {
    for (const { code } of open) if (!(await askReasons(screen, code))) break;
    screen.redraw();
  };
  const names = open.map((question) => wordsOf(question, languageNow()).short).join(" · ");
  return button({ class: "choice", id: "reasons" }, ask, icon("note-pencil"), h("span", {}, _("If you like, say why"), h("small", {}, names)));
}
