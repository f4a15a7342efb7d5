/**
 * The second witness. A damaged or cleared IndexedDB opens empty and without an error, so the ids of everything that
 * was kept and not yet sent are written down a second time, in localStorage. At the start the two are compared.
 */

const NAME = "canary";

/** Write down what lies on the phone unsent. @param {{findings: string[], media: string[]}} unsent */
export function writeCanary(unsent, storage = globalThis.localStorage) {
  try {
    storage.setItem(NAME, JSON.stringify(unsent));
  } catch {
    // A full localStorage must never stop an answer from being kept; the first witness still stands.
  }
}

/** What the second witness remembers. */
export function readCanary(storage = globalThis.localStorage) {
  try {
    const { findings = [], media = [] } = JSON.parse(storage.getItem(NAME)) ?? {};
    return { findings, media };
  } catch {
    return { findings: [], media: [] };
  }
}

/** Whether it remembers anything: then the store must be asked. */
export function isAnythingRemembered(storage = globalThis.localStorage) {
  const { findings, media } = readCanary(storage);
  return findings.length + media.length > 0;
}

/**
 * What was here and is gone.
 * @param {{findings: string[], media: string[]}} remembered
 * @param {{findings: string[], media: string[]}} present every id that the store still holds
 */
export function missingFrom(remembered, present) {
  const gone = (ids, still) => ids.filter((id) => !new Set(still).has(id));
  return { findings: gone(remembered.findings, present.findings), media: gone(remembered.media, present.media) };
}
