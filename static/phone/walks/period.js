/** Day, dusk or night on a walk: what she says, else what the sun does at the site. */

import { middleOf } from "./stops.js";
import { periodAt } from "./sun.js";

/** @returns {"day"|"dusk"|"night"} night when the site has no place: then nothing is left unasked */
export function periodOf(walk, at) {
  if (walk.saidPeriod) return walk.saidPeriod;
  const middle = middleOf(walk.pack.site);
  return middle ? periodAt(middle.lon, middle.lat, at) : "night";
}
