/** Builders with honest defaults, and what a phone has that Node has not. */

import { webcrypto } from "node:crypto";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { PhoneStore } from "../../static/phone/foundation/phone_store.js";
import { Diary } from "../../static/phone/findings/diary.js";

globalThis.crypto ??= webcrypto;

export const AT = "2026-12-01T20:15:00.000Z";

export function level(code, more = {}) {
  const choices = { 0: "none", 1: "little", 2: "some", 3: "much" };
  return { code, kind: "r03", levels: [0, 1, 2, 3], when: null, drawing: null, follow_up: null, alone: [], text: { en: { short: code, question: `${code}?`, choices } }, ...more };
}

export function aPack(more = {}) {
  const questions = [
    level("lgt_level", { when: "dusk-night", follow_up: { at_most: 1, ask: ["lgt_cause"] } }), level("opn_view"), level("fee_safe"), level("lgt_face", { when: "dusk-night" }),
    { ...level("lgt_cause"), kind: "multi", levels: undefined, choices: ["lamp_out", "no_lamp", "nothing"], alone: ["nothing"] },
    { ...level("ctx_period"), kind: "one", levels: undefined, choices: ["day", "dusk", "night"] },
    { ...level("wlk_age"), kind: "one", levels: undefined, choices: ["18_24", "25_39"] },
  ];
  return {
    walk: { id: "walk-1", title: "Canal Road" }, languages: ["en"],
    site: { name: "Canal Road", boundary: { type: "Polygon", coordinates: [[[24.94, 60.17], [24.95, 60.17], [24.95, 60.18], [24.94, 60.17]]] },
      stops: [{ id: "stop-1", name: "Market", lon: 24.94, lat: 60.17 }, { id: "stop-2", name: "Bridge", lon: 24.95, lat: 60.17 }] },
    instrument: { code: "st9", version: "1.0.0", sha256: "a".repeat(64), quick: ["lgt_level", "opn_view", "fee_safe"], full: ["lgt_level", "lgt_face", "lgt_cause"], walker: ["wlk_age"], questions },
    consent: { text_sha256: { en: "b".repeat(64) }, scopes: ["take-part", "place", "photo"], pages: { en: [] } }, limits: { batch: 2 }, contacts: [], ...more,
  };
}

export function aWalk(more = {}) {
  return { version: 1, id: "walk-1", pack: aPack(), code: "7Q3K9MXW", language: "en", consentLanguage: "en", scopes: ["take-part", "place", "photo"], mode: "one_person",
    saidPeriod: "night", walker: "walker-1", token: "t", receipt: "1234", offset_ms: 0, isJoined: true, isStarted: true, ...more };
}

export function aShelf() {
  const kept = new Map();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, text) => kept.set(name, String(text)), kept };
}

/** A phone of its own, with an empty database. */
export function aPhone() {
  const factory = new IDBFactory();
  const phone = new PhoneStore({ factory });
  const storage = aShelf();
  return { phone, factory, storage, diary: new Diary(phone, { storage }) };
}

export function nowhere() {
  return { fixes: [], listen() {}, latest: () => null, freshen() {} };
}
