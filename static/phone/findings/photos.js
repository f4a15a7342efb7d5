/** Photos as the phone keeps them: bytes with their fingerprint beside them, checked whenever they are read. */

import { sha256Of } from "../foundation/identifiers.js";

/** What a photo may be, whatever more the server would take: enough to see a lamp, little enough for a slow line. */
const LIMITS = { photo_edge_px: 1600, photo_bytes: 300000 };
const AIM_EDGE_PX = 1280;
/** A lamp or a hole in the path can still be told apart, at a third of the bytes. */
const SHORT_EDGE_PX = 800;
const QUALITIES = [0.7, 0.6, 0.5, 0.4];

/** The picture's own bytes are gone or changed on this phone. */
export class PhotoIsDamaged extends Error {}

/** The limits of a walk: the pack may ask for less than ours, and a phone that runs short takes small ones. */
export function limitsOf(pack, isShort = false) {
  const told = { ...pack.limits, ...(isShort && { photo_edge_px: SHORT_EDGE_PX }) };
  const least = (name) => Math.min(told[name] ?? LIMITS[name], LIMITS[name]);
  return { photo_edge_px: least("photo_edge_px"), photo_bytes: least("photo_bytes") };
}

/**
 * How to shrink a picture, best first: steps of {width, height, quality} to try until the bytes fit.
 * @param {number} width pixels of the source @param {number} height pixels of the source
 */
export function shrinkingSteps(width, height, limits = LIMITS) {
  const first_px = Math.min(AIM_EDGE_PX, limits.photo_edge_px);
  const edges = [first_px, ...[1024, 800, 640].filter((edge) => edge < first_px)];
  const first = QUALITIES.map((quality) => ({ ...within(width, height, first_px), quality }));
  return [...first, ...edges.slice(1).map((edge) => ({ ...within(width, height, edge), quality: 0.5 }))];
}

/** The size that fits into a square of `edge` pixels, never enlarged. */
export function within(width, height, edge) {
  const scale = Math.min(1, edge / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** @returns {Promise<object>} the record of a photo or voice note; `small` is a thumbnail of a few kilobytes */
export async function mediumRecord({ finding, indicator, bytes, small, at, type = "image/jpeg", kind = "photo", seconds = null }) {
  const sha256 = await sha256Of(bytes);
  return {
    version: 1, key: `${finding}.${sha256}`, finding, sha256, kind, seconds, indicator, type, size: bytes.byteLength,
    small, taken_at: at, caption: "", receipt: null, tries: 0, isDamaged: false,
  };
}

export function mediumOnWire({ sha256, kind, indicator, taken_at, seconds = null, caption }) {
  return { sha256, kind, indicator, taken_at, seconds, caption };
}

/**
 * Voice notes go before photos, and small ones before large ones: a short signal carries the most that way. What was tried
 * before goes after everything else, so that one that never arrives holds up nothing.
 */
export function inOrderOfSending(media) {
  const isVoice = ({ kind }) => Number(kind === "voice");
  return [...media].sort((a, b) => (a.tries ?? 0) - (b.tries ?? 0) || isVoice(b) - isVoice(a) || a.size - b.size);
}

/** A photo or voice note waits while its finding still names it and no receipt covers it. */
export function isMediumUnsent(medium, finding) {
  if (medium.receipt || medium.isDamaged || !finding || finding.isWithdrawn) return false;
  return finding.body.media.some((named) => named.sha256 === medium.sha256);
}

/** The bytes of a photo, checked against their fingerprint. Raises PhotoIsDamaged. */
export async function bytesOf(phone, medium) {
  const kept = await phone.read("bytes", medium.key).catch(() => null);
  if (!kept || (await sha256Of(kept.bytes)) !== medium.sha256) throw new PhotoIsDamaged(medium.key);
  return kept.bytes;
}
