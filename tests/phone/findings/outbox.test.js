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
    if (mood.refuses?.(path, body)) return json({ code: mood.code ?? "bad-input", title: "Not this one." }, mood.refuses(path, body));
    if (path.startsWith("/media/")) {
      if (method === "HEAD") return new Response(null, { status: 404, headers: { "Upload-Offset": String(server.part?.byteLength ?? 0) } });
      if (method === "PATCH" && Number(headers["Upload-Offset"]) !== (server.part?.byteLength ?? 0)) return json({ code: "offset-differs" }, 409);
      const whole = method === "PATCH" ? Buffer.concat([server.part ?? Buffer.alloc(0), Buffer.from(body)]) : Buffer.from(body);
      if (method === "PATCH" && whole.byteLength < Number(headers["Upload-Length"])) {
        server.part = whole;
        return new Response(null, { status: 204, headers: { "Upload-Offset": String(whole.byteLength) } });
      }
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

test("on a slow line a photo goes in parts, and only what is missing goes again", async () => {
  const server = aServer({});
  const outbox = { ...(await anOutbox(server)), isSlow: () => true };
  const text = "p".repeat(300 * 1024);
  const medium = await photograph(outbox, await write(outbox, "f1"), text);
  const fetch = server.fetch;
  let parts = 0;
  server.fetch = null;
  outbox.send = sender({ fetch: async (address, how) => {
    if (how.method === "PATCH") { parts += 1; if (parts === 2) throw new TypeError("cut"); }
    return fetch(address, how);
  } });
  await assert.rejects(emptyOutbox(outbox), NobodyAnswered);
  assert.equal(server.part.byteLength, 128 * 1024);
  assert.equal(await emptyOutbox(outbox), "empty");
  assert.equal(parts, 4, "three parts, and one again");
  assert.equal(server.media.get(medium.sha256).toString(), text);
});

test("a part that does not fit is asked about once and goes on from where the server is", async () => {
  const server = aServer({});
  const outbox = { ...(await anOutbox(server)), isSlow: () => true };
  const medium = await photograph(outbox, await write(outbox, "f1"), "0123456789");
  server.part = Buffer.from("0123"); // another tab was here
  assert.equal(await emptyOutbox(outbox), "empty");
  assert.equal(server.media.get(medium.sha256).toString(), "0123456789");
});

test("one finding that the server never takes is left aside after eight tries, and all others arrive before it", async () => {
  const server = aServer({ refuses: (path, body) => path === "/findings" && new TextDecoder().decode(body).includes("f2") && 422 });
  const outbox = await anOutbox(server);
  for (const id of ["f1", "f2", "f3"]) await write(outbox, id);
  await emptyOutbox(outbox);
  assert.deepEqual(outbox.diary.unsent().findings, ["f1", "f2"], "f2 took f1 down with it once");
  await emptyOutbox(outbox);
  assert.deepEqual([...server.findings.keys()].sort(), ["f1", "f3"]);
  for (let round = 2; round < 8; round += 1) assert.equal(await emptyOutbox(outbox), round === 7 ? "empty" : "waiting");
  const aside = outbox.diary.findings.get("f2");
  assert.deepEqual([aside.refusals, aside.isSetAside, aside.reason], [8, true, "Not this one."]);
  assert.deepEqual(outbox.diary.unsent().findings, ["f2"], "still only on this phone, and counted");
  const calls = server.calls.length;
  await emptyOutbox(outbox);
  assert.equal(server.calls.length, calls, "and not asked about again");
  await outbox.diary.keep(aside, (record) => answered(record, "opn_view", 1, AT));
  assert.equal(outbox.diary.waiting().length, 1, "until she changes it");
});

test("a server that stumbles over everything sets nothing aside", async () => {
  const server = aServer({ refuses: () => 500, code: "" });
  const outbox = await anOutbox(server);
  await write(outbox, "f1");
  await photograph(outbox, outbox.diary.findings.get("f1"));
  for (let round = 0; round < 12; round += 1) assert.equal(await emptyOutbox(outbox), "waiting");
  assert.equal(outbox.diary.waiting().length, 2);
  server.mood.refuses = null;
  assert.equal(await emptyOutbox(outbox), "empty");
});

test("one photo that always fails lets the others overtake it", async () => {
  const server = aServer();
  const outbox = await anOutbox(server);
  const record = await write(outbox, "f1");
  const poison = await photograph(outbox, record, "p");
  const others = [await photograph(outbox, record, "a larger one"), await photograph(outbox, record, "the very largest of them all")];
  const fetch = server.fetch;
  server.fetch = null;
  outbox.send = sender({ fetch: (address, how) => (address.includes(poison.sha256) ? Promise.reject(new TypeError("cut")) : fetch(address, how)) });
  await assert.rejects(emptyOutbox(outbox), NobodyAnswered);
  await assert.rejects(emptyOutbox(outbox), NobodyAnswered);
  assert.deepEqual(outbox.diary.unsent().media, [poison.key]);
  assert.ok(others.every(({ sha256 }) => server.media.has(sha256)));
});

for (const status of [400, 403, 404, 409, 413, 415, 422, 429, 500, 502, 503, 504, 507]) {
  test(`a ${status} deletes nothing, and what it was about is still on this phone`, async () => {
    const outbox = await anOutbox(aServer({ refuses: () => status }));
    await photograph(outbox, await write(outbox, "f1"));
    await emptyOutbox(outbox).catch((trouble) => assert.ok(trouble instanceof Refused));
    assert.deepEqual(outbox.diary.unsent().findings, ["f1"]);
    assert.equal((await outbox.phone.all("bytes")).length, 1);
  });
}

test("a file that arrived damaged is fine here and goes again", async () => {
  const server = aServer({ refuses: (path) => path.startsWith("/media/") && 422, code: "hash-differs" });
  const outbox = await anOutbox(server);
  const medium = await photograph(outbox, await write(outbox, "f1"));
  assert.equal(await emptyOutbox(outbox), "waiting");
  assert.equal(outbox.diary.media.get(medium.key).isDamaged, false);
  server.mood.refuses = null;
  assert.equal(await emptyOutbox(outbox), "empty");
});

for (const [name, answer] of Object.entries({
  "a page with 200": () => new Response("<h1>Sign in</h1>", { headers: { "Content-Type": "text/html" } }), "a 204": () => new Response(null, { status: 204 }),
  "a 403 page": () => new Response("<h1>Sign in</h1>", { status: 403 }), "a 511": () => new Response("sign in", { status: 511 }),
  "JSON of another kind": () => new Response('{"ok":true}', { headers: { "Content-Type": "application/json" } }),
})) {
  test(`${name} from a network that wants her to sign in proves nothing`, async () => {
    const outbox = await anOutbox(aServer());
    outbox.send = sender({ fetch: async () => answer() });
    await photograph(outbox, await write(outbox, "f1"));
    await assert.rejects(emptyOutbox(outbox), (trouble) => trouble instanceof NobodyAnswered && trouble.isCaptive);
    assert.equal(outbox.diary.countUnsent(), 2);
  });
}

test("photos that wait for Wi-Fi hold up nothing else, and go when she asks", async () => {
  const server = aServer();
  const outbox = await anOutbox(server);
  await photograph(outbox, await write(outbox, "f1"));
  assert.equal(await emptyOutbox({ ...outbox, holds: ({ kind }) => kind === "photo" }), "empty");
  assert.equal(outbox.diary.countUnsent(), 1);
  assert.equal(server.findings.size, 1);
  assert.equal(await emptyOutbox(outbox), "empty");
  assert.equal(outbox.diary.countUnsent(), 0);
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

test("what she takes back while an earlier parcel is under way is not sent any more", async () => {
  const server = aServer();
  const outbox = await anOutbox(server);
  for (const id of ["f1", "f2", "f3", "f4"]) await write(outbox, id);
  const { fetch } = server;
  outbox.send = sender({ fetch: async (...asked) => {
    const answer = await fetch(...asked);
    await outbox.diary.keep(outbox.diary.findings.get("f3"), (record) => ({ ...record, isWithdrawn: true }));
    await outbox.phone.write({}, { findings: ["f4"] });
    outbox.diary.findings.delete("f4");
    return answer;
  } });
  await emptyOutbox(outbox);
  assert.deepEqual([...server.findings.keys()], ["f1", "f2"], "two in a parcel; one deleted and one forgotten of the second");
});
