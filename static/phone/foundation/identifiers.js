/** Names and fingerprints that a phone can make by itself, without a network. */

/**
 * A UUID version 7 (RFC 9562): 48 bits of milliseconds, then chance. Made on the phone, so that sending
 * twice changes nothing on the server.
 * @param {number} now milliseconds since 1970
 * @param {Uint8Array} chance ten random bytes
 */
export function newId(now = Date.now(), chance = crypto.getRandomValues(new Uint8Array(10))) {
  const bytes = new Uint8Array(16);
  let rest = now;
  for (let place = 5; place >= 0; place -= 1) {
    bytes[place] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes.set(chance, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = hexOf(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** @param {ArrayBuffer} bytes @returns {Promise<string>} SHA-256 in lower-case hex */
export async function sha256Of(bytes) {
  return hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

function hexOf(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
