/** What was kept under a permission, for when she takes the permission back. Pure. */

const KIND_OF = { photo: "photo", voice: "voice" };

/** How many things of these findings hang on this permission: photos, voice notes, or places. Use of words and photos holds none. */
export function heldUnder(scope, records) {
  if (scope === "place") return records.filter((record) => record.body.place).length;
  return records.flatMap((record) => record.body.media).filter((medium) => medium.kind === KIND_OF[scope]).length;
}

/** The finding without what hangs on this permission; the same record when there is nothing. */
export function withoutScope(record, scope, at) {
  if (!heldUnder(scope, [record])) return record;
  const { body } = record;
  const media = body.media.filter((medium) => medium.kind !== KIND_OF[scope]);
  const place = scope === "place" ? null : body.place;
  const undo = record.undo.filter((step) => !step.photo || media.some((medium) => medium.sha256 === step.photo));
  return { ...record, undo, body: { ...body, media, place, revision: body.revision + 1, changed_at: at } };
}
