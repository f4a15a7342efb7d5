/**
 * Leave at once: the page is emptied in the same frame and its place in the history taken by a neutral one, which lies
 * on the phone. Nothing is lost: every answer was kept when it was given.
 */

import { iconButton } from "./dom_view.js";
import { _ } from "./words.js";

const QUIET = "/w/quiet";
const SHIFTS = 3;
const WITHIN_MS = 5000;

export function leave() {
  document.documentElement.removeAttribute("data-theme");
  document.body.replaceChildren();
  document.title = "";
  location.replace(QUIET);
}

export function leaveButton() {
  return iconButton("sign-out", _("Leave now"), leave);
}

/** Shift three times within five seconds leaves too. */
export function watchForShifts() {
  let presses = [];
  document.addEventListener("keydown", ({ key, repeat }) => {
    if (key !== "Shift" || repeat) return;
    const now = performance.now();
    presses = [...presses.filter((then) => now - then < WITHIN_MS), now];
    if (presses.length >= SHIFTS) leave();
  });
}
