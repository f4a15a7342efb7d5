/** Building pages without innerHTML: text is always text, so a stop named "<script>" is only a strange name. */

const SVG = "http://www.w3.org/2000/svg";
const ICONS = new URL("../../icons/phone.svg", import.meta.url).pathname;
const SCENES = new URL("../../icons/scenes.svg", import.meta.url).pathname;
/** Drawings of the first screen lie in a sprite of their own, so that nobody waits for all the others. */
const FIRST = new URL("../../icons/first.svg", import.meta.url).pathname;
const ON_FIRST = ["sign-out", "x", "warning", "check", "consent-walk"];
/** Arrows of direction turn round in right-to-left scripts; ticks and clocks do not. */
const TURNING = ["arrow-u-up-left", "caret-right", "caret-left", "sign-out"];

/**
 * An element. `on` holds listeners, `data` the data attributes; false and null attributes are left out, true is empty.
 * @param {string} tag @param {object} attributes @param {...(Node|string|null|false|Array)} children
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  const { on = {}, data = {}, ...rest } = attributes;
  for (const [name, value] of Object.entries(rest)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  Object.assign(element.dataset, data);
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  element.append(...children.flat().filter((child) => child !== null && child !== false && child !== undefined));
  return element;
}

export function drawing(address, className) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", address);
  if (className) svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  svg.append(use);
  return svg;
}

function addressIn(sprite, name) {
  return `${ON_FIRST.includes(name) ? FIRST : sprite}#${name}`;
}

/** A drawing of the interface; the words beside it carry the meaning. */
export function icon(name) {
  return drawing(addressIn(ICONS, name), TURNING.includes(name) ? "icon turns" : "icon");
}

/** A drawing of a place or of a page of the talk before the walk, 4 wide by 3 high. */
export function scene(name) {
  const svg = drawing(addressIn(SCENES, name), "scene");
  svg.setAttribute("viewBox", "0 0 96 72");
  return svg;
}

/** A number, name or code that keeps its own direction inside any sentence. */
export function bdi(text, attributes = {}) {
  return h("bdi", attributes, String(text));
}

/** A button that acts when the finger lifts. While that is under way, as `act` promises, a second tap is no second wish. */
export function button(attributes, act, ...children) {
  let acting = null;
  const once = (event) => { acting ??= Promise.resolve(act(event)).finally(() => { acting = null; }); };
  return h("button", { type: "button", ...attributes, on: { click: once } }, ...children);
}

export function iconButton(name, label, act, more = {}) {
  return button({ class: "icon-button", "aria-label": label, title: label, ...more }, act, icon(name));
}

export function barButton(name, label, act, { isMain = false, isDisabled = false } = {}) {
  const className = isMain ? "bar-button bar-button--main" : "bar-button";
  return button({ class: className, disabled: isDisabled }, act, icon(name), h("span", {}, label));
}

export function bigButton(label, act, kind = "") {
  return button({ class: kind ? `big-button big-button--${kind}` : "big-button" }, act, label);
}

/** A picture from bytes. Its address is given back as soon as it is drawn. */
export function picture(bytes, type, alt) {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const free = () => URL.revokeObjectURL(address);
  return h("img", { src: address, alt, on: { load: free, error: free } });
}
