import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, beginFinding, isUnsent } from "../../../static/phone/findings/finding.js";
import { batches, emptyOutbox } from "../../../static/phone/findings/outbox.js";
import { mediumRecord } from "../../../static/phone/findings/photos.js";
import { NobodyAnswered, Refused, sender } from "../../../static/phone/findings/sending.js";
import { aPhone, aWalk, AT } from "../makers.js";

/** A server in memory; `mood` decides what goes wrong. */
function aServer(mood = {}) {
  const server = { findings: new Map(), media: new Map(), calls: [], mood };
  const json = (body, status = 200, headers = {}) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });
  const answers = {
    "/join": (body) => { server.joined = body; mood.forgot = mood.forgot === "for good"; return json({ token: "t", receipt: "1234", server_time: AT }, 201); },
    "/findings": ({ findings }) => {
      findings.forEach((finding) => server.findings.set(finding.id, finding));
      return json({ receipts: findings.map(({ id, revision }) => ({ id, revision, state: "kept" })) });
    },
  };
  server.fetch = async (address, { method, body, headers }) => {
    const path = address.replace("/api/v1", "");
    server.calls.push(`${method} ${path.slice(0, 9)}`);
    if (mood.isOffline) throw new TypeError("Failed to fetch");
    if (mood.isCaptive) return new Response("<h1>Sign in</h1>", { headers: { "Content-Type": "text/html" } });
    if (mood.forgot && path !== "/join") return json({ code: "token-unknown", title: "Join again." }, 401);
    if (mood.status) return json({ code: "busy", title: "Later." }, mood.status, { "Retry-After": "7" });
    if (path.startsWith("/media/")) {
      if (mood.refusesPhoto) return json({ code: "hash-differs", title: "No." }, 422);
      if (method === "HEAD") return new Response(null, { status: 404, headers: { "Upload-Offset": String(server.part?.byteLength ?? 0) } });
      const whole = method === "PATCH" ? Buffer.concat([Buffer.from(server.part), Buffer.from(body)]) : Buffer.from(body);
      server.media.set(path.slice(7), whole);
      return json({ receipts: [{ sha256: path.slice(7), state: "kept" }] }, 201);
    }
    if (method === "DELETE") return json({ receipts: [{ id: path.slice(10), state: "withdrawn", revision: 1 }] });
    const bytes = headers["Content-Encoding"] === "gzip" ? new Response(new Blob([body]).stream().pipeThrough(new DecompressionStream("gzip"))) : new Response(body);
    const answer = answers[path](await bytes.json());
    return mood.swallows ? Promise.reject(new TypeError("cut")) : answer;
  };
  return server;
}

async function anOutbox(server, walk = aWalk()) {
  const { phone, diary, storage } = aPhone();
  let now = walk;
  return { phone, diary, storage, send: sender({ fetch: server.fetch }), walk: () => now, keepWalk: async (record) => { now = record; } };
}

async function write(outbox, id, code = "lgt_level", answer = 0) {
  return outbox.diary.keep(beginFinding({ id, walk: outbox.walk(), at: AT }), (record) => answered(record, code, answer, AT));
}

async function photograph(outbox, finding, text = "a picture") {
  const bytes = new TextEncoder().encode(text).buffer;
  const medium = await mediumRecord({ finding: finding.id, indicator: null, bytes, small: bytes, at: AT });
  await outbox.diary.keepMedium(finding, medium, bytes);
  return medium;
}

test("findings go first, photos after, and each is unsent until its receipt", async () => {
  const server = aServer();
  const outbox = await anOutbox(server);
  const medium = await photograph(outbox, await write(outbox, "f1"));
  assert.deepEqual(outbox.diary.unsent(), { findings: ["f1"], media: [medium.key] });
  assert.equal(await emptyOutbox(outbox), "empty");
  assert.deepEqual(server.calls, ["POST /findings", "PUT /media/" + medium.sha256.slice(0, 2)]);
  assert.equal(server.media.get(medium.sha256).toString(), "a picture");
  assert.deepEqual(JSON.parse(outbox.storage.getItem("canary")), { findings: [], media: [] });
});

test("a walk that was begun without a network joins by itself when there is one", async () => {
  const server = aServer();
  const outbox = await anOutbox(server, aWalk({ isJoined: false, token: "" }));
  await write(outbox, "f1");
  await emptyOutbox(outbox);
  assert.equal(server.joined.code, "7Q3K9MXW");
  assert.equal(outbox.walk().token, "t");
});

