/** The frame of every screen: a head with state, a main part, a bar with actions; and what is said aloud. */

import { h, icon, iconButton } from "./dom_view.js";
import { _ } from "./words.js";

/** After she has left at once the page is empty: what still comes back from the store is shown to nobody. */
const part = (name) => document.getElementById(name) ?? document.createElement("div");

/** Show a screen. The focus goes to the main part, so that a keyboard and a screen reader start there. */
export function fillFrame({ head = [], main = [], bar = [] }) {
  part("head").replaceChildren(...head.filter(Boolean));
  part("main").replaceChildren(...main.filter(Boolean));
  part("bar").replaceChildren(...bar.filter(Boolean));
  part("bar").hidden = bar.length === 0;
  part("bar").setAttribute("aria-label", _("Actions"));
  part("main").scrollTop = 0;
  part("main").focus({ preventScroll: true });
}

let isTouched = false;
for (const kind of ["pointerdown", "pointerup", "pointercancel"]) addEventListener(kind, () => (isTouched = kind === "pointerdown"), true);

/** Until her finger is up and its tap was heard: a button that is replaced under a finger never hears of it. A second at most. */
export async function lifted() {
  for (let times = 0; times === 0 || (isTouched && times < 20); times += 1) await new Promise((done) => setTimeout(done, 50));
}

/** Close whatever lies over the screen. */
export function closeSheets() {
  document.querySelectorAll("dialog[open]").forEach((sheet) => sheet.close());
}

/** Said politely to a screen reader; nothing moves on the screen. */
export function say(text) {
  part("said").textContent = text;
}

/** A line above the screen: what happened, that the answers are safe, what to do. Only one at a time. */
export function warn(text, { kind = "err", action = null, closed = () => {} } = {}) {
  const close = iconButton("x", _("Close"), () => { hush(); closed(); });
  const line = h("div", { class: `banner banner--${kind}`, role: kind === "err" ? "alert" : "status" },
    icon(kind === "ok" ? "check" : "warning"), h("p", {}, text), action, close);
  part("lines").replaceChildren(line);
}

export function hush() {
  part("lines").replaceChildren();
}

/** Felt as well as seen, where the phone can. Never the only sign. */
export function buzz(pattern) {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(pattern);
}

/** @param {{theme?: string, isMirrored?: boolean, language?: string, direction?: string}} look */
export function wear({ theme, isMirrored, language, direction }) {
  const page = document.documentElement;
  if (theme) page.dataset.theme = theme;
  if (language) page.lang = language;
  if (direction) page.dir = direction;
  if (isMirrored !== undefined) part("phone").classList.toggle("mirror", isMirrored);
}
