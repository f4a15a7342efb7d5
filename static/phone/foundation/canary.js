/**
 * The second witness. A damaged or cleared IndexedDB opens empty and without an error, so what was kept and not yet sent is
 * written down twice more: the ids in localStorage, how many they are in a cookie. At the start all three are compared.
 */

const NAME = "canary";
const COOKIE = "kept";
/** Longer than any phone holds on to a walk; a number says nothing about anybody. */
const COOKIE_S = 60 * 86400;

/** Write down what lies on the phone unsent. @param {{findings: string[], media: string[]}} unsent */
export function writeCanary(unsent, storage = globalThis.localStorage, jar = globalThis.document) {
  try {
    storage.setItem(NAME, JSON.stringify(unsent));
  } catch {
    // A full localStorage must never stop an answer from being kept; the other witnesses still stand.
  }
  const count = `${unsent.findings.length}.${unsent.media.length}`;
  if (jar && !jar.cookie.split("; ").includes(`${COOKIE}=${count}`)) jar.cookie = `${COOKIE}=${count}; path=/w/; max-age=${COOKIE_S}; samesite=strict`;
}

/** What the witnesses remember: `findings` and `media` by id, or null where only `count` of both is left. */
export function readCanary(storage = globalThis.localStorage, jar = globalThis.document) {
  const [findings = 0, media = 0] = /(?:^|; )kept=(\d+)\.(\d+)/.exec(jar?.cookie ?? "")?.slice(1).map(Number) ?? [];
  const count = { findings, media };
  try {
    const ids = JSON.parse(storage.getItem(NAME));
    return { findings: ids.findings, media: ids.media, count };
  } catch {
    return { findings: null, media: null, count };
  }
}

/** Whether anything was ever kept on this phone: a hint for what to fetch, no more. */
export function hasKept(storage = globalThis.localStorage) {
  try {
    return storage.getItem(NAME) !== null;
  } catch {
    return false;
  }
}

/** Whether they remember anything: then the store must be asked. */
export function isAnythingRemembered(storage = globalThis.localStorage, jar = globalThis.document) {
  const { findings, media, count } = readCanary(storage, jar);
  return Boolean(findings?.length || media?.length || count.findings || count.media);
}

/**
 * How many things were here and are gone. Ids are believed before numbers, which may be older than what was sent since.
 * @param {{findings, media, count}} remembered as readCanary() gives it
 * @param {{findings: string[], media: string[]}} present every id that the store still holds, sent or not
 */
export function countGone(remembered, present) {
  return ["findings", "media"].reduce((sum, kind) => sum + goneOf(remembered[kind], remembered.count[kind], present[kind]), 0);
}

function goneOf(ids, count, present) {
  const still = new Set(present);
  return ids ? ids.filter((id) => !still.has(id)).length : Math.max(0, count - still.size);
}
