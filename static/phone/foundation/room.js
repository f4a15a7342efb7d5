/** How much room this phone has left for photos and sound. */

const MEGABYTE = 1024 * 1024;
/** Below this, or beyond this share, photos become small; answers have their own reserve. */
const SHORT_BYTES = 50 * MEGABYTE;
const SHORT_SHARE = 0.8;
/** Below this a photo or a voice note would only fail half-way. */
const FULL_BYTES = 5 * MEGABYTE;

/** @param {{quota?: number, usage?: number}} told what the browser says; a browser that says nothing has room @returns {"enough"|"short"|"full"} */
export function roomIn({ quota, usage } = {}) {
  if (!quota) return "enough";
  const left = quota - (usage ?? 0);
  if (left < FULL_BYTES) return "full";
  return left < SHORT_BYTES || usage / quota > SHORT_SHARE ? "short" : "enough";
}

/** @returns {Promise<"enough"|"short"|"full">} never rejects */
export async function roomOnPhone(storage = globalThis.navigator?.storage) {
  return roomIn((await storage?.estimate?.().catch(() => null)) ?? {});
}
