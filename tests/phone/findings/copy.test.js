import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { copyOf, nameOf } from "../../../static/phone/findings/copy.js";
import { answered, beginFinding } from "../../../static/phone/findings/finding.js";
import { mediumRecord } from "../../../static/phone/findings/photos.js";
import { crc32, zipOf } from "../../../static/phone/foundation/zip.js";
import { aPhone, aWalk, AT } from "../makers.js";

const bytes = (text) => new TextEncoder().encode(text).buffer;

/** What another program reads in the file, after checking every sum. */
async function unpacked(blob) {
  const folder = mkdtempSync(join(tmpdir(), "walk-"));
  try {
    writeFileSync(join(folder, "a.walk"), Buffer.from(await blob.arrayBuffer()));
    const read = "import json, sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(json.dumps({n: z.read(n).decode() for n in z.namelist()}))";
    return JSON.parse(execFileSync("python3", ["-c", read, join(folder, "a.walk")], { encoding: "utf-8" }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function aDiaryWithTwoPhotos() {
  const { diary, phone } = aPhone();
  const record = await diary.keep(beginFinding({ id: "f1", walk: aWalk(), at: AT }), (kept) => answered(kept, "lgt_level", 0, AT));
  const media = [];
  for (const text of ["first picture", "second picture"]) {
    const medium = await mediumRecord({ finding: record.id, indicator: null, bytes: bytes(text), small: bytes("s"), at: AT });
    await diary.keepMedium(record, medium, bytes(text));
    media.push(medium);
  }
  return { diary, phone, record, media };
}

test("sums are those of the standard", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
});

test("another program reads every file, whatever its name", async () => {
  async function* files() {
    yield { name: "walk.json", bytes: bytes("{}") };
    yield { name: "فانوس.txt", bytes: bytes("ضوء") };
    yield { name: "empty", bytes: new ArrayBuffer(0) };
  }
  assert.deepEqual(await unpacked(await zipOf(files())), { "walk.json": "{}", "فانوس.txt": "ضوء", empty: "" });
});

test("the copy holds all that she kept, and neither her token nor her number", async () => {
  const { diary, media } = await aDiaryWithTwoPhotos();
  const gone = await diary.keep(beginFinding({ id: "f2", walk: aWalk(), at: AT }), (kept) => answered(kept, "lgt_level", 3, AT));
  await diary.keep(gone, (kept) => ({ ...kept, isWithdrawn: true }));
  const { blob, missing } = await copyOf({ diary, walk: aWalk({ token: "very-secret", receipt: "9999 8888" }), at: AT, app: "1" });
  const files = await unpacked(blob);
  const told = JSON.parse(files["walk.json"]);
  assert.equal(missing, 0);
  assert.deepEqual(told.findings, [diary.findings.get("f1").body]);
  assert.deepEqual(told.withdrawn, ["f2"]);
  assert.equal(files[told.media.find((one) => one.sha256 === media[1].sha256).file], "second picture");
  assert.deepEqual([told.format, told.version, told.walk, told.walker], ["farola-walk", 1, "walk-1", "walker-1"]);
  assert.doesNotMatch(files["walk.json"], /very-secret|9999/);
  assert.equal(nameOf(AT), "notes-2026-12-01.walk");
});

test("a broken photo is named and costs nothing else", async () => {
  const { diary, phone, media } = await aDiaryWithTwoPhotos();
  await phone.write({}, { bytes: [media[0].key] });
  const { blob, missing } = await copyOf({ diary, walk: aWalk(), at: AT, app: "1" });
  const files = await unpacked(blob);
  assert.equal(missing, 1);
  assert.deepEqual(JSON.parse(files["walk.json"]).media.map((one) => one.file === null), [true, false]);
  assert.equal(Object.keys(files).length, 2);
});
