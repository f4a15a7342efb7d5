/** Small pictures of a stop. They are drawn when they come into view, and open large with one tap. */

import { bigButton, button, h, picture } from "../foundation/dom_view.js";
import { openSheet } from "../foundation/sheet_view.js";
import { _, languageNow } from "../foundation/words.js";
import { questionNamed, wordsOf } from "../instruments/questions.js";
import { bytesOf } from "./photos.js";
import { takeAway } from "./taking_away_view.js";

/** @returns {HTMLElement|null} */
export function thumbs(app, record) {
  const photos = app.outing.diary.mediaOf(record).filter((medium) => medium.kind === "photo");
  return photos.length ? h("div", { class: "thumbs" }, ...photos.map((medium) => thumb(app, record, medium))) : null;
}

function thumb(app, record, medium) {
  const state = medium.isDamaged ? "thumb thumb--broken" : medium.receipt ? "thumb" : "thumb thumb--waiting";
  const words = wordsFor(app, medium);
  const frame = button({ class: state, "aria-label": words }, () => enlarge(app, record, medium));
  whenSeen(frame, () => frame.append(picture(medium.small, medium.type, "")));
  return frame;
}

function wordsFor(app, medium) {
  const about = medium.indicator && questionNamed(app.outing.walk.pack, medium.indicator);
  return about ? _("Photo: {about}", { about: wordsOf(about, languageNow()).short }) : _("Photo");
}

async function enlarge(app, record, medium) {
  const words = wordsFor(app, medium);
  const bytes = await bytesOf(app.phone, medium).catch(() => null);
  const shown = bytes ? picture(bytes, medium.type, words) : h("p", { class: "empty" }, _("This photo cannot be read any more. Your answers are safe."));
  const drop = async () => { sheet.close(); await takeAway(app, record, medium); };
  const sheet = openSheet({ title: words, body: [shown], foot: [bigButton(_("Delete this photo"), drop, "quiet")] });
}

/** A long walk has many photos; a small phone draws those that are looked at. */
function whenSeen(element, draw) {
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    draw();
  }, { root: document.getElementById("main"), rootMargin: "200px" });
  watcher.observe(element);
}
