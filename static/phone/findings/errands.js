/** The courier's errands for one app: the outbox of the walk at hand, and a word about what is left. */

import { preferences } from "../foundation/preferences.js";
import { Courier } from "./courier.js";
import { holdsPhotos, isSlow } from "./line.js";
import { NobodyAnswered } from "./sending.js";

/** @param {{outing, diary, send, version}} app @param {() => void} told called when something changed */
export function courierFor(app, told) {
  const takesPart = () => Boolean(app.outing?.walk) && !app.outing.walk.isLookOnly;
  const hasWork = () => takesPart() && (!app.outing.walk.isJoined || app.diary.waiting(holds(app)).length > 0);
  return new Courier(() => empty(app), { hasWork, told, pulse: () => pulse(app) });
}

/** Whether photos wait for Wi-Fi although there is a network. */
export function isHolding(app) {
  const { media } = app.diary.unsent();
  return media.some((key) => holds(app)(app.diary.media.get(key)));
}

/** What stays although there is a network, until she says "Send now". */
function holds({ courier }) {
  const isHeld = !courier.isAsked && holdsPhotos(preferences().photos, globalThis.navigator?.connection);
  return (medium) => isHeld && medium.kind === "photo";
}

async function empty(app) {
  // Not needed for the first screen. Without a network and before the worker has it, it is as if nobody answered.
  const { emptyOutbox } = await import("./outbox.js").catch(() => { throw new NobodyAnswered(); });
  const { diary, send, outing } = app;
  const line = { holds: holds(app), isSlow: () => isSlow(globalThis.navigator?.connection) };
  return emptyOutbox({ diary, send, walk: () => outing.walk, keepWalk: (walk) => outing.keepWalk(walk), ...line });
}

/** So that nobody leaves with findings that only one phone knows. */
async function pulse({ outing, diary, send, version }) {
  if (!outing.walk?.isJoined) return;
  const { findings, media } = diary.unsent();
  await send.post("/pulse", { unsent: { findings: findings.length, media: media.length }, app: version });
}
