/** Drawings that the first screens do without: a sprite of its own, so that joining does not wait for it. */

import { drawing } from "./dom_view.js";

const ICONS = new URL("../../icons/late.svg", import.meta.url).pathname;

export function lateIcon(name) {
  return drawing(`${ICONS}#${name}`, "icon");
}
