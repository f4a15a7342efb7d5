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
 * By distance when the place is known; otherwise the first one that has no finding yet.
 * @param {{id, lon, lat}[]} stops in the planned order
 * @param {Set<string>} visited ids of stops that have a finding
 * @param {{lon, lat, accuracy_m}|null} place
 */
export function proposedStop(stops, visited, place) {
  const open = stops.filter((stop) => !visited.has(stop.id));
  if (!place) return open[0] ?? null;
  const reach = NEAR_M + Math.min(place.accuracy_m ?? 0, NEAR_M);
  const near = open.filter((stop) => distance_m(stop, place) <= reach);
  near.sort((a, b) => distance_m(a, place) - distance_m(b, place));
  return near[0] ?? null;
}

/** A point of the site to ask the sun about: the first stop, else the first corner of the boundary. */
export function middleOf(site) {
  const stop = site.stops?.[0];
  if (stop) return { lon: stop.lon, lat: stop.lat };
  let corner = site.boundary?.coordinates;
  while (Array.isArray(corner?.[0])) corner = corner[0];
  return Array.isArray(corner) ? { lon: corner[0], lat: corner[1] } : null;
}
