import assert from "node:assert/strict";
import { test } from "node:test";
import { isAboutPeople, pointIn, withSpot } from "../../../static/phone/findings/spots.js";

const SIZE = { width: 1280, height: 960 };

test("a tap covers a face, and the same face again is covered wider", () => {
  const [spot] = withSpot([], { x: 600, y: 400 }, SIZE);
  assert.deepEqual(spot, { x: 520, y: 320, width: 160, height: 160 });
  const [wider, ...others] = withSpot([spot], { x: 530, y: 330 }, SIZE);
  assert.deepEqual(wider, { x: 480, y: 280, width: 240, height: 240 });
  assert.equal(others.length, 0);
  assert.equal(withSpot([spot], { x: 900, y: 400 }, SIZE).length, 2);
});

test("a spot at the edge stays inside the picture and grows no further than the picture", () => {
  let spots = withSpot([], { x: 0, y: 959 }, SIZE);
  assert.deepEqual(spots, [{ x: 0, y: 879, width: 80, height: 81 }]);
  for (let tap = 0; tap < 12; tap += 1) spots = withSpot(spots, { x: 1, y: 950 }, SIZE);
  const [{ x, y, width, height }] = spots;
  assert.ok(x >= 0 && y >= 0 && x + width <= SIZE.width && y + height <= SIZE.height);
  assert.ok(width > 500, "growing does not stop at the edge where it began");
});

test("a tap on the small picture on the screen is a point in the large one", () => {
  assert.deepEqual(pointIn({ left: 10, top: 100, width: 320, height: 240 }, { x: 170, y: 220 }, SIZE), { x: 640, y: 480 });
});

test("photos about people stand still first", () => {
  assert.ok(isAboutPeople("ppl_density"));
  assert.ok(!isAboutPeople("lgt_level"));
  assert.ok(!isAboutPeople(null));
});
