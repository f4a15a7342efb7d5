/** How much of a walk is sent and how much lies on this phone only. What is counted is what the screens show. */

import { isUnsent } from "./finding.js";
import { isMediumUnsent } from "./photos.js";

/**
 * @param {object} diary @param {string} walkId
 * @returns {{stops: number, photos: number, voices: number, things: number, sent: number, waiting: number, lost: number}}
 *   a stop, a photo and a voice note are one thing each; `lost` can no longer be read and will never be sent
 */
export function countsOf(diary, walkId) {
  const records = diary.standing(walkId);
  const media = records.flatMap((record) => diary.mediaOf(record).map((medium) => ({ medium, record })));
  const lost = media.filter(({ medium }) => medium.isDamaged && !medium.receipt).length;
  const waiting = records.filter((record) => isUnsent(record)).length + media.filter(({ medium, record }) => isMediumUnsent(medium, record)).length;
  const voices = media.filter(({ medium }) => medium.kind === "voice").length;
  const things = records.length + media.length;
  return { stops: records.length, photos: media.length - voices, voices, things, sent: things - waiting - lost, waiting, lost };
}
