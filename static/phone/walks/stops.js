/** Planned stops of the walk: which one is she at? Offered, never forced. */

const EARTH_RADIUS_M = 6371008.8;
const RAD = Math.PI / 180;
/** Nearer than this a planned stop is offered: about the reach of a poor fix in a narrow street. */
const NEAR_M = 60;

/** Great-circle distance in metres between two {lon, lat} in degrees (haversine). */
export function distance_m(one, other) {
  const half = (a, b) => Math.sin(((b - a) * RAD) / 2) ** 2;
  const share = half(one.lat, other.lat) + Math.cos(one.lat * RAD) * Math.cos(other.lat * RAD) * half(one.lon, other.lon);
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(share));
}

/**
 * The planned stop to propose, or null when the walk has none left.
 * By distance when the place is known; otherwise the first one that she has never been to, then the way back.
 * @param {{id, lon, lat}[]} stops in the planned order
 * @param {Set<string>} visited ids of stops that have a finding in this light
 * @param {{lon, lat, accuracy_m}|null} place
 * @param {string[]} back ids of stops with a finding in the other light only, the last one first
 */
export function proposedStop(stops, visited, place, back = []) {
  const open = stops.filter((stop) => !visited.has(stop.id));
  if (!place) return open.find((stop) => !back.includes(stop.id)) ?? open.find((stop) => stop.id === back[0]) ?? null;
  const reach = NEAR_M + Math.min(place.accuracy_m ?? 0, NEAR_M);
  const near = open.filter((stop) => distance_m(stop, place) <= reach);
  near.sort((a, b) => distance_m(a, place) - distance_m(b, place));
  return near[0] ?? null;
}

/**
 * The stops that she has been to in this light: whoever walked there by day walks back to all of them in the dark.
 * @param {object[]} standing findings, oldest first @param {boolean} isDark
 * @returns {{visited: Set<string>, back: string[]}} `back`: those that she only knows in the other light, the last one first
 */
export function visitsInThisLight(standing, isDark) {
  const stops = (dark) => standing.filter((record) => isDarkOutside(record.body.answers.ctx_period) === dark).map((record) => record.body.stop).filter(Boolean);
  const visited = new Set(stops(isDark));
  return { visited, back: [...new Set(stops(!isDark).reverse())].filter((stop) => !visited.has(stop)) };
}

/** Lamps matter from dusk on. */
export function isDarkOutside(period) {
  return period !== "day";
}

/** A point of the site to ask the sun about: the first stop, else the first corner of the boundary. */
export function middleOf(site) {
  const stop = site.stops?.[0];
  if (stop) return { lon: stop.lon, lat: stop.lat };
  let corner = site.boundary?.coordinates;
  while (Array.isArray(corner?.[0])) corner = corner[0];
  return Array.isArray(corner) ? { lon: corner[0], lat: corner[1] } : null;
}
