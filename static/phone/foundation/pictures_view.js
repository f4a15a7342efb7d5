/** Thirteen pictures that anybody can name: a memory for a number, and the keys of a simple lock. */

import { drawing } from "./dom_view.js";
import { _ } from "./words.js";

const SPRITE = new URL("../../icons/pictures.svg", import.meta.url).pathname;

export function pictogram(name) {
  return drawing(`${SPRITE}#${name}`, "pictogram");
}

export function nameOfPicture(name) {
  const names = {
    sun: _("Sun"), moon: _("Moon"), star: _("Star"), tree: _("Tree"), fish: _("Fish"), flower: _("Flower"), house: _("House"),
    boat: _("Boat"), key: _("Key"), cup: _("Cup"), umbrella: _("Umbrella"), heart: _("Heart"), bell: _("Bell"),
  };
  return names[name];
}
