/** A photo or voice note is taken away at once, and comes back whole with one tap while she is on this screen. */

import { button } from "../foundation/dom_view.js";
import { hush, warn } from "../foundation/frame_view.js";
import { _ } from "../foundation/words.js";

export async function takeAway(app, record, medium) {
  try {
    await app.outing.dropMedium(record, medium.sha256);
    await app.redraw();
    const words = medium.kind === "voice" ? _("The voice note was taken away.") : _("The photo was taken away.");
    warn(words, { kind: "ok", action: button({ class: "link-button" }, () => bringBack(app, record, medium), _("Undo")) });
  } catch {
    warn(_("Not saved. Tap again."));
  }
}

async function bringBack(app, record, medium) {
  try {
    await app.outing.restoreMedium(record, medium);
    hush();
    await app.redraw();
  } catch {
    warn(_("Not saved. Tap again."));
  }
}
