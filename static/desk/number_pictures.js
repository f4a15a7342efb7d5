// The four pictures of a walker's number, beside the field in which she types it: a slip shows at once. The words say the
// same without them.
import { picturesOf } from "../phone/walks/receipt_pictures.js";

const SVG = "http://www.w3.org/2000/svg";

function drawn(name, sprite) {
  const item = document.createElement("li");
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  item.append(svg);
  return item;
}

for (const list of document.querySelectorAll("[data-sprite]")) {
  const show = (number) => list.replaceChildren(...picturesOf(number).map((name) => drawn(name, list.dataset.sprite)));
  const field = document.getElementById(list.dataset.follows ?? "");
  field?.addEventListener("input", () => show(field.value));
  show(field?.value ?? list.dataset.number);
}
