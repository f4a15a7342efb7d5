import assert from "node:assert/strict";
import { test } from "node:test";
import { isShort, isShortOfRoom } from "../../../static/phone/foundation/room.js";
import { limitsOf, shrinkingSteps } from "../../../static/phone/findings/photos.js";

const MB = 1024 * 1024;

test("a phone runs short when four fifths are used, or when little is left", () => {
  assert.ok(!isShort({ quota: 1000 * MB, usage: 100 * MB }));
  assert.ok(isShort({ quota: 1000 * MB, usage: 850 * MB }));
  assert.ok(isShort({ quota: 100 * MB, usage: 60 * MB }));
});

test("a browser that does not say how much room it has is not distrusted", async () => {
  assert.equal(isShort({}), false);
  assert.equal(await isShortOfRoom(undefined), false);
  assert.equal(await isShortOfRoom({ estimate: () => Promise.reject(new Error("no")) }), false);
});

test("a phone that runs short keeps pictures of 800 pixels", () => {
  assert.equal(limitsOf({ limits: { photo_edge_px: 1280 } }, true).photo_edge_px, 800);
  assert.equal(shrinkingSteps(4000, 3000, limitsOf({}, true))[0].width, 800);
  assert.equal(limitsOf({}).photo_edge_px, 1600);
});
