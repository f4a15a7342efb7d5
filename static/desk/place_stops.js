// The stops of a site on a map beside their list. The list is the one truth; the map reads it and writes it.
import { Marker } from "../vendor/maplibre/maplibre-gl.mjs";
import { numberWriter, openSiteMap, placeFrom, placeText } from "./site_map.js";

const section = document.querySelector('[data-draws="stops"]');
const form = section.closest("form");
const fresh = form.elements.new_place;
const numbers = numberWriter();
let marks = [];

section.hidden = false;
const picture = await openSiteMap(section.querySelector("[data-map]"), section.dataset.streets, JSON.parse(section.dataset.boundary));
section.dataset.ready = "";
show();

picture.on("click", ({ lngLat }) => place(lngLat));
section.querySelector('[data-do="middle"]').addEventListener("click", () => place(picture.getCenter()));
form.addEventListener("change", show);

function place(where) {
  fresh.value = placeText(where);
  show();
  form.elements.new_name.focus();
}

function show() {
  marks.forEach((mark) => mark.remove());
  const rows = [...form.querySelectorAll('[name="stop_place"]')];
  marks = rows.map((row, index) => markOf(row, numbers.format(index + 1), "pin-mark"));
  marks.push(markOf(fresh, "+", "pin-mark pin-mark--new"));
  marks = marks.filter(Boolean);
}

function markOf(field, words, className) {
  const where = placeFrom(field.value);
  if (!where) return null;
  const element = Object.assign(document.createElement("span"), { className, textContent: words });
  const mark = new Marker({ element, draggable: true }).setLngLat(where).addTo(picture);
  mark.on("dragend", () => {
    field.value = placeText(mark.getLngLat());
  });
  return mark;
}
