/**
 * The same stops twice, by day and in the dark. What she said by day is hers, and is shown only after her answer in the
 * dark, so that the first does not lead the second. Pure.
 */

import { distance_m, isDarkOutside } from "../walks/stops.js";

/** Two visits without a planned stop belong together within this distance: the analysis pairs them so too. */
const SAME_SPOT_M = 25;
const PERIOD = "ctx_period";

/**
 * Her last visit by day to the spot of this finding; null when there is none or when it is not dark.
 * @param {object[]} standing her findings on this phone, oldest first
 */
export function dayVisit(standing, finding) {
  if (!isKnownDark(finding)) return null;
  const before = standing.filter((one) => one.id !== finding.id && !one.aside && one.body.answers[PERIOD] === "day" && isSameSpot(one.body, finding.body));
  return before.at(-1) ?? null;
}

/** The answer by day to show beside hers of now; undefined as long as she has not answered, or when there was none. */
export function dayAnswer(visit, finding, code) {
  return code in finding.body.answers ? visit?.body.answers[code] : undefined;
}

/** The photo by day that shows the same thing, else any of that spot; null without one. @param {object[]} media of the visit */
export function dayPhoto(media, indicator) {
  const photos = media.filter((medium) => medium.kind === "photo");
  return photos.filter((photo) => photo.indicator === indicator).at(-1) ?? photos.at(-1) ?? null;
}

function isKnownDark({ body }) {
  return PERIOD in body.answers && isDarkOutside(body.answers[PERIOD]);
}

function isSameSpot(one, other) {
  if (one.stop || other.stop) return one.stop === other.stop;
  return Boolean(one.place && other.place) && distance_m(one.place, other.place) <= SAME_SPOT_M;
}
