/** Tapping four pictures: to set the lock of a walk, or to open it. */

import { button, h } from "../foundation/dom_view.js";
import { nameOfPicture, pictogram } from "../foundation/pictures_view.js";
import { openSheet } from "../foundation/sheet_view.js";
import { _, ngettext_, numeral } from "../foundation/words.js";
import { lockOf, PLACES, tried } from "./lock.js";
import { PICTURES } from "./receipt_pictures.js";

/** Four rows of three would leave one over. */
const KEYS = PICTURES.slice(0, 12);

/** @returns {Promise<object|null>} the lock, once the same four were tapped twice; null when she closed it */
export function chooseLock() {
  return asked(_("Choose four pictures"), async (pictures, told) => {
    if (!told.first) return told.again(_("Once more, the same four."), pictures);
    if (told.first.join() === pictures.join()) return lockOf(pictures);
    return told.again(_("Those were others. Try again."), null);
  });
}

/** @param {(lock) => Promise} keep what is left of the lock after each try @returns {Promise<true|null>} */
export function openLock(lock, keep) {
  let now = lock;
  return asked(_("Your four pictures"), async (pictures, told) => {
    const { isOpen, lock: after, wait_ms } = await tried(now, pictures);
    now = after;
    await keep(after);
    if (isOpen) return true;
    const seconds = Math.ceil(wait_ms / 1000);
    return told.again(wait_ms ? ngettext_("Wait {n} second, then try again.", "Wait {n} seconds, then try again.", seconds) : _("Those were others. Try again."), null);
  });
}

/** @param done gets four names; answers with the outcome, or asks again */
function asked(title, done) {
  return new Promise((resolve) => {
    let tapped = [];
    let first = null;
    let outcome = null;
    const line = h("p", { role: "status" });
    const dots = h("div", { class: "dots", "aria-hidden": "true" }, ...Array.from({ length: PLACES }, () => h("i")));
    const show = () => [...dots.children].forEach((dot, place) => dot.classList.toggle("is-done", place < tapped.length));
    const again = (words, kept) => { first = kept; tapped = []; line.textContent = words; show(); return null; };
    const tap = async (name) => {
      if (tapped.length >= PLACES) return;
      tapped = [...tapped, name];
      show();
      line.textContent = _("{n} of {all}", { n: numeral(tapped.length), all: numeral(PLACES) });
      if (tapped.length < PLACES) return;
      outcome = await done(tapped, { first, again });
      if (outcome) sheet.close();
    };
    const keys = KEYS.map((name) => button({ class: "key", "aria-label": nameOfPicture(name) }, () => tap(name), pictogram(name)));
    const sheet = openSheet({ title, body: [line, dots, h("div", { class: "keys" }, ...keys)] });
    sheet.closed.then(() => resolve(outcome));
  });
}
