import assert from "node:assert/strict";
import { test } from "node:test";
import { Diary } from "../../../static/phone/findings/diary.js";
import { courierFor } from "../../../static/phone/findings/errands.js";
import { mediumRecord } from "../../../static/phone/findings/photos.js";
import { sender } from "../../../static/phone/findings/sending.js";
import { Outing } from "../../../static/phone/walks/outing.js";
import { forget, isTakingBack, nameOnPhone, ownWalkOn, putAway, restingOn, takeAllBack, takeUpAgain } from "../../../static/phone/walks/parting.js";
import { aPhone, aWalk, AT, nowhere } from "../makers.js";

const STORES = ["walks", "findings", "media", "bytes", "kept"];

async function anOuting(more = {}, { phone, diary, storage } = aPhone()) {
  globalThis.localStorage = { ...storage, removeItem: (name) => storage.kept.delete(name) };
  const outing = new Outing({ phone, diary, whereabouts: nowhere() });
  await outing.begin(aWalk(more));
  await outing.answer("lgt_level", 0);
  return { outing, phone, diary, storage };
}

async function photograph({ outing }, text = "a picture") {
  const bytes = new TextEncoder().encode(text).buffer;
  const medium = await mediumRecord({ finding: outing.finding.id, indicator: null, bytes, small: bytes, at: AT });
  await outing.addMedium(medium, bytes);
}

/** Every word that lies on this phone. */
async function everythingOn({ phone, storage }) {
  const stores = Object.fromEntries(await Promise.all(STORES.map(async (name) => [name, await phone.all(name)])));
  return { stores, text: JSON.stringify(stores) + JSON.stringify([...storage.kept]) };
}

/** A server that keeps what it is sent, by the token that sent it. */
function aServer(answers = {}) {
  const calls = [];
  const fetch = async (address, { headers, body }) => {
    const path = address.replace("/api/v1", "");
    const text = typeof body === "string" || !body ? body : headers["Content-Encoding"] ? await new Response(new Blob([body]).stream().pipeThrough(new DecompressionStream("gzip"))).text() : new TextDecoder().decode(body);
    const sent = text ? JSON.parse(text) : null;
    calls.push({ path, token: headers.Authorization ?? "", sent });
    if (answers[path]) return answers[path](sent);
    if (path === "/pulse") return new Response(null, { status: 204 });
    const receipts = sent.findings?.map(({ id, revision }) => ({ id, revision, state: "kept" })) ?? [];
    return new Response(JSON.stringify({ receipts, token: "new", receipt: "9999", server_time: AT }), { headers: { "Content-Type": "application/json" } });
  };
  return { calls, send: sender({ fetch }) };
}

/** Send all that waits on this phone, as the app's courier does. */
async function sendAll({ outing, diary }, { send }) {
  const app = { outing, diary, send, version: "1" };
  app.courier = courierFor(app, () => {});
  app.courier.locks = null;
  await app.courier.go();
  return app.courier;
}

test("handed to the next person, the phone opens as if nobody had walked, and keeps every word", async () => {
  const her = await anOuting();
  await putAway(her.outing);
  assert.equal(her.outing.walk, null);
  const again = new Outing({ phone: her.phone, diary: new Diary(her.phone, her), whereabouts: nowhere() });
  assert.equal(await again.resume(), false);
  const [resting] = await restingOn(her.phone);
  await takeUpAgain(again, resting);
  assert.equal(again.diary.standing("walk-1").length, 1);
  assert.deepEqual(await restingOn(her.phone), []);
});

test("the next person is another walker, with a walk of her own under another name on this phone", async () => {
  const first = await anOuting();
  await putAway(first.outing);
  assert.equal(await ownWalkOn(first.phone, "walk-1"), null, "the code of the walk opens nothing of the one before");
  const second = await nameOnPhone(first.phone, aWalk({ walker: "walker-2", token: "t2" }));
  assert.equal(second.id, "walker-2");
  await first.outing.begin(second);
  await first.outing.answer("opn_view", 3);
  assert.equal(first.outing.finding.body.walk, "walk-1", "the server knows one walk");
  assert.equal(first.diary.standing("walker-2").length, 1);
  assert.equal((await ownWalkOn(first.phone, "walk-1")).walker, "walker-2");
});

test("what rests on the phone goes on being sent, each with the token of its own walker", async () => {
  const first = await anOuting();
  await putAway(first.outing);
  await first.outing.begin(aWalk({ id: "walker-2", walker: "walker-2", token: "t2" }));
  await first.outing.answer("opn_view", 3);
  const server = aServer();
  await sendAll(first, server);
  const tokens = server.calls.filter((call) => call.path === "/findings").map((call) => call.token);
  assert.deepEqual(tokens.sort(), ["Bearer t", "Bearer t2"]);
  assert.equal(first.diary.countUnsent(), 0);
  const pulses = server.calls.filter((call) => call.path === "/pulse");
  assert.deepEqual(pulses.map((call) => call.sent.unsent.findings), [0, 0]);
});

