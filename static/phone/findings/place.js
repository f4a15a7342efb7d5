/**
 * The place of a finding: the best fix around the moment of a tap. Nothing ever waits for it.
 * A fix is {lon, lat, accuracy_m, at: milliseconds}.
 */

import { phoneTime } from "../foundation/clock.js";
import { distance_m } from "../walks/stops.js";

const BEFORE_MS = 10000;
const AFTER_MS = 30000;
/** Older than this a fix says nothing about where she stands. */
export const LATEST_MS = 60000;
/** Further than this she has walked on, and a later fix belongs to another spot. */
const SAME_SPOT_M = 10;
/** Accuracies that differ by less tell nothing: phones guess them. */
const AS_GOOD_M = 2;
/** Kept fixes: more than enough for the longest window at one fix a second. */
const MEMORY = 60;
/** What "near a stop" means: in sight of it, a few houses. */
const NEAR_A_STOP_M = 30;
/** Browsers that share an approximate place round it to about this. */
const ROUGH_M = 1000;
/** Upper ends of the bands in metres: to the house, to the corner. */
const GOOD_M = 15;
const FAIR_M = 50;

export function remembered(fixes, fix) {
  return [...fixes, fix].slice(-MEMORY);
}

/**
 * The most accurate fix in [-10 s, +30 s] around a tap, and of those that are as good the one nearest to the tap, because
 * she may be walking; else the newest of the last minute, because a phone that lies still may report nothing new; else null.
 */
export function bestFix(fixes, tapAt) {
  const near = fixes.filter((fix) => fix.at >= tapAt - BEFORE_MS && fix.at <= tapAt + AFTER_MS);
  const away = (fix) => Math.abs(fix.at - tapAt);
  const isBetter = (fix, one) => {
    const gain = one.accuracy_m - fix.accuracy_m;
    return Math.abs(gain) > AS_GOOD_M ? gain > 0 : away(fix) < away(one);
  };
  const best = near.reduce((one, fix) => (one && !isBetter(fix, one) ? one : fix), null);
  return best ?? [...fixes].reverse().find((fix) => fix.at < tapAt && fix.at >= tapAt - LATEST_MS) ?? null;
}

/** Whether a later fix may still improve the place of a tap: soon enough, better, and she stands where she stood. What she pointed out stays. */
export function improves(fix, place, tapAt) {
  if (fix.at > tapAt + AFTER_MS || (place && place.source !== "gps")) return false;
  if (!place || Date.parse(place.fixed_at) < tapAt - BEFORE_MS) return true;
  const reach = SAME_SPOT_M + Math.max(0, place.accuracy_m - fix.accuracy_m);
  return fix.accuracy_m < place.accuracy_m && distance_m(fix, place) <= reach;
}

/** The fix as the wire wants it. */
export function placeOf(fix) {
  if (!fix) return null;
  const { lon, lat, accuracy_m } = fix;
  return { lon, lat, accuracy_m, source: "gps", fixed_at: new Date(fix.at).toISOString() };
}

/** A place that she pointed out on the map. */
export function pinAt({ lon, lat }, accuracy_m) {
  return { lon: rounded(lon), lat: rounded(lat), accuracy_m, source: "pin", fixed_at: phoneTime() };
}

/** "It was near this stop." */
export function stopAsPlace({ lon, lat }) {
  return { ...pinAt({ lon, lat }, NEAR_A_STOP_M), source: "stop" };
}

/** Centimetres are more than anybody points at. */
function rounded(degrees) {
  return Math.round(degrees * 1e7) / 1e7;
}

/** @returns {"good"|"fair"|"weak"|"none"} */
export function accuracyBand(fix) {
  if (!fix) return "none";
  if (fix.accuracy_m <= GOOD_M) return "good";
  return fix.accuracy_m <= FAIR_M ? "fair" : "weak";
}

/** Whether the phone hides the exact place: no lamp is found within a kilometre. */
export function isRough(fix) {
  return Boolean(fix) && fix.accuracy_m >= ROUGH_M;
}

/** A browser's GeolocationPosition as a fix. Its own time is used only when the clock it comes from can be ours. */
export function fixFrom(position, now = Date.now()) {
  const { longitude, latitude, accuracy } = position.coords;
  const age = Math.abs(now - position.timestamp);
  const at = age < 60000 ? position.timestamp : now;
  return { lon: longitude, lat: latitude, accuracy_m: Math.round(accuracy * 10) / 10, at };
}
