/** "Where was this?" A pin on the phone's own sketch of the place, moved by a finger, by buttons or by keys; or a stop from a list. */

import { bdi, button, h, icon } from "../foundation/dom_view.js";
import { phoneTime } from "../foundation/clock.js";
import { buzz, say, warn } from "../foundation/frame_view.js";
import { lateIcon } from "../foundation/late_icons_view.js";
import { openSheet } from "../foundation/sheet_view.js";
import { _, metres, numeral } from "../foundation/words.js";
import { distance_m, middleOf } from "../walks/stops.js";
import { nearestStop } from "./asides.js";
import { pointedOut } from "./finding.js";
import { pinAt, stopAsPlace } from "./place.js";
import { following, nudge_m, pinAccuracy_m } from "./sketch.js";
import { Sketch } from "./sketch_view.js";

const NEARER = 0.5;
/** A finger that begins this near to the pin takes the pin along; anywhere else it moves the map. */
const GRIP_PX = 36;
const TAP_PX = 8;
const KEYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** @param {object} finding the one whose place is asked for @returns {Promise} resolves when the sheet is closed */
export function whereWasThis(app, finding = app.outing.finding) {
  const { site } = app.outing.walk.pack;
  const begin = finding.body.place ?? app.outing.stopOf(finding) ?? app.outing.whereabouts.latest() ?? middleOf(site);
  const keep = async (place) => {
    try {
      await app.outing.alter(finding, (record) => pointedOut(record, place, phoneTime()));
      buzz(20);
      say(_("The place is saved."));
      sheet.close();
    } catch {
      buzz([20, 60, 20]);
      warn(_("Not saved. Tap again."));
    }
  };
  const map = begin && mapOf(site, begin, keep);
  const stops = site.stops ?? [];
  const line = (stop, place) => button({ class: "choice", data: { near: stop.id } }, () => keep(stopAsPlace(stop)), h("b", {}, numeral(place + 1)), h("span", {}, bdi(stop.name)));
  const sheet = openSheet({
    title: _("Where was this?"),
    body: [...(map?.body ?? []), stops.length ? h("h2", {}, _("Or near a stop")) : null, h("div", { class: "choice-list" }, ...stops.map(line)), site.credit ? h("p", { class: "quiet" }, bdi(site.credit)) : null].filter(Boolean),
    foot: map ? [map.done] : [],
  });
  map?.sketch.draw();
  return sheet.closed;
}

function mapOf(site, begin, keep) {
  const sketch = new Sketch(site, middleOf(site) ?? begin, [begin]);
  sketch.pin = sketch.plane.to(begin);
  sketch.element.setAttribute("aria-label", _("Map. Arrow keys move the pin."));
  const told = h("p", { class: "quiet", role: "status" });
  const set = (spot, look = following(sketch.look, spot)) => {
    Object.assign(sketch, { pin: spot, look });
    sketch.draw();
    const near = nearestStop(site.stops ?? [], sketch.plane.from(spot), distance_m);
    told.textContent = near ? _("{metres} from {stop}", { metres: metres(near.metres), stop: near.stop.name }) : "";
  };
  const nudge = ([x, y]) => { const step = nudge_m(sketch.look); set({ x: sketch.pin.x + x * step, y: sketch.pin.y + y * step }); };
  byFinger(sketch, set);
  sketch.element.addEventListener("keydown", (event) => {
    if (event.key in KEYS) nudge(KEYS[event.key]);
    else if ("+-".includes(event.key)) sketch.zoom(event.key === "+" ? NEARER : 1 / NEARER);
    else return;
    event.preventDefault();
  });
  set(sketch.pin, sketch.look);
  const done = button({ class: "big-button big-button--main" }, () => keep(pinAt(sketch.plane.from(sketch.pin), pinAccuracy_m(sketch.look))), icon("map-pin"), _("It was here"));
  return { sketch, done, body: [sketch.element, tools(sketch, nudge), told] };
}

/** Everything that a drag does, for those who cannot drag. */
function tools(sketch, nudge) {
  const tool = (drawing, label, act) => button({ class: "icon-button", "aria-label": label, title: label }, act, drawing);
  return h("div", { class: "sketch__tools", dir: "ltr" },
    tool(lateIcon("arrow-left"), _("Pin to the west"), () => nudge(KEYS.ArrowLeft)), tool(lateIcon("arrow-up"), _("Pin to the north"), () => nudge(KEYS.ArrowUp)),
    tool(lateIcon("arrow-down"), _("Pin to the south"), () => nudge(KEYS.ArrowDown)), tool(lateIcon("arrow-right"), _("Pin to the east"), () => nudge(KEYS.ArrowRight)),
    tool(icon("minus"), _("Show more"), () => sketch.zoom(1 / NEARER)), tool(icon("plus"), _("Come nearer"), () => sketch.zoom(NEARER)));
}

/** A tap sets the pin; a drag takes the pin along or moves the map. */
function byFinger(sketch, set) {
  let held = null;
  const { element } = sketch;
  element.addEventListener("pointerdown", (event) => {
    const start = sketch.spotAt(event);
    const reach = Math.hypot(start.x - sketch.pin.x, start.y - sketch.pin.y) / sketch.metresPerPixel;
    held = { start, look: sketch.look, isPin: reach < GRIP_PX, x: event.clientX, y: event.clientY, isMoved: false };
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if (!held) return;
    held.isMoved ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > TAP_PX;
    if (!held.isMoved) return;
    if (held.isPin) return set(sketch.spotAt(event), sketch.look);
    const scale = sketch.metresPerPixel;
    sketch.look = { ...held.look, x: held.look.x - (event.clientX - held.x) * scale, y: held.look.y - (event.clientY - held.y) * scale };
    sketch.draw();
  });
  element.addEventListener("pointerup", (event) => { if (held && !held.isMoved) set(sketch.spotAt(event), sketch.look); held = null; });
  element.addEventListener("pointercancel", () => { held = null; });
}
