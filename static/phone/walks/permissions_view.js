/** The permissions, each on its own: any can be no while the others are yes. */

import { h } from "../foundation/dom_view.js";
import { _ } from "../foundation/words.js";

/** What this app can do; nobody is asked to allow what cannot happen. */
const USED = ["place", "photo", "voice", "quote", "publish"];

/** @param {string[]} ticked scopes that stand as yes */
export function permissionBoxes(pack, language, ticked) {
  const texts = pack.consent.scope_texts?.[language] ?? {};
  const asked = pack.consent.scopes.filter((scope) => USED.includes(scope));
  return h("div", { class: "choice-list" }, ...asked.map((scope) => box(scope, texts[scope] ?? { ask: ownWords(scope), text: "" }, ticked.includes(scope))));
}

/** What she allows, as the boxes on the screen stand. */
export function scopesTicked() {
  return ["take-part", ...Array.from(document.querySelectorAll("#main .choice input:checked"), (input) => input.value)];
}

function box(scope, { ask, text }, isTicked) {
  return h("label", { class: "choice" }, h("input", { type: "checkbox", value: scope, checked: isTicked }),
    h("span", {}, h("strong", {}, ask), text ? h("small", {}, text) : null));
}

function ownWords(scope) {
  const words = { place: _("Keep the place of my notes"), photo: _("Keep my photos"), voice: _("Keep what I say aloud"), quote: _("Use my words"), publish: _("Show my photos to everyone") };
  return words[scope];
}
