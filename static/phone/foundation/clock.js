/** The phone's clock, which may be wrong by years: the server's time at joining says by how much. */

let offset_ms = 0;

/** @param {string} serverTime ISO 8601 @param {number} phoneNow milliseconds when it arrived */
export function offsetFrom(serverTime, phoneNow = Date.now()) {
  const server = Date.parse(serverTime);
  return Number.isFinite(server) ? server - phoneNow : 0;
}

export function useOffset(milliseconds) {
  offset_ms = milliseconds || 0;
}

/** The best guess of the true time: for the sun, never for deciding who is newer. */
export function trueNow() {
  return new Date(Date.now() + offset_ms);
}

/** What the phone's own clock says, as it goes on the wire. */
export function phoneTime(milliseconds = Date.now()) {
  return new Date(milliseconds).toISOString();
}
