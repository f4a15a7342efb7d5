/**
 * Opening the phone's own camera can end this page on a small phone. A mark is written before, so that afterwards
 * we know that a photo was to come, and for which finding.
 */

const NAME = "pending-photo";

export function markPending(phone, finding, at) {
  return phone.write({ kept: [{ name: NAME, finding, at }] });
}

export function clearPending(phone) {
  return phone.write({}, { kept: [NAME] });
}

/** @returns {Promise<{finding: string, at: string}|undefined>} the photo that never arrived */
export function lostPhoto(phone) {
  return phone.read("kept", NAME);
}
