import assert from "node:assert/strict";
import { test } from "node:test";
import { accuracyBand, bestFix, fixFrom, improves, isRough, pinAt, placeOf, stopAsPlace } from "../../../static/phone/findings/place.js";

const TAP = Date.parse("2026-12-01T20:00:00Z");
const fix = (seconds, accuracy_m, lon = 24.94) => ({ lon, lat: 60.17, accuracy_m, at: TAP + seconds * 1000 });

test("the best fix between ten seconds before and thirty after is hers", () => {
  assert.equal(bestFix([fix(-11, 3), fix(-9, 20), fix(-2, 12), fix(29, 8), fix(31, 2)], TAP).accuracy_m, 8);
});

test("a phone that lies still falls silent: the last minute's fix serves, with its own time", () => {
  assert.equal(placeOf(bestFix([fix(-50, 9), fix(-40, 12)], TAP)).fixed_at, "2026-12-01T19:59:20.000Z");
  assert.equal(bestFix([fix(-61, 5)], TAP), null);
  assert.equal(placeOf(null), null);
});

test("of two fixes that are as good the one nearer to the tap counts, because she walks", () => {
  assert.equal(bestFix([fix(-9, 11, 24.94), fix(-1, 12, 24.95)], TAP).lon, 24.95);
  assert.equal(bestFix([fix(-9, 5, 24.94), fix(-1, 40, 24.95)], TAP).lon, 24.94, "but a much better one still wins");
});

test("a place is improved silently while she stands there, and never after she has walked on", () => {
  const place = placeOf(fix(0, 40));
  assert.ok(improves(fix(10, 8), place, TAP));
  assert.ok(!improves(fix(10, 41), place, TAP));
  assert.ok(!improves(fix(31, 8), place, TAP));
  assert.ok(!improves(fix(10, 8, 24.943), place, TAP), "170 metres away");
  assert.ok(improves(fix(5, 60), null, TAP));
  assert.ok(improves(fix(5, 30), placeOf(fix(-45, 12)), TAP), "a fresh fix beats one from before she came here");
});

test("a place that is rounded to a kilometre is known as rough", () => {
  assert.deepEqual([999, 1000, 3000].map((accuracy_m) => isRough({ accuracy_m })), [false, true, true]);
  assert.equal(isRough(null), false);
});

test("what she pointed out is not moved by a later fix", () => {
  const pin = pinAt({ lon: 24.94123456789, lat: 60.17 }, 5);
  assert.deepEqual([pin.lon, pin.source], [24.9412346, "pin"]);
  assert.ok(!improves(fix(5, 1), pin, TAP));
  assert.equal(stopAsPlace({ lon: 24.94, lat: 60.17 }).source, "stop");
});

test("accuracy has a word", () => {
  assert.deepEqual([15, 16, 50, 51].map((accuracy_m) => accuracyBand({ accuracy_m })), ["good", "fair", "fair", "weak"]);
  assert.equal(accuracyBand(null), "none");
});

test("a fix with a clock of its own is timed by ours", () => {
  const position = { coords: { longitude: 1, latitude: 2, accuracy: 7.26 }, timestamp: 1000 };
  assert.deepEqual(fixFrom(position, TAP), { lon: 1, lat: 2, accuracy_m: 7.3, at: TAP });
});
