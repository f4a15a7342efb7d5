/** Joining a walk: from its pack to a walk that lies whole on this phone. */

import { offsetFrom } from "../foundation/clock.js";
import { newId } from "../foundation/identifiers.js";

/**
 * The record of a walk on this phone, before the server knows of it. It holds the whole pack, so that everything
 * after this works without a network; the outbox joins when it can.
 */
export function walkRecord({ pack, code, language, scopes, mode = "one_person", at }) {
  return {
    version: 1, id: pack.walk.id, pack, code, language, consentLanguage: spokenBy(pack, language), scopes, mode, saidPeriod: null,
    walker: newId(), token: "", receipt: "", offset_ms: 0, isJoined: false, joinedAt: at, isStarted: false,
  };
}

/** The language of the pack that serves this one: the same, or English, or the first that there is. */
export function spokenBy(pack, language) {
  const spoken = Object.keys(pack.consent.pages);
  return [language, "en"].find((tag) => spoken.includes(tag)) ?? spoken[0];
}

/** What POST /join asks for. */
export function joinBody(walk, phoneNow) {
  const shown = walk.pack.consent.text_sha256;
  const consent = { text_sha256: shown[walk.consentLanguage] ?? shown, scopes: walk.scopes };
  return { code: walk.code, walker: walk.walker, language: walk.language, consent, clock: phoneNow };
}

/** The walk after the server's answer, or null when the answer proves nothing (a captive portal says 200 too). */
export function joined(walk, answer, phoneNow_ms) {
  if (typeof answer?.token !== "string" || !answer.token || typeof answer.receipt !== "string") return null;
  const offset_ms = offsetFrom(answer.server_time, phoneNow_ms);
  return { ...walk, token: answer.token, receipt: answer.receipt, offset_ms, isJoined: true };
}

/** Whether she allowed this: "place", "photo", "voice", "quote", "publish". */
export function allows(walk, scope) {
  return walk.scopes.includes(scope);
}
