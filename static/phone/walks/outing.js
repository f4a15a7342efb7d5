/**
 * The walk at hand: which walk, which stop, which finding, what time of day. Everything that the screens ask for and
 * everything they change goes through here; it runs without a screen.
 */

import { phoneTime, trueNow, useOffset } from "../foundation/clock.js";
import { newId } from "../foundation/identifiers.js";
import { answered, answeredAll, beginFinding, placed, undone, withAboutMe, withPhoto, withPlace, withStep } from "../findings/finding.js";
import { answeredLater } from "../findings/asides.js";
import { mediumOnWire } from "../findings/photos.js";
import { bestFix, improves, placeOf } from "../findings/place.js";
import { questionNamed } from "../instruments/questions.js";
import { allows } from "./joining.js";
import { restingOn } from "./parting.js";
import { periodOf } from "./period.js";
import { tidyUp } from "./tidying.js";
import { isDarkOutside, proposedStop, visitsInThisLight } from "./stops.js";

const PERIOD = "ctx_period";
/** A finding that rested longer than this is being mended, not made: where she is now is not where it was. */
const STILL_HERE_MS = 600000;

export class Outing {
  walk = null;
  finding = null;
  #placing = null; // the finding that was placed last, and the moment of that tap
  others = [];

  constructor({ phone, diary, whereabouts, courier = null }) {
    Object.assign(this, { phone, diary, whereabouts, courier });
    whereabouts.listen((fix) => fix && this.#standsAt(fix));
  }

  /** Everything as it was when the phone was last put away. @returns {boolean} whether a walk is open */
  async resume() {
    await this.diary.load();
    this.others = (await tidyUp(this)).filter((walk) => walk.isPutAway);
    const here = await this.phone.read("kept", "here");
    const walk = here?.walk ? await this.phone.read("walks", here.walk) : null;
    if (!walk) return false;
    this.#use(walk);
    this.finding = this.diary.findings.get(here.finding) ?? this.#fresh(here.stop ?? null);
    return true;
  }

  /** Keep a walk that was just joined, or take one up again with these changes, and begin at its first stop. */
  async begin(walk, changes = {}) {
    await this.keepWalk(changes, walk);
    this.#placing = null;
    this.finding = this.#fresh();
    await this.#keepHere();
  }

  /** No walk is at hand any more; what lies on the phone is not touched. */
  async letGo() {
    Object.assign(this, { walk: null, finding: null });
    this.#placing = null;
    this.whereabouts.stop?.();
    this.others = await restingOn(this.phone);
  }

  /** The walks whose things are to be sent: the one at hand, and those of people who had this phone before. */
  get walks() {
    return [this.walk, ...this.others].filter((walk) => walk && !walk.isLookOnly);
  }

  /** Change the walk as it lies on the phone by then: the courier, or another tap, may have changed it meanwhile. */
  keepWalk(changes, walk = this.walk) {
    return this.#alterWalk((kept) => ({ ...kept, ...changes }), walk);
  }

  async #alterWalk(alter, walk = this.walk) {
    this.#use(await this.phone.change("walks", walk.id, (kept = walk) => alter(kept)));
  }

  /** A walk has changed by being sent: the one at hand, or one that rests here. One that was forgotten meanwhile stays so. */
  async keepSent(sent) {
    const { token, receipt, offset_ms, isTakenBackThere } = sent;
    // What she allows may have changed while the server was told the old: then it must be told again.
    const isHeard = (kept) => sent.isJoined && String(kept.scopes) === String(sent.scopes);
    const alter = (kept) => kept && { ...kept, token, receipt, offset_ms, isTakenBackThere, isJoined: isHeard(kept) };
    const walk = await this.phone.change("walks", sent.id, alter);
    if (walk && this.walk?.id === walk.id) this.#use(walk);
    this.others = this.others.map((one) => (one.id === walk?.id ? walk : one));
  }

  get period() {
    return periodOf(this.walk, trueNow());
  }

  /** The light of the stop on the screen, which may be one of this afternoon. */
  get periodHere() {
    return this.finding.body.answers[PERIOD] ?? this.period;
  }

