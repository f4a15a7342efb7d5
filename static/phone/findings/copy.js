/**
 * A copy of the walk in one file, for a phone that finds no network: `walk.json`, and the bytes of photos and voice
 * notes by their SHA-256. No token, no code and no receipt number go along: whoever finds the file alone can take nothing
 * back with it.
 */

import { isStanding } from "./finding.js";
import { bytesOf } from "./photos.js";
import { zipOf } from "../foundation/zip.js";

export const FORMAT = "farola-walk";
const ENDINGS = { "image/jpeg": "jpg", "audio/webm": "webm", "audio/mp4": "m4a" };

/** @returns {Promise<{blob: Blob, missing: number}>} `missing`: media that this phone can no longer read */
export async function copyOf({ diary, walk, at, app }) {
  const findings = diary.standing(walk.id);
  const media = findings.flatMap((record) => diary.mediaOf(record));
  const broken = new Set();
  async function* files() {
    for (const medium of media.filter(({ isGivenUp }) => !isGivenUp)) {
      const bytes = await bytesOf(diary.phone, medium).catch(() => broken.add(medium.key) && null);
      if (bytes) yield { name: fileOf(medium), bytes };
    }
    const told = toldOf({ walk, findings, media, broken, withdrawn: diary.of(walk.id).filter((record) => !isStanding(record) && record.isWithdrawn), at, app });
    yield { name: "walk.json", bytes: new TextEncoder().encode(JSON.stringify(told, null, 1)).buffer };
  }
  return { blob: await zipOf(files(), new Date(at)), missing: broken.size };
}

/** The file's name says nothing but the day. */
export function nameOf(at) {
  return `notes-${at.slice(0, 10)}.walk`;
}

/** The findings exactly as they go on the wire, with what the server needs to let them in. */
function toldOf({ walk, findings, media, broken, withdrawn, at, app }) {
  const shown = walk.pack.consent.text_sha256;
  return {
    format: FORMAT, version: 1, made_at: at, app, walk: walk.pack.walk.id, walker: walk.walker, language: walk.language,
    consent: { text_sha256: shown[walk.consentLanguage] ?? shown, scopes: walk.scopes, language: walk.consentLanguage, agreed_at: walk.joinedAt },
    findings: findings.map((record) => record.body), withdrawn: withdrawn.map((record) => record.id),
    media: media.map((medium) => ({ finding: medium.finding, sha256: medium.sha256, kind: medium.kind, type: medium.type, size: medium.size, file: broken.has(medium.key) || medium.isGivenUp ? null : fileOf(medium) })),
  };
}

function fileOf({ sha256, type }) {
  return `media/${sha256}.${ENDINGS[type] ?? "bin"}`;
}
