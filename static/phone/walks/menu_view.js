/** What is needed rarely, one tap away. */

import { bdi, button, h, icon } from "../foundation/dom_view.js";
import { wear } from "../foundation/frame_view.js";
import { prefer, preferences } from "../foundation/preferences.js";
import { openSheet } from "../foundation/sheet_view.js";
import { isVersionWaiting, useNewVersion } from "../foundation/updating_view.js";
import { _ } from "../foundation/words.js";
import { moreLines } from "../findings/more_lines_view.js";
import { furtherQuestions } from "../instruments/questions.js";
import { telephoneAddress } from "./contacts.js";
import { allows } from "./joining.js";
import { chips } from "./ready_view.js";

export function openMenu(app, screen) {
  const { outing } = app;
  const go = (name) => () => { sheet.close(); app.go(name); };
  const line = (drawing, text, act) => button({ class: "choice" }, act, icon(drawing), h("span", {}, text));
  const isGrid = preferences().face === "grid";
  const turn = () => { prefer({ face: isGrid ? "picture" : "grid" }); sheet.close(); screen.redraw(); };
  const sheet = openSheet({
    title: _("More"),
    body: [
      h("div", { class: "choice-list" },
        callLine(outing.walk.pack),
        line(isGrid ? "image" : "rows", isGrid ? _("Show pictures") : _("Show all at once"), turn),
        furtherQuestions(outing.walk.pack, outing.periodHere).length ? line("plus", _("More questions about this stop"), go("further")) : null,
        ...moreLines(app, screen, () => sheet.close()),
        canTalk(outing.walk) ? line("microphone", _("Talk instead of writing"), () => { sheet.close(); talkNow(app, screen); }) : null,
        outing.walk.isLookOnly ? null : line("list", _("Look back"), go("lookBack")),
        line("phone-call", _("Help"), go("help")),
        outing.walk.isLookOnly ? null : line("shield-check", _("What you allow"), go("allowing")),
        outing.walk.isLookOnly ? null : line("check-circle", _("Finish the walk"), go("finish")),
        outing.walk.isLookOnly ? null : photoWish(line, () => sheet.close()),
        isVersionWaiting() ? line("arrows-clockwise", _("Use the new version"), () => { sheet.close(); useNewVersion(); }) : null),
      timeOfDay(app, () => sheet.close()), hand(),
    ],
  });
}

/** Help is two taps away: this menu, and the first number of the walk. All numbers are on the screen of help. */
function callLine({ contacts = [] }) {
  if (!contacts.length) return null;
  const [{ name, number }] = contacts;
  return h("a", { class: "choice", href: telephoneAddress(number) }, icon("phone-call"), h("span", {}, bdi(name), " ", bdi(number, { dir: "ltr" })));
}

/** Voice notes have a button in the bar once she allowed them; before that they can be allowed here. */
function canTalk(walk) {
  return !walk.isLookOnly && !allows(walk, "voice") && (walk.pack.consent.scopes ?? []).includes("voice");
}

async function talkNow(app, screen) {
  const { talk } = await import("../findings/voice_view.js");
  return talk(app, screen.at);
}

/** Data costs money: photos may wait until there is Wi-Fi, or until she says "Send now". */
function photoWish(line, close) {
  const isWaiting = preferences().photos === "wifi";
  const turn = () => { prefer({ photos: isWaiting ? "" : "wifi" }); close(); };
  return line("wifi-slash", isWaiting ? _("Send photos with any internet") : _("Keep photos until there is Wi-Fi"), turn);
}

/** The walker sees the sky; the phone only computes it. */
function timeOfDay(app, close) {
  const words = { day: _("Day"), dusk: _("Dusk"), night: _("Night") };
  const keep = async (period) => { await app.outing.sayPeriod(period); app.wearTheme(); close(); app.go("answering"); };
  return chips(_("What time of day is it?"), "period", words, app.outing.period, keep);
}

function hand() {
  const keep = (side) => wear(prefer({ isMirrored: side === "left" }));
  return chips(_("Which hand holds the phone?"), "hand", { right: _("Right hand"), left: _("Left hand") }, preferences().isMirrored ? "left" : "right", keep);
}
