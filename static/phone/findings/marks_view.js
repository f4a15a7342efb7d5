/** Eight marks for what she passes: one tap keeps the mark with its place. No words are asked for, and no story. */

import { bdi, button, h, icon } from "../foundation/dom_view.js";
import { buzz, warn } from "../foundation/frame_view.js";
import { lateIcon } from "../foundation/late_icons_view.js";
import { openSheet } from "../foundation/sheet_view.js";
import { _ } from "../foundation/words.js";
import { telephoneAddress } from "../walks/contacts.js";
import { MARKS, marked } from "./asides.js";
import { wordsOfMark } from "./mark_words.js";

/** The tiles, to stand on a screen. @param {string|null} was the mark that was just taken back */
export function markTiles(screen, { was = null, after = () => {} } = {}) {
  const tile = ({ mark, drawing, asksHelpFirst }) => button({ class: "bar-button", data: { mark }, "aria-pressed": mark === was ? "true" : null }, async () => {
    if (asksHelpFirst ? await helpFirst(screen, mark) : await keepMark(screen, mark)) after();
  }, lateIcon(drawing), h("span", {}, wordsOfMark(mark)));
  return h("div", { class: "marks", role: "group", "aria-label": _("Mark what you pass") }, ...MARKS.map(tile));
}

/** The same tiles over the screen, from wherever she is. */
export function openMarks(screen, was = null) {
  const body = [h("p", {}, _("One tap keeps the mark and the place. No names, no stories.")), markTiles(screen, { was, after: () => sheet.close() })];
  const sheet = openSheet({ title: _("Mark what you pass"), body });
  return sheet.closed;
}

/** @returns {Promise<boolean>} whether the phone has kept it */
export async function keepMark({ app }, mark) {
  try {
    await app.outing.beside((record) => marked(record, mark));
  } catch {
    buzz([20, 60, 20]);
    warn(_("Not saved. Tap again."));
    return false;
  }
  app.firstTouch();
  buzz(20);
  const undo = document.querySelector("#bar button");
  if (undo) undo.disabled = false;
  warn(_("Marked: {mark}", { mark: wordsOfMark(mark) }), { kind: "ok" });
  return true;
}

/** Help comes before the mark, and what happened is never asked. */
function helpFirst(screen, mark) {
  const { app } = screen;
  const keep = async () => { isKept = await keepMark(screen, mark); if (isKept) sheet.close(); };
  let isKept = false;
  const call = ({ name, number }) => h("a", { class: "big-button", href: telephoneAddress(number) }, icon("phone-call"), bdi(name), " ", bdi(number, { dir: "ltr" }));
  const sheet = openSheet({
    title: _("You can get help"),
    body: [h("p", {}, _("Stop if you need to. Nobody asks what happened, and nothing about a person is kept.")), ...(app.outing.walk.pack.contacts ?? []).map(call),
      h("p", { class: "quiet" }, _("Only the people who lead this walk see this mark."))],
    foot: [button({ class: "big-button big-button--main" }, keep, lateIcon("hand-palm"), _("Mark this place"))],
  });
  return sheet.closed.then(() => isKept);
}
