import assert from "node:assert/strict";
import { test } from "node:test";
import { countsOf } from "../../../static/phone/findings/counting.js";
import { answered, beginFinding } from "../../../static/phone/findings/finding.js";
import { mediumRecord } from "../../../static/phone/findings/photos.js";
import { aPhone, aWalk, AT } from "../makers.js";

async function aStop(diary, id, walk = aWalk()) {
  return diary.keep(beginFinding({ id, walk, at: AT }), (record) => answered(record, "lgt_level", 0, AT));
}

async function aMedium(diary, record, text, more = {}) {
  const bytes = new TextEncoder().encode(text).buffer;
  const medium = { ...(await mediumRecord({ finding: record.id, indicator: null, bytes, small: bytes, at: AT, ...more })) };
  await diary.keepMedium(record, medium, bytes);
  return medium;
}

const receipted = (diary, record) => diary.mark(record, (kept) => ({ ...kept, receipt: { revision: kept.body.revision, state: "kept" } }));

test("a stop, a photo and a voice note are one thing each, and wait until their receipt", async () => {
  const { diary } = aPhone();
  const stop = await aStop(diary, "f1");
  const photo = await aMedium(diary, stop, "a picture");
  await aMedium(diary, stop, "a voice", { kind: "voice" });
  assert.deepEqual(countsOf(diary, "walk-1"), { stops: 1, photos: 1, voices: 1, things: 3, sent: 0, waiting: 3, lost: 0 });
  await receipted(diary, diary.findings.get("f1"));
  await diary.changeMedium(photo.key, (kept) => ({ ...kept, receipt: { state: "kept" } }));
  assert.deepEqual(countsOf(diary, "walk-1"), { stops: 1, photos: 1, voices: 1, things: 3, sent: 2, waiting: 1, lost: 0 });
});

test("what can no longer be read is said and never called sent", async () => {
  const { diary } = aPhone();
  const stop = await aStop(diary, "f1");
  const photo = await aMedium(diary, stop, "a picture");
  await receipted(diary, diary.findings.get("f1"));
  await diary.changeMedium(photo.key, (kept) => ({ ...kept, isDamaged: true }));
  assert.deepEqual(countsOf(diary, "walk-1"), { stops: 1, photos: 1, voices: 0, things: 2, sent: 1, waiting: 0, lost: 1 });
});

test("what she deleted, and what somebody else walked on this phone, is not counted as hers", async () => {
  const { diary } = aPhone();
  const gone = await aStop(diary, "f1");
  await diary.keep(gone, (kept) => ({ ...kept, isWithdrawn: true }));
  await aStop(diary, "f2", aWalk({ id: "another-person" }));
  assert.equal(countsOf(diary, "walk-1").things, 0);
});
