import assert from "node:assert/strict";
import { test } from "node:test";

import { areaKm2, circleOf, geometryOf, middlesOf } from "../../static/desk/outline.js";

const SQUARE = [
  { lng: 24.94, lat: 60.166 },
  { lng: 24.946, lat: 60.166 },
  { lng: 24.946, lat: 60.17 },
  { lng: 24.94, lat: 60.17 },
];

test("two corners are a line, three an area, one nothing yet", () => {
  assert.equal(geometryOf(SQUARE.slice(0, 1)), null);
  assert.equal(geometryOf(SQUARE.slice(0, 2)).type, "LineString");
  const area = geometryOf(SQUARE.slice(0, 3));
  assert.equal(area.type, "Polygon");
  assert.deepEqual(area.coordinates[0][0], area.coordinates[0].at(-1));
});

test("the facilitator reads the same area that the server computes", () => {
  assert.ok(Math.abs(areaKm2(SQUARE) - 0.1478) < 0.001);
  assert.equal(areaKm2([]), 0);
});

test("a corner put into a side comes between its ends", () => {
  const middles = middlesOf(SQUARE);
  assert.equal(middles.length, 4);
  assert.equal(middles[0].at, 1);
  assert.ok(Math.abs(middles[3].place.lat - 60.168) < 1e-9);
  assert.deepEqual(middlesOf(SQUARE.slice(0, 1)), []);
  assert.equal(middlesOf(SQUARE.slice(0, 2)).length, 1);
});

test("a pin's circle reaches as far as its radius", () => {
  const [lng, lat] = circleOf({ lng: 24.94, lat: 60.17 }, 300).coordinates[0][0];
  assert.ok(Math.abs((lng - 24.94) * 111_195 * Math.cos((60.17 * Math.PI) / 180) - 300) < 0.5);
  assert.equal(lat, 60.17);
});
