/** Parting from a walk: taking it back, forgetting it, handing the phone on. Each says first what happens, and what does not. */

import { bigButton, button, h, icon } from "../foundation/dom_view.js";
import { warn } from "../foundation/frame_view.js";
import { openSheet } from "../foundation/sheet_view.js";
import { _, ngettext_ } from "../foundation/words.js";
import { forget, isTakingBack, putAway, takeAllBack } from "./parting.js";

/** Everything she gave, here and on the server. */
export function takeBack(app) {
  const sheet = openSheet({
    title: _("Take everything back?"),
    body: [
      h("p", {}, _("Everything you gave on this walk is deleted: here now, on the server as soon as there is internet.")),
      h("p", {}, _("What was printed before cannot be called back. This cannot be undone.")),
    ],
    foot: [bigButton(_("Delete everything"), () => done(sheet, () => takeAllBack(app.outing), () => app.go("finish")), "main")],
  });
}

/** Only what lies on this phone. */
export function forgetWalk(app) {
  const waiting = app.outing.diary.countUnsent(app.outing.walk.id);
  const copy = async () => { const { keepACopy } = await import("../findings/copy_view.js"); sheet.close(); return keepACopy(app); };
  const sheet = openSheet({
    title: _("Forget this walk?"),
    body: [
      waiting ? h("p", { class: "banner banner--err", role: "alert" }, icon("warning"),
        h("span", {}, ngettext_("{n} thing is only on this phone. It will be lost.", "{n} things are only on this phone. They will be lost.", waiting))) : null,
      isTakingBack(app.outing.walk) ? h("p", { class: "banner banner--err", role: "alert" }, icon("warning"),
        h("span", {}, _("The server has not heard yet that you took everything back. Without your number you could not do it again."))) : null,
      h("p", {}, _("Answers, photos and your number leave this phone. What was sent stays with the group.")),
      waiting ? button({ class: "big-button big-button--quiet" }, copy, icon("download-simple"), _("Keep a copy first")) : null,
    ].filter(Boolean),
    foot: [bigButton(_("Forget it"), () => done(sheet, () => forget(app.outing), () => app.go("welcome")), "main")],
  });
}

/** Her walk is put away, and the next person begins her own. */
export function handOn(app) {
  const away = (lock) => done(sheet, () => putAway(app.outing, lock), () => app.go("welcome"));
  const withPictures = async () => {
    const { chooseLock } = await import("./lock_view.js");
    const lock = await chooseLock();
    if (lock) await away(lock);
  };
  const sheet = openSheet({
    title: _("Hand the phone on"),
    body: [
      h("p", {}, _("Your notes are put away and go on being sent. The next person begins her own walk.")),
      h("p", {}, _("Four pictures can hide your notes from others who hold this phone. They keep out the curious, not somebody who knows phones well.")),
    ],
    foot: [h("div", { class: "stack" }, bigButton(_("Choose four pictures"), withPictures, "main"), bigButton(_("Without pictures"), () => away(null), "quiet"))],
  });
}

async function done(sheet, work, then) {
  try {
    await work();
    sheet.close();
    await then();
  } catch {
    sheet.close();
    warn(_("That did not work. Everything is as it was. Try again."));
  }
}
