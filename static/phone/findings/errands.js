/** The courier's errands for one phone: the outbox of each walk that lies on it, and a word about what is left. */

import { preferences } from "../foundation/preferences.js";
import { isTakingBack } from "../walks/parting.js";
import { Courier } from "./courier.js";
import { holdsPhotos, isSlow } from "./line.js";
import { NobodyAnswered } from "./sending.js";

/** @param {{outing, diary, send, version}} app @param {() => void} told called when something changed */
export function courierFor(app, told) {
  const hasWork = () => walksOf(app).some((walk) => isForCourier(app, walk));
  return new Courier(() => emptyAll(app), { hasWork, told, pulse: () => pulse(app) });
}

function walksOf({ outing }) {
  return outing?.walks ?? [];
}

function isForCourier(app, walk) {
  if (walk.isTakenBack) return isTakingBack(walk);
  return !walk.isJoined || app.diary.waiting(holds(app), walk.id).length > 0;
}

/** Whether photos wait for Wi-Fi although there is a network. */
export function isHolding(app) {
  const { media } = app.diary.unsent(app.outing.walk.id);
  return media.some((key) => holds(app)(app.diary.media.get(key)));
}

/** What stays although there is a network, until she says "Send now". */
function holds({ courier }) {
  const isHeld = !courier.isAsked && holdsPhotos(preferences().photos, globalThis.navigator?.connection);
  return (medium) => isHeld && medium.kind === "photo";
}

/** One walk after the other, hers first; what one of them meets does not hold up the others, unless nobody answers at all. */
async function emptyAll(app) {
  // Not needed for the first screen. Without a network and before the worker has it, it is as if nobody answered.
  const { emptyOutbox } = await import("./outbox.js").catch(() => { throw new NobodyAnswered(); });
  const troubles = [];
  for (const walk of walksOf(app).filter((one) => isForCourier(app, one))) {
    await emptyOutbox(outboxOf(app, walk)).catch((trouble) => {
      if (trouble instanceof NobodyAnswered) throw trouble;
      troubles.push(trouble);
    });
  }
  if (troubles.length) throw troubles[0];
  return walksOf(app).some((walk) => isForCourier(app, walk)) ? "waiting" : "empty";
}

/** While it is sent, the phone may change hands: the walk is looked up by its name, not taken from the hand. */
function outboxOf(app, walk) {
  const { outing, diary, send } = app;
  const now = () => walksOf(app).find((one) => one.id === walk.id) ?? walk;
  const line = { holds: holds(app), isSlow: () => isSlow(globalThis.navigator?.connection) };
  return { diary, send: send.as(() => now().token), walk: now, keepWalk: (kept) => outing.keepSent(kept), ...line };
}

/** So that nobody leaves with findings that only one phone knows. */
async function pulse({ outing, diary, send, version }) {
  for (const walk of outing.walks.filter((one) => one.isJoined && !one.isTakenBack)) {
    const { findings, media } = diary.unsent(walk.id);
    await send.as(() => walk.token).post("/pulse", { unsent: { findings: findings.length, media: media.length }, app: version });
  }
}
