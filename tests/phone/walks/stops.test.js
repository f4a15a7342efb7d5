import assert from "node:assert/strict";
import { test } from "node:test";
import { distance_m, middleOf, proposedStop } from "../../../static/phone/walks/stops.js";

const STOPS = [{ id: "a", lon: 24.94, lat: 60.17 }, { id: "b", lon: 24.95, lat: 60.17 }];

test("a degree of latitude is about 111 kilometres", () => {
  assert.ok(Math.abs(distance_m({ lon: 0, lat: 0 }, { lon: 0, lat: 1 }) - 111195) < 10);
});

test("the nearest planned stop is proposed, and none when she stands somewhere else", () => {
  const beside = { lon: 24.9502, lat: 60.17, accuracy_m: 12 };
  assert.equal(proposedStop(STOPS, new Set(), beside).id, "b");
  assert.equal(proposedStop(STOPS, new Set(["b"]), beside), null);
  assert.equal(proposedStop(STOPS, new Set(), { lon: 24.945, lat: 60.18, accuracy_m: 12 }), null);
});

test("without a place the stops come in the planned order", () => {
  assert.equal(proposedStop(STOPS, new Set(), null).id, "a");
  assert.equal(proposedStop(STOPS, new Set(["a"]), null).id, "b");
  assert.equal(proposedStop(STOPS, new Set(["a", "b"]), null), null);
});

test("the sun is asked about the first stop, or a corner of the boundary", () => {
  assert.deepEqual(middleOf({ stops: STOPS }), { lon: 24.94, lat: 60.17 });
  assert.deepEqual(middleOf({ stops: [], boundary: { type: "MultiPolygon", coordinates: [[[[36.8, -1.2], [36.9, -1.2]]]] } }), { lon: 36.8, lat: -1.2 });
  assert.equal(middleOf({}), null);
});
