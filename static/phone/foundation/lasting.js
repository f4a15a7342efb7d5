/** How long this window remembers. Estimates lie in both directions, so a write is tried first. */

import { chanceBytes } from "./phone_store.js";

/** Private windows give less than this and ordinary ones more, in every browser that was measured. */
const LEAST_QUOTA_BYTES = 200 * 1024 * 1024;
const SIZES = [1024, 1024 * 1024];

/** Whether what is kept here goes when the window closes. @param {PhoneStore} phone @param {StorageManager} storage */
export async function forgets(phone, storage = globalThis.navigator?.storage) {
  if (!(await holds(phone))) return true;
  if (await storage?.persist?.().catch(() => false)) return false;
  const { quota = Infinity } = (await storage?.estimate?.().catch(() => null)) ?? {};
  return quota < LEAST_QUOTA_BYTES;
}

/** Write, read back, clear away. */
async function holds(phone) {
  try {
    for (const size of SIZES) {
      await phone.write({ bytes: [{ key: "probe", bytes: chanceBytes(size) }] });
      if ((await phone.read("bytes", "probe"))?.bytes.byteLength !== size) return false;
    }
    await phone.write({}, { bytes: ["probe"] });
    return true;
  } catch {
    return false;
  }
}
