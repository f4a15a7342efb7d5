/** What the menu offers for a stop beside its questions: marks, words, the pocket, the place. */

import { button, h, icon } from "../foundation/dom_view.js";
import { lateIcon } from "../foundation/late_icons_view.js";
import { _, ngettext_ } from "../foundation/words.js";
import { allows } from "../walks/joining.js";
import { openMarks } from "./marks_view.js";
import { answerMoments, momentsLeft } from "./moments_view.js";
import { ownWords } from "./writing.js";

/** @param {() => void} close closes the menu first */
export function moreLines(app, screen, close) {
  if (app.outing.walk.isLookOnly) return [];
  const line = (drawing, text, act, name) => button({ class: "choice", data: { more: name } }, () => { close(); return act(); }, drawing, h("span", {}, text));
  const waiting = momentsLeft(app).length;
  const pocket = async () => (await import("./pocket_view.js")).openPocket(app);
  const write = async () => (await import("./writing_view.js")).openWriting(app);
  const isPlaced = allows(app.outing.walk, "place") && app.outing.finding.body.revision > 0;
  const where = async () => { await (await import("./where_view.js")).whereWasThis(app); screen.redraw(); };
  return [
    waiting ? line(lateIcon("hand-tap"), ngettext_("Answer {n} marked spot", "Answer {n} marked spots", waiting), () => answerMoments(app), "moments") : null,
    line(lateIcon("lamp"), _("Mark what you pass"), () => openMarks(screen), "marks"),
    line(lateIcon("hand-tap"), _("Phone in the pocket"), pocket, "pocket"),
    ownWords(app.outing.walk.pack).length ? line(icon("note-pencil"), _("Write it down"), write, "words") : null,
    isPlaced ? line(icon("map-pin"), _("Where was this?"), where, "where") : null,
  ];
}
