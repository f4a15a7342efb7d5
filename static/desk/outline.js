// An outline as a list of corners {lng, lat}: pure, so that it can be tested without a map.

const METRES_PER_DEGREE = 111_195; // of latitude, on the mean sphere

/** GeoJSON polygon of three corners or more, a line of two, else null. */
export function geometryOf(corners) {
  if (corners.length < 2) return null;
  const ring = corners.map(({ lng, lat }) => [lng, lat]);
  return corners.length === 2
    ? { type: "LineString", coordinates: ring }
    : { type: "Polygon", coordinates: [[...ring, ring[0]]] };
}

/** Square kilometres inside the corners (shoelace on the flat picture around the first one). */
export function areaKm2(corners) {
  const shrink = Math.cos((corners[0]?.lat ?? 0) * (Math.PI / 180));
  const twice = corners.reduce((sum, here, index) => {
    const next = corners[(index + 1) % corners.length];
    return sum + (here.lng - corners[0].lng) * (next.lat - corners[0].lat) - (next.lng - corners[0].lng) * (here.lat - corners[0].lat);
  }, 0);
  return (Math.abs(twice) / 2) * shrink * METRES_PER_DEGREE ** 2 / 1e6;
}

/** The middle of each side, with the index at which a corner there would come. */
export function middlesOf(corners) {
  if (corners.length < 2) return [];
  const sides = corners.length === 2 ? corners.slice(0, 1) : corners;
  return sides.map((here, index) => {
    const next = corners[(index + 1) % corners.length];
    return { at: index + 1, place: { lng: (here.lng + next.lng) / 2, lat: (here.lat + next.lat) / 2 } };
  });
}

/** GeoJSON polygon of the ground within `radiusM` metres of a place. */
export function circleOf({ lng, lat }, radiusM) {
  const shrink = Math.cos(lat * (Math.PI / 180));
  const corners = Array.from({ length: 32 }, (_none, index) => {
    const turn = (index / 32) * 2 * Math.PI;
    const reach = radiusM / METRES_PER_DEGREE;
    return { lng: lng + (reach * Math.cos(turn)) / shrink, lat: lat + reach * Math.sin(turn) };
  });
  return geometryOf(corners);
}
