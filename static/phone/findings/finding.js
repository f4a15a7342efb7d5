/**
 * A finding: one stop visit of one walker. Everything here is pure: a record goes in, an altered one comes out.
 * `body` is exactly what goes on the wire (phone-api.md); the rest stays on the phone.
 */

/** How many steps back the undo button knows at one stop. */
const UNDO_STEPS = 60;
/** How long a deletion can be undone before the server hears of it. */
const SECOND_THOUGHTS_MS = 30000;

/** A finding without an answer yet. It is kept from the first answer on. */
export function beginFinding({ id, walk, stop = null, mode = "one_person", at }) {
  const { code, version, sha256 } = walk.pack.instrument;
  const body = {
    id, revision: 0, walk: walk.pack.walk.id, stop, started_at: at, changed_at: at, place: null, answers: {}, marks: [], words: {},
    media: [], mode, entry: "on_the_spot", instrument: { code, version, sha256 },
  };
  return { version: 1, id, walk: walk.id, body, undo: [], receipt: null, isTried: false, isWithdrawn: false };
}

/** The finding with one more answer; `undefined` clears it. */
export function answered(record, code, answer, at) {
  const step = { code, was: record.body.answers[code] };
  return revised(withStep(record, step), withAnswers(record.body, { [code]: answer }), at);
}

/** With her own words under a question; empty ones take them away. */
export function written(record, code, text, at) {
  const step = { word: code, was: record.body.words[code] };
  const isSame = record.undo.at(-1)?.word === code; // she is still writing: one step back, not one a letter
  return revised(isSame ? record : withStep(record, step), withWords(record.body, { [code]: text || undefined }), at);
}

/** With a place that she pointed out herself. */
export function pointedOut(record, place, at) {
  return revised(withStep(record, { place: record.body.place }), { ...record.body, place }, at);
}

/** With one more step that the undo button knows. */
export function withStep(record, step) {
  return { ...record, undo: [...record.undo, step].slice(-UNDO_STEPS) };
}

/** With many answers at one tap, such as those of the stop before: one revision, and one step back. */
export function answeredAll(record, answers, at) {
  const many = Object.fromEntries(Object.keys(answers).map((code) => [code, record.body.answers[code]]));
  return revised(withStep(record, { many }), withAnswers(record.body, answers), at);
}

/** With an answer about the walker herself: it travels with a finding, and the server keeps it apart from it. */
export function withAboutMe(record, code, answer, at) {
  return revised(record, withAnswers(record.body, { [code]: answer }), at);
}

/** One step back. @returns {{record, step: {code, was} | {many} | {photo} | {word, was} | {place} | {aside} | null}} what was undone, so that it can be asked again */
export function undone(record, at) {
  const step = record.undo.at(-1) ?? null;
  if (!step) return { record, step };
  const shorter = { ...record, undo: record.undo.slice(0, -1) };
  if (step.aside) return { record: shorter, step }; // another finding changes, not this one
  return { record: revised(shorter, reverted(record.body, step), at), step };
}

function reverted(body, step) {
  if (step.photo) return withoutPhoto(body, step.photo);
  if ("place" in step) return { ...body, place: step.place };
  if (step.word) return withWords(body, { [step.word]: step.was });
  return withAnswers(body, step.many ?? { [step.code]: step.was });
}

/** With a place that belongs to the change being made, not a change of its own. */
export function withPlace(record, place) {
  return { ...record, body: { ...record.body, place } };
}

/** The finding with a better place; null leaves what it has. */
export function placed(record, place, at) {
  return place ? revised(record, { ...record.body, place }, at) : record;
}

/** The finding with one more photo; the same picture twice changes nothing. */
export function withPhoto(record, medium, at) {
  if (record.body.media.some((had) => had.sha256 === medium.sha256)) return record;
  return revised(withStep(record, { photo: medium.sha256 }), { ...record.body, media: [...record.body.media, medium] }, at);
}

export function withoutPhotoNow(record, sha256, at) {
  const undo = record.undo.filter((step) => step.photo !== sha256);
  return revised({ ...record, undo }, withoutPhoto(record.body, sha256), at);
}

/**
 * Whether the server has not yet given a receipt for what the walker sees. A deletion rests for a while first:
 * the server never brings back what was taken back, so this is the time in which undo can keep its word.
 */
export function isUnsent(record, now = Date.now()) {
  if (record.isWithdrawn) return record.isTried && record.receipt?.state !== "withdrawn" && hasRested(record, now);
  return record.body.revision > 0 && (record.receipt?.revision ?? 0) < record.body.revision;
}

/** Whether the courier has to go for it: what the server refused again and again is left aside, and still only here. */
export function isWaiting(record, now = Date.now()) {
  return isUnsent(record, now) && !record.isSetAside;
}

/** By the phone's own clock, which may also have been set back since. */
function hasRested(record, now) {
  return Math.abs(now - Date.parse(record.body.changed_at)) > SECOND_THOUGHTS_MS;
}

/** Whether it counts as a visit that she made and did not take back. */
export function isStanding(record) {
  return record.body.revision > 0 && !record.isWithdrawn;
}

function withAnswers(body, more) {
  return { ...body, answers: merged(body.answers, more) };
}

function withWords(body, more) {
  return { ...body, words: merged(body.words, more) };
}

/** `undefined` clears what was there. */
function merged(had, more) {
  return Object.fromEntries(Object.entries({ ...had, ...more }).filter(([, value]) => value !== undefined));
}

function withoutPhoto(body, sha256) {
  return { ...body, media: body.media.filter((medium) => medium.sha256 !== sha256) };
}

function revised(record, body, at) {
  const again = { refusals: 0, isSetAside: false }; // what was refused may pass now that it changed
  return { ...record, ...again, body: { ...body, revision: record.body.revision + 1, changed_at: at } };
}
