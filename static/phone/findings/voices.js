/** From a recording to a voice note of a finding. Doing it twice changes nothing: the same bytes are the same note. */

import { mediumRecord } from "./photos.js";
import { clearRecording, recorded } from "./recording.js";

/** Only one at a time, and never from a second tab while the first still listens. */
const LOCK = "recording";

/**
 * Keep what lies on the phone of a recording as a voice note. @param {object} begun the finding at which she spoke, when it had no answer yet
 * @returns {Promise<object|null>} the note; null when nothing was said. Rejects when the phone cannot keep it: the parts stay.
 */
export async function keepVoice(outing, begun = outing.finding) {
  const { phone } = outing;
  const whole = await recorded(phone);
  if (!whole?.bytes.byteLength) {
    await clearRecording(phone);
    return null;
  }
  const { mark, bytes } = whole;
  const finding = outing.diary.findings.get(mark.finding) ?? begun;
  const medium = await mediumRecord({
    finding: finding.id, indicator: mark.indicator, bytes, small: null, at: mark.at, type: mark.type.split(";")[0], kind: "voice", seconds: mark.seconds,
  });
  await outing.addMedium(medium, bytes, finding);
  await clearRecording(phone);
  return medium;
}

/** The page ended while she spoke. @returns {Promise<object|null>} the note as far as it went */
export async function recoverVoice(outing, locks = globalThis.navigator?.locks) {
  const mark = await outing.phone.read("kept", "recording");
  if (!mark || mark.walk !== outing.walk?.id) return null;
  return whileNobodySpeaks(locks, (isMine) => (isMine ? keepVoice(outing) : null));
}

/** @param {(isMine: boolean) => Promise} work */
export function whileNobodySpeaks(locks, work) {
  if (!locks) return work(true);
  return locks.request(LOCK, { ifAvailable: true }, (lock) => work(lock !== null));
}
