/**
 * What the server has need not lie on a phone for long: a phone is lost, lent and looked at.
 *
 * Copies go a day after the walk ended, and only when a receipt covers every one of them. (The contract does not yet say
 * whether a backup has them too, so the day stands for that.) Her number stays for as long as her token lives, so that
 * she can take everything back from here; then the rest goes as well.
 */

import { phoneTime } from "../foundation/clock.js";

const DAY_MS = 86400000;
/** Her token dies 30 days after her walk: nothing can be sent or taken back from this phone any more, only with the number. */
const TOKEN_DAYS = 30;

/** @param {object} walk @returns {"keep"|"tidy"|"forget"} by the server's time, as far as this phone knows it. Pure. */
export function dueFor(walk, isAllSent, now = Date.now()) {
  const ended = Date.parse(walk.pack.walk.closes_at ?? "");
  const since = now + (walk.offset_ms || 0) - ended;
  if (!walk.isJoined || !isAllSent || !(since > DAY_MS)) return "keep"; // also when it never says when it ends
  return since > TOKEN_DAYS * DAY_MS ? "forget" : "tidy";
}

/** Let go of what is due, on a phone whose diary is loaded. @returns {Promise<object[]>} the walks that are left */
export async function tidyUp({ phone, diary }, now = Date.now()) {
  await dropLeftovers(phone, diary);
  const left = [];
  for (const walk of await phone.all("walks")) {
    const due = dueFor(walk, isAllSent(diary, walk), now);
    if (due === "forget") await diary.forget(walk.id, undefined, { walks: [walk.id] });
    else left.push(due === "tidy" && !walk.isTidied ? await diary.forget(walk.id, tidied) : walk);
  }
  return left;
}

function tidied(walk) {
  return { ...walk, isTidied: phoneTime(), profile: {} };
}

/** A damaged photo has no receipt and never will: it does not hold up the rest, but an answer set aside does. */
function isAllSent(diary, walk) {
  return !(walk.isTakenBack && !walk.isTakenBackThere) && diary.countUnsent(walk.id) === 0;
}

/** Photos and voice notes that she took away: they could come back until the page closed, and now they cannot. */
async function dropLeftovers(phone, diary) {
  const isNamed = (medium) => diary.findings.get(medium.finding)?.body.media.some((one) => one.sha256 === medium.sha256);
  const keys = [...diary.media.values()].filter((medium) => !isNamed(medium)).map((medium) => medium.key);
  if (!keys.length) return;
  await phone.write({}, { media: keys, bytes: keys });
  keys.forEach((key) => diary.media.delete(key));
}
