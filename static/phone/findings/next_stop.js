/** From one stop to the next: has she walked on, and what of the last stop holds here too? Pure. */

import { furtherQuestions, quickQuestions } from "../instruments/questions.js";
import { distance_m } from "../walks/stops.js";

/** Further than this is another spot: about three houses, the distance at which lamps and walls change. */
const MOVED_ON_M = 30;

/** Whether she stands elsewhere now, beyond what both fixes may be wrong by. */
export function hasMovedOn(place, fix) {
  if (!place || !fix) return false;
  return distance_m(place, fix) > Math.max(MOVED_ON_M, place.accuracy_m + fix.accuracy_m);
}

/**
 * The answers of the stop before that may hold here too: only what is asked at a stop at this time of day.
 * @param {object[]} standing the stops of the walk, oldest first
 * @returns {Object<string, *>} empty when there is nothing to take over, or when this stop has answers of its own
 */
export function likeTheLast(standing, finding, pack, period) {
  if (finding.aside || finding.body.revision > 0 && hasAnswers(finding, pack, period)) return {};
  const before = standing.filter((record) => !record.aside && record.id !== finding.id && record.body.started_at < finding.body.started_at).at(-1);
  return before ? askedOf(before, pack, period) : {};
}

function hasAnswers(record, pack, period) {
  return Object.keys(askedOf(record, pack, period)).length > 0;
}

function askedOf({ body }, pack, period) {
  const asked = new Set([...quickQuestions(pack, period), ...furtherQuestions(pack, period)].map((question) => question.code));
  return Object.fromEntries(Object.entries(body.answers).filter(([code]) => asked.has(code) && code !== "ctx_period"));
}
