/**
 * Four pictures before a walk that rests on this phone is shown again.
 *
 * It keeps out the curious who hold the phone: twelve pictures in four places, and a wait after five wrong tries. It is
 * no encryption and no safety against somebody who can read the phone's storage, and the screens say so.
 */

export const PLACES = 4;
const ROUNDS = 60000; // of PBKDF2: about a third of a second on a slow phone; more would not make so short a secret safe
const TRIES = 5;
const WAIT_MS = 60000;

/** @param {string[]} pictures four names, in their order @returns {Promise<object>} what is kept of them */
export async function lockOf(pictures, salt = crypto.getRandomValues(new Uint8Array(16))) {
  return { salt: Array.from(salt), digest: await digestOf(pictures, salt), wrong: 0, shutUntil: 0 };
}

/**
 * Try four pictures.
 * @returns {Promise<{isOpen: boolean, lock: object, wait_ms: number}>} the lock afterwards, to be kept
 */
export async function tried(lock, pictures, now = Date.now()) {
  const wait_ms = waitOf(lock, now);
  if (wait_ms) return { isOpen: false, lock, wait_ms };
  if ((await digestOf(pictures, Uint8Array.from(lock.salt))) === lock.digest) return { isOpen: true, lock: { ...lock, wrong: 0 }, wait_ms: 0 };
  const wrong = lock.wrong + 1;
  const shutUntil = wrong % TRIES === 0 ? now + WAIT_MS : 0;
  return { isOpen: false, lock: { ...lock, wrong, shutUntil }, wait_ms: shutUntil && WAIT_MS };
}

/** Never longer than the wait itself, whatever the phone's clock was set to meanwhile. */
function waitOf({ shutUntil }, now) {
  const left = shutUntil - now;
  return left > 0 && left <= WAIT_MS ? left : 0;
}

async function digestOf(pictures, salt) {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pictures.join(" ")), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, key, 256);
  return Array.from(new Uint8Array(bits), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
