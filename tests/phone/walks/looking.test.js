import assert from "node:assert/strict";
import { test } from "node:test";
import { courierFor } from "../../../static/phone/findings/errands.js";
import { anOutingToLookAt, lookAround } from "../../../static/phone/walks/looking.js";
import { aPack, AT } from "../makers.js";

const look = () => anOutingToLookAt({ pack: aPack(), code: "7Q3K9MXW", language: "en", at: AT });

test("who only looks can answer, undo and go on like everybody", async () => {
  const outing = await look();
  await outing.answer("lgt_level", 1);
  await outing.answer("lgt_level", 2);
  assert.equal((await outing.undo()).was, 1);
  assert.equal(outing.finding.body.answers.lgt_level, 1);
  await outing.next();
  assert.deepEqual([outing.finding.body.stop, outing.finding.body.revision], ["stop-2", 0]);
});

test("nothing that she tried has a place", async () => {
  const outing = await look();
  await outing.answer("lgt_level", 1);
  assert.equal(outing.finding.body.place, null);
});

test("a second look knows nothing of the first", async () => {
  await (await look()).answer("lgt_level", 1);
  assert.equal((await look()).diary.findings.size, 0);
});

test("nothing is sent for her, and nobody joins", async () => {
  const outing = await look();
  await outing.answer("lgt_level", 1);
  const asked = [];
  const courier = courierFor({ outing, diary: outing.diary, send: { post: async (path) => asked.push(path) }, version: "1" }, () => {});
  await courier.go();
  assert.deepEqual(asked, []);
});

test("whoever looks twice and then takes part has her real walk in her hand", async () => {
  const real = { name: "hers" };
  const app = { outing: real, setOut: async () => {}, go: async () => {} };
  await lookAround(app, aPack(), "7Q3K9MXW");
  await lookAround(app, aPack(), "7Q3K9MXW");
  assert.notEqual(app.outing, real);
  await app.takePart();
  assert.equal(app.outing, real, "and not a store that goes with the page");
});
