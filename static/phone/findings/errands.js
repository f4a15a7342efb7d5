/** The courier's errands for one app: the outbox of the walk at hand, and a word about what is left. */

import { Courier } from "./courier.js";
import { NobodyAnswered } from "./sending.js";

/** @param {{outing, diary, send, version}} app @param {() => void} told called when something changed */
export function courierFor(app, told) {
  const hasWork = () => Boolean(app.outing.walk) && !app.outing.walk.isLookOnly && (!app.outing.walk.isJoined || app.diary.countUnsent() > 0);
  return new Courier(() => empty(app), { hasWork, told, pulse: () => pulse(app) });
}

async function empty({ outing, diary, send }) {
  // Not needed for the first screen. Without a network and before the worker has it, it is as if nobody answered.
  const { emptyOutbox } = await import("./outbox.js").catch(() => { throw new NobodyAnswered(); });
  return emptyOutbox({ diary, send, walk: () => outing.walk, keepWalk: (walk) => outing.keepWalk(walk) });
}

/** So that nobody leaves with findings that only one phone knows. */
async function pulse({ outing, diary, send, version }) {
  if (!outing.walk?.isJoined) return;
  const { findings, media } = diary.unsent();
  await send.post("/pulse", { unsent: { findings: findings.length, media: media.length }, app: version });
}