test("forgotten, nothing of the walk is on the phone, and a receipt that comes late brings nothing back", async () => {
  const her = await anOuting({ receipt: "1234 5678 9012 3456" });
  await photograph(her);
  await her.phone.write({ kept: [{ name: "preferences", wishes: {} }, { name: "recording", id: "r", parts: 1 }], bytes: [{ key: "part.r.0", bytes: new ArrayBuffer(1) }] });
  her.storage.setItem("preferences", "{}");
  const [record] = her.diary.standing("walk-1");
  const kept = new Map([["shell-1", 1], ["words", 1], ["sounds-walk-1", 1]]);
  await forget(her.outing, { shelves: { keys: async () => [...kept.keys()], delete: async (name) => kept.delete(name) } });
  await her.diary.mark(record, (one) => ({ ...one, receipt: { state: "kept", revision: 1 } }));
  await her.outing.keepSent({ ...aWalk(), token: "late" });
  const { stores, text } = await everythingOn(her);
  assert.deepEqual(stores, { walks: [], findings: [], media: [], bytes: [], kept: [] });
  assert.doesNotMatch(text, /walk-1|1234|Canal|lgt_level|preferences/);
  assert.deepEqual([...kept.keys()], ["shell-1", "words"]);
});

test("forgetting her walk leaves the walk of another person who shares the phone", async () => {
  const first = await anOuting();
  await putAway(first.outing);
  await first.outing.begin(aWalk({ id: "walker-2", walker: "walker-2" }));
  await first.outing.answer("opn_view", 3);
  await forget(first.outing, { shelves: null });
  assert.equal(first.diary.standing("walk-1").length, 1);
  assert.deepEqual(first.outing.others.map((walk) => walk.id), ["walk-1"]);
});

test("taking everything back empties the phone at once and tells the server by the number when it can", async () => {
  const her = await anOuting({ receipt: "1234 5678 9012 3456" });
  await photograph(her);
  await takeAllBack(her.outing);
  assert.equal((await her.phone.all("findings")).length, 0);
  assert.equal((await her.phone.all("bytes")).length, 0);
  assert.ok(isTakingBack(her.outing.walk));
  const server = aServer({ "/withdraw": () => new Response(JSON.stringify({ receipts: [{ id: "f", state: "withdrawn" }] }), { headers: { "Content-Type": "application/json" } }) });
  await sendAll(her, server);
  assert.deepEqual(server.calls.map((call) => [call.path, call.sent]), [["/withdraw", { receipt: "1234 5678 9012 3456" }]]);
  assert.equal(isTakingBack(her.outing.walk), false);
  assert.ok((await her.phone.read("walks", "walk-1")).isTakenBackThere);
});

test("a captive portal's yes is no withdrawal", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] }); // it would knock again for ever
  const her = await anOuting({ receipt: "1234" });
  await takeAllBack(her.outing);
  const server = aServer({ "/withdraw": () => new Response(JSON.stringify({ welcome: true }), { headers: { "Content-Type": "application/json" } }) });
  const courier = await sendAll(her, server);
  assert.equal(courier.state, "captive");
  assert.ok(isTakingBack(her.outing.walk));
});

test("what she allows anew while the server is told the old is told again", async () => {
  const her = await anOuting({ isJoined: false });
  const old = her.outing.walk;
  await her.outing.keepWalk({ ...old, scopes: ["take-part"], isJoined: false });
  await her.outing.keepSent({ ...old, token: "new", isJoined: true });
  assert.equal(her.outing.walk.isJoined, false);
  assert.deepEqual(her.outing.walk.scopes, ["take-part"]);
  assert.equal(her.outing.walk.token, "new");
});

test("what the server says while she takes everything back is not lost: it hears of it", async () => {
  const her = await anOuting({ isJoined: false, token: "", receipt: "" });
  await Promise.all([her.outing.keepSent({ ...her.outing.walk, token: "t", receipt: "1234", isJoined: true }), takeAllBack(her.outing)]);
  assert.ok(isTakingBack(her.outing.walk));
  const kept = await her.phone.read("walks", "walk-1");
  assert.deepEqual([kept.receipt, kept.isTakenBack, isTakingBack(kept)], ["1234", true, true]);
});

test("a place that is found while she forgets the walk brings no stop back", async () => {
  const watchers = [];
  const her = await anOuting();
  const whereabouts = { ...nowhere(), listen: (watcher) => watchers.push(watcher) };
  const outing = new Outing({ ...her, whereabouts });
  await outing.resume();
  await outing.answer("opn_view", 2);
  const fix = { lon: 24.94, lat: 60.17, accuracy_m: 5, at: Date.now() };
  const begin = her.diary.forget.bind(her.diary);
  let found = null;
  her.diary.forget = (...asked) => {
    const done = begin(...asked);
    found = watchers.map((watcher) => watcher(fix));
    return done;
  };
  await forget(outing, { shelves: null });
  await Promise.all(found);
  assert.deepEqual(await her.phone.all("findings"), []);
  assert.equal(her.diary.findings.size, 0);
});

test("handed on while the server answers, her walk keeps its number", async () => {
  const her = await anOuting({ isJoined: false, token: "", receipt: "" });
  const sent = { ...her.outing.walk, token: "t", receipt: "1234", isJoined: true };
  await Promise.all([her.outing.keepSent(sent), putAway(her.outing)]);
  const [resting] = await restingOn(her.phone);
  assert.equal(resting.receipt, "1234");
  const stale = { ...resting, token: "", receipt: "", isJoined: false };
  await takeUpAgain(her.outing, stale);
  assert.deepEqual([her.outing.walk.receipt, her.outing.walk.isPutAway], ["1234", false], "also when it was read before");
});
