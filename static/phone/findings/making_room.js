/**
 * Bytes of photos and voice notes that the server has. They stay for a day, because a server that is restored from last
 * night's backup asks for them again; when the phone is full they go at once. Thumbnails stay.
 */

const DAY_MS = 86400000;

/** Give up the bytes of everything that was receipted. @returns {Promise<number>} how many went */
export function makeRoom(diary) {
  return giveUp(diary, () => true);
}

/** The same for what was receipted a day ago or longer, by the phone's own clock, which may have been set back since. */
export function tidyUp(diary, now = Date.now()) {
  return giveUp(diary, ({ receipt }) => Math.abs(now - (Date.parse(receipt.at) || 0)) > DAY_MS);
}

async function giveUp(diary, isDue) {
  const sent = [...diary.media.values()].filter((medium) => medium.receipt && !medium.isGivenUp && isDue(medium));
  if (!sent.length) return 0;
  const keys = sent.map(({ key }) => key);
  await diary.phone.write({}, { bytes: keys });
  for (const key of keys) await diary.changeMedium(key, (medium) => ({ ...medium, isGivenUp: true }));
  return sent.length;
}
