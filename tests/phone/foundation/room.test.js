import assert from "node:assert/strict";
import { test } from "node:test";
import { roomIn, roomOnPhone } from "../../../static/phone/foundation/room.js";
import { limitsOf, shrinkingSteps } from "../../../static/phone/findings/photos.js";

const MB = 1024 * 1024;

test("photos become small before the phone is full, and stop before they would fail half-way", () => {
  assert.equal(roomIn({ quota: 1000 * MB, usage: 100 * MB }), "enough");
  assert.equal(roomIn({ quota: 1000 * MB, usage: 850 * MB }), "short");
  assert.equal(roomIn({ quota: 100 * MB, usage: 60 * MB }), "short");
  assert.equal(roomIn({ quota: 100 * MB, usage: 96 * MB }), "full");
});

test("a browser that does not say how much room it has is not distrusted", async () => {
  assert.equal(roomIn({}), "enough");
  assert.equal(await roomOnPhone(undefined), "enough");
  assert.equal(await roomOnPhone({ estimate: () => Promise.reject(new Error("no")) }), "enough");
});

test("a short phone keeps pictures of 800 pixels", () => {
  assert.equal(limitsOf({ limits: { photo_edge_px: 1280 } }, "short").photo_edge_px, 800);
  assert.equal(shrinkingSteps(4000, 3000, limitsOf({}, "short"))[0].width, 800);
  assert.equal(limitsOf({}, "enough").photo_edge_px, 1600);
});
