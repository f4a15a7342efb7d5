/** The head of the answering screen: where, what waits on this phone, how exact the place is. State only. */

import { bdi, button, h, icon, iconButton } from "../foundation/dom_view.js";
import { prefer, nextTheme } from "../foundation/preferences.js";
import { wear } from "../foundation/frame_view.js";
import { leaveButton } from "../foundation/leaving_view.js";
import { openSheet } from "../foundation/sheet_view.js";
import { _, metres, ngettext_, numeral, timeOfDay } from "../foundation/words.js";
import { wordsOfMark } from "./mark_words.js";
import { accuracyBand, isRough } from "./place.js";

export function headOf(app) {
  const stop = button({ "aria-haspopup": "dialog" }, () => chooseStop(app), bdi(stopName(app)), icon("caret-down"));
  return [h("h1", { class: "phone__stop" }, stop), unsentPill(app), placePill(app), themeButton(), leaveButton()];
}

/** Draw the name and the two pills anew: called whenever something was kept, sent, or found. */
export function refreshHead(app) {
  document.querySelector("#head h1 bdi")?.replaceChildren(stopName(app));
  document.getElementById("unsent")?.replaceWith(unsentPill(app));
  document.getElementById("place")?.replaceWith(placePill(app));
}

export function stopName({ outing }) {
  return nameOf(outing, outing.finding);
}

/** What a finding is called on the phone: its planned stop, what was marked, or its number. */
export function nameOf(outing, record) {
  const planned = outing.stopOf(record)?.name;
  if (planned) return planned;
  if (record.aside === "moment") return _("Spot, {time}", { time: timeOfDay(record.body.started_at) });
  if (record.aside) return wordsOfMark(record.body.marks[0]);
  return _("Stop {number}", { number: numeral(outing.diary.numberOf(record)) });
}

function unsentPill(app) {
  if (app.outing.walk.isLookOnly) return h("span", { class: "pill-state pill-state--warn", id: "unsent" }, icon("eye"), _("Only looking"));
  const waiting = app.outing.diary.countUnsent(app.outing.walk.id);
  const words = waiting ? ngettext_("{n} thing is only on this phone", "{n} things are only on this phone", waiting) : _("Everything is sent");
  const trouble = app.courier?.state === "refused" || app.courier?.state === "captive";
  return h("span", { class: trouble ? "pill-state pill-state--warn" : "pill-state", id: "unsent", role: "img", "aria-label": words, title: words },
    icon(waiting ? "device-mobile" : "check"), waiting ? bdi(numeral(waiting)) : null);
}

function placePill(app) {
  const { whereabouts } = app.outing;
  const fix = whereabouts.latest();
  const band = accuracyBand(fix);
  const words = { good: _("Good place"), fair: _("Fair place"), weak: _("Weak place"), none: _("No place yet") }[band];
  const text = fix ? lengthOf(fix) : "";
  return h("span", { class: `pill-state accuracy--${band}`, id: "place", role: "img", "aria-label": `${words} ${text}`, title: words },
    icon("crosshair"), fix ? bdi(text) : null, band === "weak" ? h("small", {}, _("weak")) : null);
}

/** Beyond a kilometre nobody counts metres, and the line has no room for them. */
function lengthOf(fix) {
  return isRough(fix) ? numeral(Math.round(fix.accuracy_m / 1000), { style: "unit", unit: "kilometer", unitDisplay: "narrow" }) : metres(fix.accuracy_m);
}

function themeButton() {
  const turn = () => wear(prefer({ theme: nextTheme(document.documentElement.dataset.theme) }));
  return iconButton("moon", _("Day, night or red light"), turn);
}

function chooseStop(app) {
  const { outing } = app;
  const choose = async (id) => { await outing.chooseStop(id); sheet.close(); app.go("answering"); };
  const line = (id, name) => h("label", { class: "choice" },
    h("input", { type: "radio", name: "stop", checked: outing.finding.body.stop === id, on: { change: () => choose(id) } }), h("span", {}, bdi(name)));
  const stops = outing.walk.pack.site.stops ?? [];
  const sheet = openSheet({
    title: _("Which stop is this?"),
    body: [h("div", { class: "choice-list" }, ...stops.map((stop) => line(stop.id, stop.name)), line(null, _("Another place")))],
  });
}
