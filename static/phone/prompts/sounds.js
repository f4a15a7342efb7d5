/**
 * The sounds of a walk: what its group recorded, fetched at leisure and kept on a shelf of their own. They are not
 * anybody's findings: a phone without room for them goes on without, and the reserve for answers is never touched.
 */

import { answersOf } from "../instruments/questions.js";

export const SHELF = "prompts";

/** @returns {Map<string, string>} the address of each line that is spoken in this language */
export function soundsOf(pack, language) {
  const here = (pack.audio ?? []).filter((sound) => sound.language === language);
  return new Map(here.map((sound) => [sound.code, `/api/v1/prompts/${sound.sha256}`]));
}

/** What is said of a question, in order: itself, then its answers. */
export function linesOf(question) {
  return [question.code, ...answersOf(question).map((answer) => lineOf(question, answer))];
}

export function lineOf(question, answer) {
  return `${question.code}.${answer}`;
}

/** @returns {Promise<Blob|null>} the sound at this address, from the phone or the network; null when it is not to be had now */
export async function soundAt(address, { caches = globalThis.caches, fetch = globalThis.fetch } = {}) {
  const answer = (await kept(caches, address)) ?? (await fetch(address, { credentials: "omit" }).catch(() => null));
  return answer?.ok ? answer.blob() : null;
}

/**
 * Keep all sounds of a language on the phone, one after the other, so that answers being sent go first.
 * @returns {Promise<"whole"|"waiting">} "waiting": the network or the room gave out; what is kept so far stays
 */
export async function keepSounds(pack, language, { caches = globalThis.caches, fetch = globalThis.fetch } = {}) {
  if (!caches) return "waiting";
  const shelf = await caches.open(SHELF);
  for (const address of soundsOf(pack, language).values()) {
    try {
      if (await shelf.match(address)) continue;
      const answer = await fetch(address, { credentials: "omit" });
      if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("audio/")) return "waiting"; // a sign-in page of the network
      await shelf.put(address, answer);
    } catch {
      return "waiting";
    }
  }
  return "whole";
}

async function kept(caches, address) {
  return (await caches?.match(address, { cacheName: SHELF, ignoreVary: true }).catch(() => undefined)) ?? null;
}
