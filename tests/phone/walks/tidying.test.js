import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, beginFinding } from "../../../static/phone/findings/finding.js";
import { mediumRecord } from "../../../static/phone/findings/photos.js";
import { dueFor, tidyUp } from "../../../static/phone/walks/tidying.js";
import { aPack, aPhone, aWalk, AT } from "../makers.js";

const ENDED = "2026-12-01T22:00:00Z";
const HOURS = 3600000;
const after = (hours) => Date.parse(ENDED) + hours * HOURS;
const pack = { ...aPack(), walk: { id: "walk-1", title: "Canal Road", closes_at: ENDED } };

async function aPhoneWithAStop(more = {}, receipt = { state: "kept", revision: 1 }) {
  const made = aPhone();
  const walk = aWalk({ pack, ...more });
  await made.phone.write({ walks: [walk] });
  const stop = await made.diary.keep(beginFinding({ id: "f1", walk, at: AT }), (record) => answered(record, "lgt_level", 0, AT));
  await made.diary.mark(stop, (record) => ({ ...record, receipt }));
  return { ...made, walk };
}

test("copies stay for a day after the walk, and go when every one has its receipt", () => {
  const walk = aWalk({ pack });
  assert.equal(dueFor(walk, true, after(23)), "keep");
  assert.equal(dueFor(walk, true, after(25)), "tidy");
  assert.equal(dueFor(walk, false, after(25)), "keep", "what is only here never goes");
  assert.equal(dueFor({ ...walk, isJoined: false }, true, after(25)), "keep");
  assert.equal(dueFor(walk, true, after(31 * 24)), "forget");
});

test("a phone whose clock is wrong by years goes by the server's", () => {
  const offset_ms = 365 * 24 * HOURS;
  assert.equal(dueFor(aWalk({ pack, offset_ms }), true, after(23) - offset_ms), "keep");
  assert.equal(dueFor(aWalk({ pack, offset_ms }), true, after(25) - offset_ms), "tidy");
  assert.equal(dueFor(aWalk(), true, after(9999)), "keep", "a walk that never says when it ends");
});

test("after a day only her number is left, after a month nothing", async () => {
  const { phone, diary } = await aPhoneWithAStop({ receipt: "1234", profile: { fee_walk: 1 } });
  const [walk] = await tidyUp({ phone, diary }, after(25));
  assert.ok(walk.isTidied);
  assert.equal(walk.receipt, "1234");
  assert.deepEqual(walk.profile, {});
  assert.deepEqual(await phone.all("findings"), []);
  assert.deepEqual(await tidyUp({ phone, diary }, after(31 * 24)), []);
  assert.deepEqual(await phone.all("walks"), []);
});

test("an answer without a receipt is kept however long it takes", async () => {
  const { phone, diary } = await aPhoneWithAStop({}, null);
  await tidyUp({ phone, diary }, after(31 * 24));
  assert.equal((await phone.all("findings")).length, 1);
});

test("the bytes of a photo that she took away do not stay behind", async () => {
  const { phone, diary } = await aPhoneWithAStop();
  const bytes = new TextEncoder().encode("a picture").buffer;
  const medium = await mediumRecord({ finding: "f1", indicator: null, bytes, small: bytes, at: AT });
  await diary.keepMedium(diary.findings.get("f1"), medium, bytes);
  await tidyUp({ phone, diary }, after(1));
  assert.equal((await phone.all("bytes")).length, 1, "a photo that is named stays");
  await diary.dropPhoto(diary.findings.get("f1"), medium.sha256);
  await tidyUp({ phone, diary }, after(1));
  assert.deepEqual([await phone.all("bytes"), await phone.all("media")], [[], []]);
});
