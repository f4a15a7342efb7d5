import assert from "node:assert/strict";
import { test } from "node:test";
import { periodAt, sunElevation } from "../../../static/phone/walks/sun.js";

// Heights of the sun's centre without refraction, in degrees, by astral 3.2: what the server decides by.
const KNOWN = [
  [24.941, 60.17, "2026-06-21T10:20:00Z", 53.266],
  [24.941, 60.17, "2026-12-21T10:20:00Z", 6.392],
  [24.941, 60.17, "2026-12-01T14:00:00Z", -4.365],
  [36.817, -1.286, "2026-03-20T09:40:00Z", 88.795],
  [77.209, 28.614, "2026-11-01T15:00:00Z", -38.59],
];

test("the sun stands where the server sees it, within a twentieth of a degree", () => {
  for (const [lon, lat, at, height] of KNOWN) {
    assert.ok(Math.abs(sunElevation(lon, lat, new Date(at)) - height) < 0.05, `${at}: ${sunElevation(lon, lat, new Date(at))}`);
  }
});

test("day, dusk and night follow each other at sunset", () => {
  const periods = ["12:30", "13:40", "14:40"].map((time) => periodAt(24.941, 60.17, new Date(`2026-12-01T${time}:00Z`)));
  assert.deepEqual(periods, ["day", "dusk", "night"]); // Helsinki: sunset 13:22, end of civil twilight 14:13 UTC
});

test("a white night in the north is never night", () => {
  for (let hour = 0; hour < 24; hour += 1) assert.notEqual(periodAt(25.7, 66.5, new Date(Date.UTC(2026, 5, 21, hour))), "night");
});
