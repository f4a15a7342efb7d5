// Draws a site's boundary over its streets. The text of corners is the one truth: the map reads it and writes it, so that
// typing, dragging, clicking and the keyboard all do the same, and the form works without this script.
import { Marker } from "../vendor/maplibre/maplibre-gl.mjs";
import { areaKm2, circleOf, geometryOf, middlesOf } from "./outline.js";
import { drawOutline, numberWriter, openSiteMap, placeFrom, placeText } from "./site_map.js";

const NUDGE_PX = 6;
const section = document.querySelector('[data-draws="boundary"]');
const form = section.closest("form");
const field = form.elements.corners;
const which = section.querySelector("[data-which]");
const numbers = numberWriter({ maximumFractionDigits: 2 });
const history = [];
let marks = [];

section.hidden = false;
const picture = await openSiteMap(section.querySelector("[data-map]"), section.dataset.streets, outlineNow());
section.dataset.ready = "";
show();

picture.on("click", ({ lngLat }) => (wayNow() === "pin" ? setPin(lngLat) : change([...corners(), lngLat])));
field.addEventListener("input", show);
form.elements.pin.addEventListener("input", show);
form.elements.radius_m.addEventListener("input", show);
form.addEventListener("change", ({ target }) => target.name === "how" && show());
section.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button?.dataset.do) doings[button.dataset.do]();
  if (button?.dataset.nudge) nudge(...button.dataset.nudge.split(",").map(Number));
});
which.addEventListener("change", show);

const doings = {
  add: () => (wayNow() === "pin" ? setPin(picture.getCenter()) : change([...corners(), picture.getCenter()])),
  undo: () => history.length && write(history.pop()),
  clear: () => change([]),
  remove: () => change(corners().toSpliced(chosen(), 1)),
};

function wayNow() {
  return form.elements.how.value;
}

function corners() {
  return field.value.split("\n").map(placeFrom).filter(Boolean);
}

function outlineNow() {
  const pin = placeFrom(form.elements.pin.value);
  if (wayNow() === "pin") return pin ? circleOf(pin, Number(form.elements.radius_m.value) || 0) : null;
  return geometryOf(corners());
}

function chosen() {
  return Math.max(0, which.selectedIndex);
}

function change(next) {
  history.push(field.value);
  if (wayNow() === "file") form.elements.how.value = "corners";
  write(next.map(placeText).join("\n"));
}

function write(text) {
  field.value = text;
  show();
}

function setPin(place) {
  form.elements.pin.value = placeText(place);
  show();
}

function nudge(east, north) {
  const now = corners();
  if (!now.length) return;
  const { x, y } = picture.project(now[chosen()]);
  change(now.with(chosen(), picture.unproject([x + east * NUDGE_PX, y - north * NUDGE_PX])));
}

function show() {
  const now = wayNow() === "pin" ? [] : corners();
  drawOutline(picture, outlineNow());
  listCorners(now);
  marks.forEach((mark) => mark.remove());
  marks = [...now.map(cornerMark), ...middlesOf(now).map(middleMark)];
  const words = now.length ? section.dataset.area : wayNow() === "pin" ? "" : section.dataset.none;
  section.querySelector("[data-said]").textContent = words
    .replace("{corners}", numbers.format(now.length))
    .replace("{km2}", numbers.format(areaKm2(now)));
}

function listCorners(now) {
  const index = Math.min(chosen(), now.length - 1);
  which.replaceChildren(...now.map((_place, n) => new Option(section.dataset.corner.replace("{n}", numbers.format(n + 1)))));
  which.selectedIndex = index;
}

function cornerMark(place, index) {
  const element = Object.assign(document.createElement("span"), { className: "pin-mark", textContent: numbers.format(index + 1) });
  element.classList.toggle("pin-mark--chosen", index === chosen());
  const mark = new Marker({ element, draggable: true }).setLngLat(place).addTo(picture);
  mark.on("dragend", () => {
    which.selectedIndex = index;
    change(corners().with(index, mark.getLngLat()));
  });
  return mark;
}

function middleMark({ at, place }) {
  const element = Object.assign(document.createElement("span"), { className: "pin-mark pin-mark--between", textContent: "+" });
  element.addEventListener("click", (event) => {
    event.stopPropagation();
    change(corners().toSpliced(at, 0, place));
  });
  return new Marker({ element }).setLngLat(place).addTo(picture);
}
