/** Whether this phone runs short of room for photos. */

const SHORT_BYTES = 50 * 1024 * 1024;
const SHORT_SHARE = 0.8;

/** @param {{quota?: number, usage?: number}} told in bytes, as the browser says; one that says nothing has room */
export function isShort({ quota, usage = 0 } = {}) {
  return Boolean(quota) && (quota - usage < SHORT_BYTES || usage / quota > SHORT_SHARE);
}

/** @returns {Promise<boolean>} never rejects */
export async function isShortOfRoom(storage = globalThis.navigator?.storage) {
  return isShort((await storage?.estimate?.().catch(() => null)) ?? {});
}
