/** Ready to walk: who answers, how the questions look, which hand; then one large button. */

import { barButton, bdi, h } from "../foundation/dom_view.js";
import { fillFrame, wear } from "../foundation/frame_view.js";
import { leaveButton } from "../foundation/leaving_view.js";
import { prefer, preferences } from "../foundation/preferences.js";
import { _, ngettext_ } from "../foundation/words.js";

export function show(app) {
  const { walk } = app.outing;
  const stops = walk.pack.site.stops?.length ?? 0;
  fillFrame({
    head: [h("p", { class: "phone__stop" }, _("Ready")), leaveButton()],
    main: [h("section", { class: "page" }, h("h1", {}, bdi(walk.pack.walk.title)),
      stops ? h("p", {}, ngettext_("{n} stop is planned.", "{n} stops are planned.", stops)) : null,
      h("p", {}, _("Everything is on this phone. You can walk without internet.")),
      whoAnswers(app), howItLooks(), whichHand())],
    bar: [barButton("person-simple-walk", _("Start the walk"), () => start(app), { isMain: true })],
  });
}

async function start(app) {
  await app.outing.keepWalk({ isStarted: true });
  await app.outing.next();
  app.firstTouch();
  app.go("answering");
}

function whoAnswers(app) {
  const modes = { one_person: _("Only me"), pair: _("Two of us"), group_agreed: _("Our group agrees") };
  const keep = (mode) => app.outing.keepWalk({ mode });
  return chips(_("Who answers?"), "mode", modes, app.outing.walk.mode, keep);
}

function howItLooks() {
  const faces = { picture: _("Pictures"), grid: _("All at once") };
  return chips(_("How do you want to see the questions?"), "face", faces, preferences().face, (face) => prefer({ face }));
}

function whichHand() {
  const hands = { right: _("Right hand"), left: _("Left hand") };
  const keep = (hand) => wear(prefer({ isMirrored: hand === "left" }));
  return chips(_("Which hand holds the phone?"), "hand", hands, preferences().isMirrored ? "left" : "right", keep);
}

/** A small question with its answers side by side. A tap on what is chosen already counts, too. */
export function chips(title, name, words, chosen, keep) {
  const chip = ([value, text]) => h("label", { class: "chip" },
    h("input", { type: "radio", name, value, checked: value === chosen, on: { click: () => keep(value) } }), h("span", {}, text));
  return h("fieldset", {}, h("legend", {}, title), h("div", { class: "other-answers" }, ...Object.entries(words).map(chip)));
}
