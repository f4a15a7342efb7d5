/** When this phone can no longer keep what is given to it: said loudly, with the ways out. Never a silent store in memory. */

import { bigButton, button, h } from "../foundation/dom_view.js";
import { buzz, warn } from "../foundation/frame_view.js";
import { forgets } from "../foundation/lasting.js";
import { _, ngettext_ } from "../foundation/words.js";

const DAY_MS = 86400000;

/** Listen to the store and say what it says. */
export function sayTroubles(app) {
  const say = { full: () => sayFull(app), broken: () => sayBroken(app), blocked: sayBlocked };
  app.phone.listen((state) => say[state]());
}

/** Asked for with the first touch that keeps something. Nothing is promised when the answer is yes. */
export async function sayIfItForgets(app) {
  if (await forgets(app.phone)) warn(_("This window forgets everything when it is closed. Keep it open until everything is sent."), { kind: "warn" });
}

/** A day and longer: nobody should forget what only one phone knows. */
export function sayIfOld(app, now = Date.now()) {
  const { findings } = app.diary.unsent();
  const isOld = (id) => Math.abs(now - Date.parse(app.diary.findings.get(id).body.changed_at)) > DAY_MS;
  const waiting = app.diary.countUnsent();
  if (!findings.some(isOld)) return;
  warn(ngettext_("{n} thing is only on this phone, since yesterday or longer.", "{n} things are only on this phone, since yesterday or longer.", waiting), { kind: "warn", action: waysOut(app) });
}

/** Photos no longer fit. Answers do: their room was kept aside. */
export function sayFull(app) {
  warn(_("The phone is full. No more photos for now; your answers still fit."), { action: waysOut(app) });
}

/** The two ways in which what lies here becomes safe. */
export function waysOut(app) {
  const copy = async () => void (await import("./copy_view.js")).keepACopy(app);
  return h("span", {}, button({ class: "link-button", data: { way: "send" } }, () => app.courier.hurry(), _("Send now")),
    button({ class: "link-button", data: { way: "copy" } }, copy, _("Keep a copy")));
}

/** Nothing can be written: no answer may look as if it were kept, so nothing can be tapped until it works again. */
function sayBroken(app) {
  if (document.getElementById("broken")) return;
  const again = async () => {
    app.phone.close();
    const works = await app.phone.write({ kept: [{ name: "probe" }] }).then(() => true, () => false);
    if (works) location.reload(); // what is on the screen may be newer than what was kept
  };
  const stop = h("dialog", { class: "sheet", id: "broken", role: "alertdialog", "aria-labelledby": "broken-title", on: { cancel: (event) => event.preventDefault() } },
    h("div", { class: "sheet__head" }, h("h1", { id: "broken-title" }, _("Stop: nothing is being saved"))),
    h("div", { class: "sheet__body" }, h("p", {}, _("This phone’s browser has stopped keeping what you tap. Close other pages and apps, then try again.")),
      h("p", {}, _("If that does not help, keep a copy of what is still here and show it to the person who leads the walk."))),
    h("div", { class: "sheet__foot" }, bigButton(_("Try again"), again, "main"), waysOut(app)));
  document.getElementById("phone").append(stop);
  stop.showModal();
  buzz([20, 60, 20]);
}

function sayBlocked() {
  warn(_("Another tab of this page is in the way. Close it, then go on here."));
}
