import assert from "node:assert/strict";
import { test } from "node:test";
import { keepSounds, linesOf, soundAt, soundsOf } from "../../../static/phone/prompts/sounds.js";
import { aPack, level } from "../makers.js";

const spoken = (code, language = "es", sha256 = code.replace(".", "")) => ({ language, code, sha256, bytes: 9 });
const PACK = aPack({ audio: [spoken("lgt_level"), spoken("lgt_level.0"), spoken("lgt_level", "en")] });

/** A shelf as the browser has one, in memory. */
function someCaches(room = Infinity) {
  const shelves = new Map();
  const shelfOf = (name) => shelves.get(name) ?? shelves.set(name, new Map()).get(name);
  return {
    shelves,
    open: async (name) => ({
      match: async (address) => shelfOf(name).get(address)?.clone(),
      put: async (address, answer) => {
        if (shelfOf(name).size >= room) throw new DOMException("full", "QuotaExceededError");
        shelfOf(name).set(address, answer);
      },
    }),
    match: async (address, { cacheName }) => shelves.get(cacheName)?.get(address)?.clone(),
    delete: async (name) => shelves.delete(name),
  };
}

function someNetwork({ until = Infinity, type = "audio/webm" } = {}) {
  const asked = [];
  const fetch = async (address) => {
    if (asked.length >= until) throw new TypeError("no network");
    asked.push(address);
    return new Response(address, { headers: { "Content-Type": type } });
  };
  return { asked, fetch };
}

test("her language alone is fetched, each sound once", async () => {
  const caches = someCaches();
  const network = someNetwork();
  assert.equal(await keepSounds(PACK, "es", { caches, ...network }), "whole");
  assert.equal(await keepSounds(PACK, "es", { caches, ...network }), "whole");
  assert.deepEqual(network.asked, ["/api/v1/prompts/lgt_level", "/api/v1/prompts/lgt_level0"]);
});

test("a network that gives out leaves what is kept, and the rest comes later", async () => {
  const caches = someCaches();
  assert.equal(await keepSounds(PACK, "es", { caches, fetch: someNetwork({ until: 1 }).fetch }), "waiting");
  const later = someNetwork();
  assert.equal(await keepSounds(PACK, "es", { caches, fetch: later.fetch }), "whole");
  assert.deepEqual(later.asked, ["/api/v1/prompts/lgt_level0"]);
});

test("the sign-in page of a network is no sound", async () => {
  const caches = someCaches();
  assert.equal(await keepSounds(PACK, "es", { caches, fetch: someNetwork({ type: "text/html" }).fetch }), "waiting");
  assert.equal(caches.shelves.get("prompts")?.size ?? 0, 0);
});

test("a full phone goes on without sounds", async () => {
  assert.equal(await keepSounds(PACK, "es", { caches: someCaches(1), ...someNetwork() }), "waiting");
});

test("what lies on the phone is said without a network", async () => {
  const caches = someCaches();
  await keepSounds(PACK, "es", { caches, ...someNetwork() });
  const silent = { caches, fetch: async () => { throw new TypeError("no network"); } };
  assert.equal(await (await soundAt("/api/v1/prompts/lgt_level", silent)).text(), "/api/v1/prompts/lgt_level");
});

test("a question is said before its answers, in their order", () => {
  assert.deepEqual(linesOf(level("lgt_level")), ["lgt_level", "lgt_level.0", "lgt_level.1", "lgt_level.2", "lgt_level.3"]);
  assert.equal(soundsOf(aPack(), "es").size, 0);
});
