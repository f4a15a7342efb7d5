/** Voice notes of a stop: heard again before they go, and taken away one by one. */

import { bdi, button, h, icon, iconButton } from "../foundation/dom_view.js";
import { warn } from "../foundation/frame_view.js";
import { _, numeral } from "../foundation/words.js";
import { bytesOf } from "./photos.js";
import { takeAway } from "./taking_away_view.js";

/** Minutes and seconds in the digits of the language. */
export function lasting(seconds) {
  const whole = Math.floor(seconds ?? 0);
  return `${numeral(Math.floor(whole / 60))}:${numeral(whole % 60, { minimumIntegerDigits: 2 })}`;
}

/** @returns {HTMLElement|null} */
export function voiceList(app, record) {
  const voices = app.outing.diary.mediaOf(record).filter((medium) => medium.kind === "voice");
  return voices.length ? h("ul", { class: "voices" }, ...voices.map((medium) => line(app, record, medium))) : null;
}

function line(app, record, medium) {
  const play = button({ class: "big-button" }, () => hear(app, medium, item), icon("speaker-high"), _("Listen"), " ", bdi(lasting(medium.seconds), { dir: "ltr" }));
  const item = h("li", {}, play, iconButton("trash", _("Delete this voice note"), () => takeAway(app, record, medium)));
  return item;
}

async function hear(app, medium, item) {
  try {
    const bytes = await bytesOf(app.phone, medium);
    const address = URL.createObjectURL(new Blob([bytes], { type: medium.type }));
    const audio = h("audio", { controls: true, src: address, "aria-label": _("Voice note") });
    item.firstChild.replaceWith(audio);
    await audio.play();
  } catch {
    warn(_("This voice note cannot be played here. Your answers are safe."));
  }
}
