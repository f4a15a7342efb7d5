/**
 * Spots that hide faces: boxes {x, y, width, height} in pixels of the picture. Pure. They are filled solid, never blurred
 * or coarsened, because a blur can partly be undone.
 */

/** A first spot is this share of the longer edge: a face at about three metres. */
const SHARE = 1 / 8;
const GROWTH = 1.5;
/** Questions whose photos are likely to show people. */
const ABOUT_PEOPLE = ["ppl", "gen", "sec", "eye"];

/** Whether hiding is offered at once for a photo that belongs to this indicator. */
export function isAboutPeople(code) {
  return ABOUT_PEOPLE.includes((code ?? "").split("_")[0]);
}

/** With one more spot around a point; a point inside a spot makes that spot larger. */
export function withSpot(spots, point, size) {
  const grown = [...spots].reverse().find((spot) => isInside(spot, point));
  if (!grown) return [...spots, around(point, Math.max(size.width, size.height) * SHARE, size)];
  const middle = { x: grown.x + grown.width / 2, y: grown.y + grown.height / 2 };
  const larger = around(middle, Math.max(grown.width, grown.height) * GROWTH, size);
  return spots.map((spot) => (spot === grown ? larger : spot));
}

/** Where a tap on a shown picture lies in the picture itself. @param shown what getBoundingClientRect says */
export function pointIn(shown, tap, size) {
  return { x: ((tap.x - shown.left) / shown.width) * size.width, y: ((tap.y - shown.top) / shown.height) * size.height };
}

function isInside({ x, y, width, height }, point) {
  return point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
}

/** A square around a point, cut off at the edges of the picture, on whole pixels. */
function around({ x, y }, edge, size) {
  const left = Math.max(0, Math.floor(x - edge / 2));
  const top = Math.max(0, Math.floor(y - edge / 2));
  const right = Math.min(size.width, Math.ceil(x + edge / 2));
  const bottom = Math.min(size.height, Math.ceil(y + edge / 2));
  return { x: left, y: top, width: right - left, height: bottom - top };
}
