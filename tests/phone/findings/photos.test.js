import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, PhotoIsDamaged, mediumRecord, shrinkingSteps, within } from "../../../static/phone/findings/photos.js";
import { aPhone, AT } from "../makers.js";

test("a picture is made to fit, never enlarged, whichever way it stands", () => {
  assert.deepEqual(within(4000, 3000, 1280), { width: 1280, height: 960 });
  assert.deepEqual(within(3000, 4000, 1280), { width: 960, height: 1280 });
  assert.deepEqual(within(425, 120, 1280), { width: 425, height: 120 });
  assert.deepEqual(within(9000, 1, 1280), { width: 1280, height: 1 });
});

test("shrinking goes on until even a slow line can carry it", () => {
  const steps = shrinkingSteps(4000, 3000, { photo_edge_px: 1600, photo_bytes: 300000 });
  assert.equal(steps[0].width, 1280);
  assert.equal(steps.at(-1).width, 640);
  assert.ok(steps.every((step, place) => place === 0 || step.width * step.quality <= steps[place - 1].width * steps[place - 1].quality));
});

test("bytes that changed on the phone are never sent as hers", async () => {
  const { phone, diary } = aPhone();
  const bytes = new TextEncoder().encode("a picture").buffer;
  const medium = await mediumRecord({ finding: "f1", indicator: null, bytes, small: bytes, at: AT });
  await phone.write({ media: [medium], bytes: [{ key: medium.key, bytes }] });
  assert.equal((await bytesOf(phone, medium)).byteLength, 9);
  await phone.write({ bytes: [{ key: medium.key, bytes: new TextEncoder().encode("a pictvre").buffer }] });
  await assert.rejects(bytesOf(phone, medium), PhotoIsDamaged);
  await phone.write({}, { bytes: [medium.key] });
  await assert.rejects(bytesOf(phone, medium), PhotoIsDamaged);
  await diary.load();
  assert.equal(diary.media.size, 1, "and the rest of the diary still opens");
});
