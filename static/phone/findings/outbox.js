/** The outbox: joins if that is still to do, then findings, then what was taken back, then voice, then photos. Sending twice is harmless. */

import { phoneTime } from "../foundation/clock.js";
import { joinBody, joined } from "../walks/joining.js";
import { isUnsent } from "./finding.js";
import { bytesOf, inOrderOfSending, isMediumUnsent, PhotoIsDamaged } from "./photos.js";
import { mediumReceipt, receiptsFor, withdrawalReceipt } from "./receipts.js";
import { NobodyAnswered, Refused } from "./sending.js";

const BATCH = 50;
/** The server takes 1 MB at once; the rest is room for what surrounds the findings. */
const BATCH_BYTES = 900000;

/** Something answered 200 that is not our server. */
export function captive() {
  return Object.assign(new NobodyAnswered(), { isCaptive: true });
}

/**
 * Send all that waits.
 * @param {{diary, send, walk: () => object, keepWalk: (walk) => Promise}} outbox
 * @returns {Promise<"empty"|"waiting">} rejects with NobodyAnswered or Refused; what was receipted before stays receipted
 */
export async function emptyOutbox(outbox) {
  try {
    return await sendAll(outbox);
  } catch (trouble) {
    if (trouble.code !== "token-unknown" || !outbox.walk().isJoined) throw trouble;
    // The server forgot this phone (a restored backup, a token that grew old): the same walker joins once more.
    await outbox.keepWalk({ ...outbox.walk(), token: "", isJoined: false });
    return sendAll(outbox);
  }
}

async function sendAll(outbox) {
  const { diary, walk } = outbox;
  if (!walk().isJoined) await join(outbox);
  for (const batch of batches(diary.of(walk().id).filter((record) => !record.isWithdrawn && isUnsent(record)), walk())) {
    await sendFindings(outbox, batch);
  }
  for (const record of diary.of(walk().id).filter((one) => one.isWithdrawn && isUnsent(one))) await sendWithdrawal(outbox, record);
  const media = diary.of(walk().id).flatMap((record) => diary.mediaOf(record));
  for (const medium of inOrderOfSending(media)) await sendMedium(outbox, medium);
  return diary.countUnsent() ? "waiting" : "empty";
}

/** Findings in parcels that the server accepts. */
export function batches(records, walk) {
  const most = Math.min(walk.pack.limits?.batch ?? BATCH, 100);
  const parcels = [];
  let size = Infinity;
  for (const record of records) {
    const bytes = new TextEncoder().encode(JSON.stringify(record.body)).byteLength;
    if (size + bytes > BATCH_BYTES || parcels.at(-1).length >= most) { parcels.push([]); size = 0; }
    parcels.at(-1).push(record);
    size += bytes;
  }
  return parcels;
}

async function join({ send, walk, keepWalk }) {
  const answer = await send.post("/join", joinBody(walk(), phoneTime()));
  const record = joined(walk(), answer.body, Date.now());
  if (!record) throw captive();
  await keepWalk(record);
}

async function sendFindings({ diary, send }, batch) {
  // Marked before the first byte leaves: a reply may be lost, and then the server has it and we do not know.
  for (const record of batch) if (!record.isTried) await diary.keep(record, (kept) => ({ ...kept, isTried: true }));
  const sent = batch.map((record) => record.body);
  const receipts = receiptsFor(sent, (await send.post("/findings", { findings: sent })).body);
  if (!receipts) throw captive();
  for (const [place, receipt] of receipts.entries()) {
    const covered = { ...receipt, revision: Math.max(receipt.revision, sent[place].revision) };
    // Taken back elsewhere, with the number: the server's word holds here too.
    await diary.keep(batch[place], (kept) => ({ ...kept, receipt: covered, isWithdrawn: kept.isWithdrawn || receipt.state === "withdrawn" }));
  }
}

async function sendWithdrawal({ diary, send }, record) {
  const receipt = withdrawalReceipt(record.id, (await send.withdraw(record.id)).body);
  if (!receipt) throw captive();
  await diary.keep(record, (kept) => ({ ...kept, receipt, isWithdrawn: true }));
}

async function sendMedium({ diary, send }, medium) {
  if (!isMediumUnsent(medium, diary.findings.get(medium.finding))) return;
  try {
    const bytes = await bytesOf(diary.phone, medium);
    const receipt = await pushed(send, medium, bytes, () => diary.changeMedium(medium.key, (kept) => ({ ...kept, tries: kept.tries + 1 })));
    if (!receipt) throw captive();
    await diary.changeMedium(medium.key, (kept) => ({ ...kept, receipt }));
  } catch (trouble) {
    if (!isOnlyThisPhoto(trouble)) throw trouble;
    await diary.changeMedium(medium.key, (kept) => ({ ...kept, isDamaged: true, reason: trouble.sentence || "" }));
  }
}

/** Push the bytes; a photo that was cut off before goes on where the server has it. */
async function pushed(send, medium, bytes, noteTry) {
  const { offset } = medium.tries ? await send.head(medium) : { offset: 0 };
  await noteTry();
  const isPart = offset > 0 && offset < bytes.byteLength;
  const answer = isPart ? await send.patch(medium, bytes.slice(offset), offset) : await send.put(medium, bytes);
  return mediumReceipt(medium, answer.body);
}

/** A picture that cannot be read or that the server will never take must not hold up the others. */
function isOnlyThisPhoto(trouble) {
  return trouble instanceof PhotoIsDamaged || (trouble instanceof Refused && [413, 415, 422].includes(trouble.status));
}
