/**
 * A small map of the site, drawn by the phone itself from what it took along. Pure: degrees go in, metres on a plane come
 * out, x to the east and y to the south, with the middle of the site as origin. No map library, no tiles, no network.
 */

const EARTH_M = 6371008.8;
const RAD = Math.PI / 180;
/** The smallest piece of the world worth showing, in metres across: a crossing with its corners. */
const LEAST_M = 60;
const MARGIN = 1.15;

/**
 * @param {{lon, lat}} middle
 * @returns {{to: (point: {lon, lat}) => {x, y}, from: (spot: {x, y}) => {lon, lat}}} equirectangular: under a metre off within 5 km
 */
export function planeAround(middle) {
  const east = EARTH_M * RAD * Math.cos(middle.lat * RAD);
  const south = -EARTH_M * RAD;
  return {
    to: ({ lon, lat }) => ({ x: (lon - middle.lon) * east, y: (lat - middle.lat) * south }),
    from: ({ x, y }) => ({ lon: middle.lon + x / east, lat: middle.lat + y / south }),
  };
}

/** Every line of a GeoJSON thing as lists of [lon, lat]; points and nothing give none. */
export function linesOf(thing) {
  if (!thing) return [];
  if (thing.features) return thing.features.flatMap((feature) => linesOf(feature.geometry));
  if (thing.geometries) return thing.geometries.flatMap(linesOf);
  if (thing.geometry) return linesOf(thing.geometry);
  const depth = { LineString: 0, MultiLineString: 1, Polygon: 1, MultiPolygon: 2 }[thing.type];
  return depth === undefined ? [] : [thing.coordinates].flat(depth);
}

/** SVG path data of lines, in whole metres: a sketch needs no more. */
export function pathOf(lines, plane) {
  const spot = ([lon, lat]) => { const { x, y } = plane.to({ lon, lat }); return `${Math.round(x)} ${Math.round(y)}`; };
  return lines.filter((line) => line.length > 1).map((line) => `M${line.map(spot).join("L")}`).join("");
}

/** The square that holds all these spots. @returns {{x, y, size}} its middle and the length of a side in metres */
export function squareAround(spots) {
  const xs = spots.map(({ x }) => x);
  const ys = spots.map(({ y }) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { x: (left + right) / 2, y: (top + bottom) / 2, size: Math.max(LEAST_M, (right - left) * MARGIN, (bottom - top) * MARGIN) };
}

/** Nearer or further, within reason. @param {number} factor below one comes nearer */
export function zoomed(square, factor, whole) {
  return { ...square, size: Math.min(Math.max(square.size * factor, LEAST_M), Math.max(whole.size, square.size)) };
}

/** The square moved so that the spot is well inside, when it has come near its edge. */
export function following(square, spot) {
  const reach = square.size * 0.4;
  const held = (middle, value) => Math.min(Math.max(middle, value - reach), value + reach);
  return { ...square, x: held(square.x, spot.x), y: held(square.y, spot.y) };
}

/** How far one press of an arrow moves the pin, in metres: a step on a near map, half a street on a far one. */
export function nudge_m(square) {
  return [1, 2, 5, 10, 20, 50].find((step) => step >= square.size / 60) ?? 100;
}

/** How exact a pin can be that a finger set on a map of this size: a fingertip is a fifteenth of the screen. */
export function pinAccuracy_m(square) {
  return Math.max(5, Math.round(square.size / 15));
}
