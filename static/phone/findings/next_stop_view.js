/** Two offers of one tap each, above the bar: this stop is like the last one; this is a new stop. Answering refuses them. */

import { button, h, icon, iconButton } from "../foundation/dom_view.js";
import { hush } from "../foundation/frame_view.js";
import { _ } from "../foundation/words.js";
import { hasMovedOn, likeTheLast } from "./next_stop.js";

/** Findings for which "New stop?" was asked: nobody is asked twice. */
const asked = new Set();

/** @param {(answers: object) => Promise} take keeps all of these answers at once */
export function offerTheSame(app, take) {
  const { outing } = app;
  const answers = likeTheLast(outing.diary.standing(outing.walk.id), outing.finding, outing.walk.pack, outing.period);
  if (!Object.keys(answers).length || isBusy()) return;
  show(h("div", { role: "status" }, button({ class: "big-button big-button--offer", id: "offer" }, () => take(answers), icon("copy"), _("Same as last stop"))));
}

export function offerNewStop(app, goOn) {
  const { outing } = app;
  const { id, body, aside } = outing.finding;
  if (aside || asked.has(id) || !hasMovedOn(body.place, outing.whereabouts.latest()) || isBusy()) return;
  asked.add(id);
  show(h("div", { class: "banner", role: "status" }, icon("person-simple-walk"), h("p", {}, _("New stop?")),
    button({ class: "link-button", id: "offer" }, goOn, _("Yes")), iconButton("x", _("Close"), hush)));
}

/** Another line is being read, or something lies over the screen. */
function isBusy() {
  return document.getElementById("lines").hasChildNodes() || document.querySelector("dialog[open]") !== null;
}

function show(line) {
  document.getElementById("lines").replaceChildren(line);
}
