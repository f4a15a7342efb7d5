/** The outbox: joins if that is still to do, then findings, then what was taken back, then voice, then photos. Sending twice is harmless. */

import { phoneTime } from "../foundation/clock.js";
import { joinBody, joined } from "../walks/joining.js";
import { isTakingBack } from "../walks/parting.js";
import { isWaiting } from "./finding.js";
import { pushedInParts } from "./parts.js";
import { bytesOf, inOrderOfSending, isMediumUnsent } from "./photos.js";
import { mediumReceipt, receiptsFor, withdrawalReceipt } from "./receipts.js";
import { Errand, isFinal } from "./refusing.js";
import { NobodyAnswered } from "./sending.js";

const BATCH = 50;
/** The server takes 1 MB at once; the rest is room for what surrounds the findings. */
const BATCH_BYTES = 900000;

/** Something answered 200 that is not our server. */
export function captive() {
  return Object.assign(new NobodyAnswered(), { isCaptive: true });
}

/**
 * Send all that waits.
 * @param {{diary, send, walk: () => object, keepWalk: (walk) => Promise, holds?: (medium) => boolean, isSlow?: () => boolean}} outbox
 *   `holds`: media that wait for a better line although there is one
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
  const errand = new Errand();
  if (isTakingBack(walk())) return takeAllBack(outbox);
  if (!walk().isJoined) await join(outbox);
  for (const batch of batches(diary.of(walk().id).filter((record) => !record.isWithdrawn && isWaiting(record)), walk())) {
    await errand.carry(() => sendFindings(outbox, batch), (trouble, isSetAside) => refused(outbox, batch, trouble, isSetAside));
  }
  for (const record of diary.of(walk().id).filter((one) => one.isWithdrawn && isWaiting(one))) {
    await errand.carry(() => sendWithdrawal(outbox, record), (trouble, isSetAside) => refused(outbox, [record], trouble, isSetAside));
  }
  const media = diary.of(walk().id).flatMap((record) => diary.mediaOf(record));
  for (const medium of inOrderOfSending(media)) {
    if (!isMediumUnsent(medium, diary.findings.get(medium.finding)) || outbox.holds?.(medium)) continue;
    await errand.carry(() => sendMedium(outbox, medium), (trouble, isSetAside) => refusedMedium(outbox, medium, trouble, isSetAside));
  }
  return diary.waiting(outbox.holds, walk().id).length ? "waiting" : "empty";
}

/** Everything, by the number: it erases also what came from another phone and what she said about herself. */
async function takeAllBack({ send, walk, keepWalk }) {
  const answer = (await send.post("/withdraw", { receipt: walk().receipt })).body;
  if (!Array.isArray(answer?.receipts) || answer.receipts.some((receipt) => receipt?.state !== "withdrawn")) throw captive();
  await keepWalk({ ...walk(), isTakenBackThere: true });
  return "empty";
}

/** Findings in parcels that the server accepts. One that was refused goes alone and after the others, which it must not hold up. */
export function batches(unsorted, walk) {
  const records = [...unsorted].sort((a, b) => (a.refusals ?? 0) - (b.refusals ?? 0));
  const most = Math.min(walk.pack.limits?.batch ?? BATCH, 100);
  const parcels = [];
  let size = Infinity;
  for (const record of records) {
    if (record.refusals) size = Infinity;
    const bytes = new TextEncoder().encode(JSON.stringify(record.body)).byteLength;
    if (size + bytes > BATCH_BYTES || parcels.at(-1).length >= most) { parcels.push([]); size = 0; }
    parcels.at(-1).push(record);
    size = record.refusals ? Infinity : size + bytes;
  }
  return parcels;
}

async function join({ send, walk, keepWalk }) {
  const answer = await send.post("/join", joinBody(walk(), phoneTime()));
  const record = joined(walk(), answer.body, Date.now());
  if (!record) throw captive();
  await keepWalk(record);
}

async function sendFindings({ diary, send }, parcel) {
  // Marked before the first byte leaves: a reply may be lost, and then the server has it and we do not know.
  for (const record of parcel) if (!record.isTried) await diary.mark(record, (kept) => ({ ...kept, isTried: true }));
  // What she took back since the parcel was made stays here.
  const batch = parcel.map(({ id }) => diary.findings.get(id)).filter((record) => record && !record.isWithdrawn);
  const sent = batch.map((record) => record.body);
  if (!sent.length) return;
  const receipts = receiptsFor(sent, (await send.post("/findings", { findings: sent })).body);
  if (!receipts) throw captive();
  for (const [place, receipt] of receipts.entries()) {
    const covered = { ...receipt, at: phoneTime(), revision: Math.max(receipt.revision, sent[place].revision) };
    // Taken back elsewhere, with the number: the server's word holds here too.
    await diary.mark(batch[place], (kept) => ({ ...kept, receipt: covered, refusals: 0, isWithdrawn: kept.isWithdrawn || receipt.state === "withdrawn" }));
  }
}

async function sendWithdrawal({ diary, send }, record) {
  const receipt = withdrawalReceipt(record.id, (await send.withdraw(record.id)).body);
  if (!receipt) throw captive();
  await diary.mark(record, (kept) => ({ ...kept, receipt, isWithdrawn: true }));
}

async function sendMedium({ diary, send, isSlow }, medium) {
  const bytes = await bytesOf(diary.phone, medium);
  await diary.changeMedium(medium.key, (kept) => ({ ...kept, tries: kept.tries + 1 }));
  const inParts = medium.tries > 0 || isSlow?.();
  const receipt = inParts ? await pushedInParts(send, medium, bytes) : mediumReceipt(medium, (await send.put(medium, bytes)).body);
  if (!receipt) throw captive();
  await diary.changeMedium(medium.key, (kept) => ({ ...kept, receipt: { ...receipt, at: phoneTime() } }));
}

/** What the server refused: counted, and after a while left aside with its reason, until it is changed. */
async function refused({ diary }, batch, trouble, isSetAside) {
  for (const record of batch) {
    await diary.mark(record, (kept) => {
      const refusals = (kept.refusals ?? 0) + 1;
      return { ...kept, refusals, isSetAside: batch.length === 1 && isSetAside(refusals), reason: trouble.sentence || "" };
    });
  }
}

async function refusedMedium({ diary }, medium, trouble, isSetAside) {
  await diary.changeMedium(medium.key, (kept) => {
    const refusals = (kept.refusals ?? 0) + 1;
    return { ...kept, refusals, isDamaged: isFinal(trouble) || isSetAside(refusals), reason: trouble.sentence || "" };
  });
}
