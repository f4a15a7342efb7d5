/** What she allows, changed later: given or taken back, one by one. The server hears of it with the next errand. */

import { barButton, bigButton, h } from "../foundation/dom_view.js";
import { phoneTime } from "../foundation/clock.js";
import { fillFrame, say, warn } from "../foundation/frame_view.js";
import { leaveButton } from "../foundation/leaving_view.js";
import { openSheet } from "../foundation/sheet_view.js";
import { _, languageNow, ngettext_ } from "../foundation/words.js";
import { heldUnder, withoutScope } from "../findings/under_scope.js";
import { spokenBy } from "./joining.js";
import { permissionBoxes, scopesTicked } from "./permissions_view.js";

export function show(app) {
  const { walk } = app.outing;
  const end = async () => { const { takeBack } = await import("./parting_view.js"); return takeBack(app); };
  fillFrame({
    head: [h("h1", { class: "phone__stop" }, _("What you allow")), leaveButton()],
    main: [h("div", { class: "page" }, permissionBoxes(walk.pack, spokenBy(walk.pack, languageNow()), walk.scopes),
      bigButton(_("I no longer take part"), end, "quiet"))],
    bar: [barButton("caret-left", _("Back"), () => app.go("answering")), barButton("check", _("Keep it so"), () => save(app), { isMain: true })],
  });
}

async function save(app) {
  const { outing } = app;
  const scopes = scopesTicked();
  const before = outing.walk.scopes;
  try {
    await outing.keepWalk({ scopes, isJoined: false });
    if (!scopes.includes("place")) app.whereabouts.stop();
    for (const scope of before.filter((one) => !scopes.includes(one))) await askAboutOld(app, scope);
    app.courier.nudge();
    await app.startWalking();
    say(_("Saved."));
  } catch {
    warn(_("Not saved. Tap again."));
  }
}

/** What was given under a permission that is taken back: it goes too, or it stays. She says which; closing keeps it. */
async function askAboutOld(app, scope) {
  const { diary, walk } = app.outing;
  const count = heldUnder(scope, diary.standing(walk.id));
  if (!count) return;
  const words = {
    photo: ngettext_("{n} photo was kept with your yes. Delete it too, here and on the server?", "{n} photos were kept with your yes. Delete them too, here and on the server?", count),
    voice: ngettext_("{n} voice note was kept with your yes. Delete it too, here and on the server?", "{n} voice notes were kept with your yes. Delete them too, here and on the server?", count),
    place: ngettext_("The place of {n} stop was kept with your yes. Delete it too, here and on the server?", "The places of {n} stops were kept with your yes. Delete them too, here and on the server?", count),
  };
  const erase = async () => {
    for (const record of diary.standing(walk.id).filter((one) => heldUnder(scope, [one]))) await app.outing.alter(record, (kept) => withoutScope(kept, scope, phoneTime()));
    sheet.close();
  };
  const sheet = openSheet({
    title: _("And what was already given?"),
    body: [h("p", {}, words[scope]), h("p", {}, _("What was printed before cannot be called back."))],
    foot: [h("div", { class: "stack" }, bigButton(_("Delete it too"), erase, "main"), bigButton(_("It may stay"), () => sheet.close(), "quiet"))],
  });
  await sheet.closed;
}