for (const mood of [{ isOffline: true }, { isCaptive: true }, { swallows: true }]) {
  test(`nothing is called sent when ${Object.keys(mood)[0]}, and the same goes again later`, async () => {
    const server = aServer(mood);
    const outbox = await anOutbox(server);
    await write(outbox, "f1");
    await assert.rejects(emptyOutbox(outbox), NobodyAnswered);
    assert.deepEqual(outbox.diary.unsent().findings, ["f1"]);
    for (const name of Object.keys(mood)) delete mood[name];
    assert.equal(await emptyOutbox(outbox), "empty");
    assert.equal(server.findings.size, 1);
  });
}

test("a busy server is believed about when to come back", async () => {
  const outbox = await anOutbox(aServer({ status: 503 }));
  await write(outbox, "f1");
  await assert.rejects(emptyOutbox(outbox), (trouble) => trouble instanceof Refused && trouble.retryAfter_s === 7 && trouble.sentence === "Later.");
});

test("a tap during the errand stays unsent, for the receipt is for what was sent", async () => {
  const server = aServer();
  const outbox = await anOutbox(server);
  const record = await write(outbox, "f1");
  const fetch = server.fetch;
  server.fetch = null;
  outbox.send = sender({ fetch: async (...asked) => { const answer = await fetch(...asked); await outbox.diary.keep(record, (kept) => answered(kept, "opn_view", 3, AT)); return answer; } });
  assert.equal(await emptyOutbox(outbox), "waiting");
  assert.deepEqual(server.findings.get("f1").answers, { lgt_level: 0 });
  assert.ok(isUnsent(outbox.diary.findings.get("f1")));
});

test("a photo that was cut off goes on where the server has it", async () => {
  const server = aServer({});
  const outbox = await anOutbox(server);
  const medium = await photograph(outbox, await write(outbox, "f1"), "0123456789");
  server.part = Buffer.from("0123");
  await outbox.diary.changeMedium(medium.key, (kept) => ({ ...kept, tries: 1 }));
  assert.equal(await emptyOutbox(outbox), "empty");
  assert.deepEqual(server.calls.slice(1).map((call) => call.split(" ")[0]), ["HEAD", "PATCH"]);
  assert.equal(server.media.get(medium.sha256).toString(), "0123456789");
});

test("one damaged photo is said and does not hold up the next", async () => {
  const server = aServer();
  const outbox = await anOutbox(server);
  const record = await write(outbox, "f1");
  const lost = await photograph(outbox, record, "lost");
  const fine = await photograph(outbox, record, "a longer fine one");
  await outbox.phone.write({}, { bytes: [lost.key] });
  assert.equal(await emptyOutbox(outbox), "empty");
  assert.ok(outbox.diary.media.get(lost.key).isDamaged);
  assert.ok(outbox.diary.media.get(fine.key).receipt);
});

test("what she deleted is taken back on the server, and only there where it had been", async () => {
  const server = aServer();
  const outbox = await anOutbox(server);
  const sent = await write(outbox, "f1");
  await emptyOutbox(outbox);
  const never = await write(outbox, "f2");
  for (const record of [sent, never]) await outbox.diary.keep(record, (kept) => ({ ...kept, isWithdrawn: true }));
  assert.equal(await emptyOutbox(outbox), "empty");
  assert.deepEqual(server.calls.filter((call) => call.startsWith("DELETE")), ["DELETE /findings"]);
  assert.equal(server.findings.has("f2"), false);
});

test("parcels keep to what the pack allows", async () => {
  const outbox = await anOutbox(aServer());
  for (const id of ["f1", "f2", "f3", "f4", "f5"]) await write(outbox, id);
  assert.deepEqual(batches(outbox.diary.of("walk-1"), outbox.walk()).map((batch) => batch.length), [2, 2, 1]);
});

test("a server that forgot the phone is joined again, as the same walker with the same code, and everything goes", async () => {
  const server = aServer({ forgot: true });
  const outbox = await anOutbox(server);
  await write(outbox, "f1");
  assert.equal(await emptyOutbox(outbox), "empty");
  assert.deepEqual(server.calls, ["POST /findings", "POST /join", "POST /findings"]);
  assert.deepEqual([server.joined.walker, server.joined.code], ["walker-1", "7Q3K9MXW"]);
  assert.ok(outbox.walk().isJoined);
});

test("a server that forgets for good is asked once, not for ever", async () => {
  const server = aServer({ forgot: "for good" });
  const outbox = await anOutbox(server);
  await write(outbox, "f1");
  await assert.rejects(emptyOutbox(outbox), (trouble) => trouble instanceof Refused && trouble.code === "token-unknown");
  assert.equal(server.calls.filter((call) => call === "POST /join").length, 1);
  assert.deepEqual(outbox.diary.unsent().findings, ["f1"]);
});
