import assert from "node:assert/strict";
import { test } from "node:test";
import { following, linesOf, nudge_m, pathOf, pinAccuracy_m, planeAround, squareAround, zoomed } from "../../../static/phone/findings/sketch.js";
import { distance_m } from "../../../static/phone/walks/stops.js";

const MIDDLE = { lon: 24.945, lat: 60.171 };

test("the sketch keeps distances, and a pin finds back to its degrees", () => {
  const plane = planeAround(MIDDLE);
  for (const point of [{ lon: 24.95, lat: 60.175 }, { lon: 24.93, lat: 60.16 }, MIDDLE]) {
    const { x, y } = plane.to(point);
    assert.ok(Math.abs(Math.hypot(x, y) - distance_m(point, MIDDLE)) < 1);
    const back = plane.from({ x, y });
    assert.ok(distance_m(back, point) < 0.01);
  }
  assert.ok(plane.to({ lon: 24.946, lat: 60.171 }).x > 0, "east is to the right");
  assert.ok(plane.to({ lon: 24.945, lat: 60.172 }).y < 0, "north is up");
});

test("on the southern half of the world north is up too", () => {
  assert.ok(planeAround({ lon: 36.8, lat: -1.3 }).to({ lon: 36.8, lat: -1.29 }).y < 0);
});

test("streets, routes and boundaries become lines whatever their kind", () => {
  const line = [[0, 0], [1, 1]];
  const ring = [[0, 0], [1, 0], [1, 1], [0, 0]];
  const streets = { type: "FeatureCollection", features: [{ type: "Feature", geometry: { type: "LineString", coordinates: line } }, { type: "Feature", geometry: { type: "MultiLineString", coordinates: [line, line] } }] };
  assert.equal(linesOf(streets).length, 3);
  assert.deepEqual(linesOf({ type: "Polygon", coordinates: [ring] }), [ring]);
  assert.deepEqual(linesOf({ type: "MultiPolygon", coordinates: [[ring], [ring, ring]] }), [ring, ring, ring]);
  assert.deepEqual([linesOf(null), linesOf({ type: "Point", coordinates: [0, 0] })], [[], []]);
  assert.equal(pathOf([line, [[0, 0]]], planeAround({ lon: 0, lat: 0 })), "M0 0L111195 -111195", "a line of one point is none");
});

test("the map shows everything first, comes nearer in steps, and follows the pin", () => {
  const whole = squareAround([{ x: -100, y: 0 }, { x: 300, y: 50 }]);
  assert.deepEqual([whole.x, Math.round(whole.size)], [100, 460]);
  assert.equal(squareAround([{ x: 0, y: 0 }]).size, 60, "a single spot is shown with its surroundings");
  const near = zoomed(whole, 0.5, whole);
  assert.equal(near.size, whole.size / 2);
  assert.equal(zoomed(whole, 2, whole).size, whole.size, "beyond the site there is nothing to see");
  assert.equal(zoomed(near, 0.001, whole).size, 60);
  assert.deepEqual(following(near, { x: 100, y: 25 }), near);
  const moved = following(near, { x: 300, y: 25 });
  assert.ok(300 - moved.x <= near.size / 2, "the pin stays on the screen");
});

test("steps and accuracy fit what a finger can do on the map", () => {
  assert.deepEqual([60, 300, 3000, 20000].map((size) => nudge_m({ size })), [1, 5, 50, 100]);
  assert.deepEqual([60, 600].map((size) => pinAccuracy_m({ size })), [5, 40]);
});