  /**
   * The walker sees the sky; the phone only computes it. Holds until she says otherwise or the walk is joined anew. It is
   * true of the stop that she is answering; one that she left a while ago keeps its light, and a new one begins.
   */
  async sayPeriod(period) {
    await this.keepWalk({ saidPeriod: period });
    if (this.finding.body.revision === 0) await this.#arrive();
    else if (this.finding.aside || isBeingMade(this.finding)) await this.answer(PERIOD, period);
    else await this.next();
  }

  /** One tap: kept, timed and placed. Resolves when it is durable. */
  answer(code, value) {
    return this.tap((record, at) => answered(record, code, value, at));
  }

  /** Many answers at one tap: what holds as at the stop before. */
  answerAll(answers) {
    return this.tap((record, at) => answeredAll(record, answers, at));
  }

  /** @param {(record, at: string) => record} alter pure; what one tap makes of the finding on the screen */
  async tap(alter) {
    const at = phoneTime();
    const here = this.#here(this.finding, at);
    const finding = await this.#kept((record) => here(alter(record, at)));
    if (!finding.body.place) this.whereabouts.freshen();
    return finding;
  }

  /**
   * One tap beside the stop on the screen: a finding of its own, kept, timed and placed, belonging to no stop.
   * The undo button of the stop knows it. @param {(record) => record} alter pure
   */
  async beside(alter) {
    const at = phoneTime();
    const begun = beginFinding({ id: newId(), walk: this.walk, stop: null, mode: this.walk.mode, at });
    const kept = await this.diary.keep(begun, this.#here(begun, at, alter));
    await this.#remember((record) => withStep(record, { aside: kept.id })).catch(() => {}); // the mark itself is kept
    if (!kept.body.place) this.whereabouts.freshen();
    this.courier?.nudge();
    return kept;
  }

  /** @returns {Promise<object|null>} the step that was taken back: {code, was}, {many}, {photo}, {word}, {place} or {aside} */
  async undo() {
    let step = null;
    await this.#remember((before) => {
      const back = undone(before, phoneTime()); // only here it is known what was kept last
      ({ step } = back);
      return back.record;
    });
    if (step?.aside) await this.#withdraw(step.aside);
    this.courier?.nudge();
    return step;
  }

  #withdraw(id) {
    const changed_at = phoneTime();
    return this.alter(this.diary.findings.get(id), (record) => ({ ...record, isWithdrawn: true, body: { ...record.body, changed_at } }));
  }

  /** What the undo button knows. A stop without an answer lies only in memory, and so does this. */
  async #remember(alter) {
    const { finding } = this;
    this.#know(finding.body.revision === 0 ? alter(finding) : await this.diary.keep(finding, alter));
  }

  /** A photo or voice note of this stop; or of another one, when it was left lying there. */
  async addMedium(medium, bytes, finding = this.finding) {
    const isHere = finding.id === this.finding.id;
    const record = isHere ? this.finding : finding; // she may have arrived somewhere since
    this.#know(await this.diary.keepMedium(record, medium, bytes, isHere ? this.#here(record, phoneTime()) : undefined));
    if (isHere) await this.#keepHere();
    this.courier?.nudge();
  }

  /** Alter any finding of this walk, and know it anew when it is the one at hand. */
  async alter(finding, change) {
    const kept = this.#know(await this.diary.keep(finding, change));
    this.courier?.nudge();
    return kept;
  }

  async dropMedium(finding, sha256) {
    this.#know(await this.diary.dropPhoto(finding, sha256));
    this.courier?.nudge();
  }

  /** What was taken away a moment ago. The server erased it by then, so it is sent again from the beginning. */
  async restoreMedium(finding, medium) {
    await this.diary.changeMedium(medium.key, (kept) => ({ ...kept, receipt: null, tries: 0 }));
    await this.alter(finding, (record) => withPhoto(record, mediumOnWire(medium), phoneTime()));
  }

  /** An optional answer about herself: kept with the walk, and sent along with her newest finding. */
  async answerAboutMe(code, value) {
    await this.#alterWalk((kept) => ({ ...kept, profile: { ...kept.profile, [code]: value } }));
    const carrier = this.diary.standing(this.walk.id).at(-1);
    if (carrier) await this.diary.keep(carrier, (record) => withAboutMe(record, code, value, phoneTime()));
    this.finding = this.diary.findings.get(this.finding.id) ?? this.finding;
    this.courier?.nudge();
  }

  /** Go on: a new finding at the stop that lies nearest, or at none. Nothing is asked. */
  async next(stop = this.proposal()) {
    this.whereabouts.freshen();
    this.finding = this.#fresh(stop?.id ?? null);
    await this.#keepHere();
  }

  async open(findingId) {
    this.finding = this.diary.findings.get(findingId);
    await this.#keepHere();
  }

  /** Say which planned stop this is; null for another place. */
  async chooseStop(stopId) {
    const alter = (record) => ({ ...record, body: { ...record.body, stop: stopId, revision: record.body.revision + 1 } });
    if (this.finding.body.revision > 0) await this.#kept(alter);
    else this.#takeStop(stopId, true);
    await this.#keepHere();
  }

  #takeStop(stop, isChosen) {
    this.finding = { ...this.finding, isChosen, body: { ...this.finding.body, stop } };
  }

  proposal() {
    const { visited, back } = visitsInThisLight(this.diary.standing(this.walk.id), isDarkOutside(this.period));
    return proposedStop(this.walk.pack.site.stops ?? [], visited, this.whereabouts.latest(), back);
  }

  stopOf(record) {
    return (this.walk.pack.site.stops ?? []).find((stop) => stop.id === record.body.stop) ?? null;
  }

  /** What was kept takes its place on the screen, unless she has gone on meanwhile. */
  #know(kept) {
    if (kept?.id === this.finding?.id) this.finding = kept;
    return kept;
  }

  #use(walk) {
    this.walk = walk;
    useOffset(walk.offset_ms);
  }

  #fresh(stop = this.proposal()?.id ?? null) {
    return beginFinding({ id: newId(), walk: this.walk, stop, mode: this.walk.mode, at: phoneTime() });
  }

  /** What comes with the first thing that is kept at a stop: the time of day and the place, when she allows it and is still there. */
  #here(finding, at, alter = (record) => record) {
    const now = Date.now();
    const isStill = isBeingMade(finding, now);
    if (isStill && !finding.body.place) this.#placing = { id: finding.id, at: now };
    const place = isStill && allows(this.walk, "place") ? placeOf(bestFix(this.whereabouts.fixes, now)) : null;
    return (before) => {
      const record = answeredLater(before, this.#withPeriod(alter(before), at));
      return record.body.place ? record : withPlace(record, place);
    };
  }

  #withPeriod(record, at) {
    const isKnown = PERIOD in record.body.answers || !questionNamed(this.walk.pack, PERIOD);
    if (isKnown) return record;
    return { ...record, body: { ...record.body, answers: { ...record.body.answers, [PERIOD]: this.period }, changed_at: at } };
  }

  async #kept(alter) {
    const { finding } = this;
    const kept = this.#know(await this.diary.keep(finding, alter));
    if (finding.body.revision === 0) await this.#keepHere();
    this.courier?.nudge();
    return kept;
  }

  /** A new fix: it may better the place of the last tap, and it tells at which stop she arrived. */
  async #standsAt(fix) {
    if (this.finding?.body.revision === 0) await this.#arrive();
    const { id, at } = this.#placing ?? {};
    const placing = this.diary.findings.get(id);
    if (!placing || !allows(this.walk, "place") || !improves(fix, placing.body.place, at)) return;
    await this.diary.mark(placing, (record) => placed(record, placeOf(fix), phoneTime())).then((kept) => kept && this.#know(kept), () => {}); // the next fix tries again
    this.courier?.nudge();
  }

  async #arrive() {
    const stop = this.finding.isChosen ? null : this.proposal();
    if (!stop || stop.id === this.finding.body.stop) return;
    this.#takeStop(stop.id, false);
    await this.#keepHere().catch(() => {});
  }

  #keepHere() {
    const here = { name: "here", walk: this.walk.id, finding: this.finding.id, stop: this.finding.body.stop };
    return this.phone.write({ kept: [here] });
  }
}

/** Whether she still stands where she answered last. What she marked in passing is behind her at once. */
function isBeingMade(finding, now = Date.now()) {
  if (finding.body.revision === 0) return true;
  return !finding.aside && Math.abs(now - Date.parse(finding.body.changed_at)) < STILL_HERE_MS;
}
