/** The drawing of the sketch: streets, boundary, route, numbered stops and one pin. North is always up and east always right. */

import { h } from "../foundation/dom_view.js";
import { numeral } from "../foundation/words.js";
import { linesOf, pathOf, planeAround, squareAround, zoomed } from "./sketch.js";

const SVG = "http://www.w3.org/2000/svg";
/** Signs are drawn on a field of this many units across, whatever the map shows. */
const FIELD = 100;

function s(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A map of one site. `look` says what is shown, `pin` where the pin stands, both in metres on `plane`. */
export class Sketch {
  /** @param {object} site of the pack @param {{lon, lat}} middle @param {object[]} also further spots that must be on it, in degrees */
  constructor(site, middle, also = []) {
    this.plane = planeAround(middle);
    const lines = { street: linesOf(site.streets), boundary: linesOf(site.boundary), route: linesOf(site.route) };
    const stops = site.stops ?? [];
    const shown = [...lines.boundary.flat().map(([lon, lat]) => ({ lon, lat })), ...stops, ...also];
    this.whole = squareAround((shown.length ? shown : [middle]).map(this.plane.to));
    this.look = this.whole;
    this.pin = { x: 0, y: 0 };
    this.signs = stops.map((stop, place) => this.#sign(this.plane.to(stop), "sketch__stop", s("circle", { r: 3.4 }), s("text", { y: 1.5 }, numeral(place + 1))));
    this.pinSign = this.#sign(this.pin, "sketch__pin", s("path", { d: "M0 0C-1-4-4.5-6-4.5-9.5a4.5 4.5 0 0 1 9 0C4.5-6 1-4 0 0z" }), s("circle", { cy: -9.5, r: 1.6 }));
    const ways = Object.entries(lines).map(([name, drawn]) => s("path", { class: `sketch__${name}`, d: pathOf(drawn, this.plane) }));
    this.svg = s("svg", { "aria-hidden": "true", focusable: "false" }, ...ways, ...this.signs.map(({ sign }) => sign), this.pinSign.sign);
    this.element = h("div", { class: "sketch", dir: "ltr", tabindex: "0", role: "application" }, this.svg);
  }

  #sign(spot, className, ...parts) {
    return { spot, sign: s("g", { class: className }, ...parts) };
  }

  draw() {
    const { x, y, size } = this.look;
    this.svg.setAttribute("viewBox", `${x - size / 2} ${y - size / 2} ${size} ${size}`);
    this.pinSign.spot = this.pin;
    for (const { spot, sign } of [...this.signs, this.pinSign]) sign.setAttribute("transform", `translate(${spot.x} ${spot.y}) scale(${size / FIELD})`);
  }

  zoom(factor) {
    this.look = zoomed({ ...this.look, x: this.pin.x, y: this.pin.y }, factor, this.whole);
    if (this.look.size >= this.whole.size) this.look = this.whole;
    this.draw();
  }

  /** Metres that one pixel of the screen stands for. */
  get metresPerPixel() {
    const box = this.element.getBoundingClientRect();
    return this.look.size / Math.min(box.width, box.height);
  }

  /** Where a point of the screen lies on the plane. */
  spotAt({ clientX, clientY }) {
    const box = this.element.getBoundingClientRect();
    const scale = this.metresPerPixel;
    return { x: this.look.x + (clientX - box.left - box.width / 2) * scale, y: this.look.y + (clientY - box.top - box.height / 2) * scale };
  }
}
