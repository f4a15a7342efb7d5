/** People to call, kept on the phone with the walk. Nothing is dialled by itself. */

import { barButton, bdi, h, icon } from "../foundation/dom_view.js";
import { fillFrame } from "../foundation/frame_view.js";
import { leaveButton } from "../foundation/leaving_view.js";
import { _, metres, timeOfDay } from "../foundation/words.js";
import { messageAddress, telephoneAddress } from "./contacts.js";

export function show(app) {
  const contacts = app.outing.walk.pack.contacts ?? [];
  const fix = app.outing.whereabouts.latest() ?? app.outing.whereabouts.fixes.at(-1) ?? null;
  fillFrame({
    head: [h("h1", { class: "phone__stop" }, _("Help")), leaveButton()],
    main: [h("div", { class: "page" }, contacts.length ? null : h("p", { class: "empty" }, _("This walk has no numbers. Ask the person who leads it.")),
      ...contacts.map((contact) => card(contact, fix)), lastPlace(fix))],
    bar: [barButton("caret-left", _("Back"), () => app.go("answering"), { isMain: true })],
  });
}

function card(contact, fix) {
  return h("section", { class: "card" }, h("h2", {}, bdi(contact.name)), contact.hours ? h("p", {}, bdi(contact.hours)) : null,
    h("a", { class: "big-button big-button--main", href: telephoneAddress(contact.number) }, icon("phone-call"), bdi(contact.number, { dir: "ltr" })),
    h("a", { class: "big-button big-button--quiet", href: messageAddress(contact.number, messageText(fix)) }, icon("paper-plane-tilt"), _("Send my place in a message")));
}

function messageText(fix) {
  if (!fix) return _("Please call me.");
  return _("Please call me. I am here: {place}", { place: `geo:${fix.lat.toFixed(5)},${fix.lon.toFixed(5)}` });
}

function lastPlace(fix) {
  if (!fix) return h("p", { class: "quiet" }, _("The phone does not know the place yet."));
  const time = timeOfDay(new Date(fix.at).toISOString());
  return h("p", { class: "quiet" }, _("Last place: within {metres}, at {time}.", { metres: metres(fix.accuracy_m), time }), " ",
    bdi(`${fix.lat.toFixed(5)}, ${fix.lon.toFixed(5)}`, { dir: "ltr" }));
}
