/**
 * Parting from a walk on this phone: put away while the next person has it, taken back, or forgotten.
 * What is put away stays whole and goes on being sent; what is forgotten leaves nothing here.
 */

/** Marks of the walk at hand: where she was, which walk she asked for, what she was doing. */
const AT_HAND = ["here", "asked", "pending-photo"];
const WISHES = "preferences";
/** Shelves that hold no walk: the app itself, and the words of languages that were spoken. */
const OF_NOBODY = /^(shell-|words$)/;

/** Put her walk away, so that the next person starts with an empty phone. @param {object|null} lock four pictures (lock.js) */
export async function putAway(outing, lock = null) {
  const away = (walk) => ({ ...walk, isPutAway: true, lock });
  await outing.phone.change("walks", outing.walk.id, away, {}, { kept: [...AT_HAND, WISHES] });
  forgetWishes();
  await outing.letGo();
}

/** Her own walk again. */
export async function takeUpAgain(outing, walk) {
  await outing.begin(walk, { isPutAway: false });
  outing.others = await restingOn(outing.phone);
}

/** Walks that rest on this phone while somebody else has it. */
export async function restingOn(phone) {
  return (await phone.all("walks")).filter((walk) => walk.isPutAway);
}

/**
 * The walk of the one who holds this phone, as far as it is the walk with this id on the server; null when she is new to
 * it, even when somebody before her was not.
 */
export async function ownWalkOn(phone, packWalkId) {
  const here = await phone.read("kept", "here");
  const walk = (here?.walk && (await phone.read("walks", here.walk))) ?? (await phone.read("walks", packWalkId));
  return walk && !walk.isPutAway && walk.pack.walk.id === packWalkId ? walk : null;
}

/** What to call a walk on this phone: as the server does, unless another person's walk has that name here. */
export async function nameOnPhone(phone, walk) {
  const taken = await phone.read("walks", walk.id);
  return taken && taken.walker !== walk.walker ? { ...walk, id: walk.walker } : walk;
}

/**
 * She takes back all that she gave. It leaves this phone at once; the server hears of it as soon as it can be reached,
 * by the number, which erases what she said about herself too.
 */
export async function takeAllBack(outing) {
  await outing.diary.forget(outing.walk.id, (walk) => ({ ...walk, isTakenBack: true, profile: {} }));
  await outing.keepWalk({});
  outing.courier?.hurry();
}

/** Whether the server has still to hear that she took everything back. A walk that never reached it has nothing to take back. */
export function isTakingBack(walk) {
  return Boolean(walk.isTakenBack && walk.isJoined && !walk.isTakenBackThere);
}

/** Nothing about this walk stays on this phone: no answer, no photo, no number, no wish. What was sent stays sent. */
export async function forget(outing, { shelves = globalThis.caches } = {}) {
  const { walk, phone } = outing;
  const parts = (await phone.all("bytes")).map((one) => one.key).filter((key) => key.startsWith("part."));
  await outing.diary.forget(walk.id, undefined, { walks: [walk.id], kept: [...AT_HAND, "recording", "reserve", WISHES], bytes: [...parts, "reserve"] });
  forgetWishes();
  await outing.letGo();
  // Sounds are of the walk, and others who rest here may need them still.
  const names = outing.others.length ? [] : (await shelves?.keys()) ?? [];
  for (const name of names) if (!OF_NOBODY.test(name)) await shelves.delete(name);
}

function forgetWishes(storage = globalThis.localStorage) {
  storage?.removeItem(WISHES);
}
