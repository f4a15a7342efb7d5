import assert from "node:assert/strict";
import { test } from "node:test";
import { beginFinding } from "../../../static/phone/findings/finding.js";
import { holdsPhotos, isSlow } from "../../../static/phone/findings/line.js";
import { makeRoom, tidyUp } from "../../../static/phone/findings/making_room.js";
import { mediumRecord } from "../../../static/phone/findings/photos.js";
import { aPhone, aWalk, AT } from "../makers.js";

const NOW = Date.parse(AT);

async function withPhotos(receipts) {
  const { phone, diary } = aPhone();
  const finding = beginFinding({ id: "f1", walk: aWalk(), at: AT });
  for (const [name, receipt] of Object.entries(receipts)) {
    const bytes = new TextEncoder().encode(name).buffer;
    const medium = await mediumRecord({ finding: "f1", indicator: null, bytes, small: bytes, at: AT });
    await diary.keepMedium(finding, { ...medium, receipt }, bytes);
  }
  const texts = async () => (await phone.all("bytes")).map(({ bytes }) => new TextDecoder().decode(bytes)).sort();
  return { phone, diary, texts };
}

test("a full phone gives up what the server has, and never what it has not", async () => {
  const { diary, texts } = await withPhotos({ unsent: null, sent: { state: "kept", at: AT } });
  assert.equal(await makeRoom(diary), 1);
  assert.deepEqual(await texts(), ["unsent"]);
  assert.equal(await makeRoom(diary), 0);
  assert.equal(diary.unsent().media.length, 1);
});

test("without need they stay for a day, whatever the clock did meanwhile", async () => {
  const { diary, texts } = await withPhotos({ old: { state: "kept", at: "2026-11-30T20:00:00.000Z" }, fresh: { state: "kept", at: AT }, unsent: null });
  assert.equal(await tidyUp(diary, NOW), 1);
  assert.deepEqual(await texts(), ["fresh", "unsent"]);
  assert.equal(await tidyUp(diary, Date.parse("1970-01-01T00:00:00Z")), 1, "set back by years is no reason to keep for years");
});

test("photos wait where she or her phone wishes to save data, and nowhere else", () => {
  assert.equal(holdsPhotos("wifi", undefined), true, "a browser that tells nothing is believed to be on paid data");
  assert.equal(holdsPhotos("wifi", { type: "cellular" }), true);
  assert.equal(holdsPhotos("wifi", { type: "wifi", saveData: true }), false);
  assert.equal(holdsPhotos("", { type: "cellular" }), false);
  assert.equal(holdsPhotos(undefined, { saveData: true }), true);
  assert.deepEqual([undefined, { effectiveType: "2g" }, { effectiveType: "4g" }].map(isSlow), [false, true, false]);
});
