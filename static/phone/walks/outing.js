/**
 * The walk at hand: which walk, which stop, which finding, what time of day. Everything that the screens ask for and
 * everything they change goes through here; it runs without a screen.
 */

import { phoneTime, trueNow, useOffset } from "../foundation/clock.js";
import { newId } from "../foundation/identifiers.js";
import { answered, answeredAll, beginFinding, placed, undone, withAboutMe, withPlace } from "../findings/finding.js";
import { bestFix, improves, placeOf } from "../findings/place.js";
import { questionNamed } from "../instruments/questions.js";
import { allows } from "./joining.js";
import { periodOf } from "./period.js";
import { proposedStop } from "./stops.js";

const PERIOD = "ctx_period";

export class Outing {
  walk = null;
  finding = null;
  lastTapAt = 0;

  constructor({ phone, diary, whereabouts, courier = null }) {
    Object.assign(this, { phone, diary, whereabouts, courier });
    whereabouts.listen((fix) => fix && this.#improvePlace(fix));
  }

  /** Everything as it was when the phone was last put away. @returns {boolean} whether a walk is open */
  async resume() {
    await this.diary.load();
    const here = await this.phone.read("kept", "here");
    const walk = here?.walk ? await this.phone.read("walks", here.walk) : null;
    if (!walk) return false;
    this.#use(walk);
    this.finding = this.diary.findings.get(here.finding) ?? this.#fresh(here.stop ?? null);
    return true;
  }

  /** Keep a walk that was just joined, and begin at its first stop. */
  async begin(walk) {
    await this.keepWalk(walk);
    this.finding = this.#fresh();
    await this.#keepHere();
  }

  async keepWalk(walk) {
    await this.phone.write({ walks: [walk] });
    this.#use(walk);
  }

  get period() {
    return periodOf(this.walk, trueNow());
  }

  /** The walker sees the sky; the phone only computes it. Holds until she says otherwise or the walk is joined anew. */
  async sayPeriod(period) {
    await this.keepWalk({ ...this.walk, saidPeriod: period });
    if (this.finding.body.revision > 0) await this.answer(PERIOD, period);
  }

  /** One tap: kept, timed and placed. Resolves when it is durable. */
  answer(code, value) {
    return this.#tapped((record, at) => answered(record, code, value, at));
  }

  /** Many answers at one tap: what holds as at the stop before. */
  answerAll(answers) {
    return this.#tapped((record, at) => answeredAll(record, answers, at));
  }

  async #tapped(alter) {
    const at = phoneTime();
    const here = this.#here(at);
    const finding = await this.#kept((record) => here(alter(record, at)));
    if (!finding.body.place) this.whereabouts.freshen();
    return finding;
  }

  /** @returns {Promise<object|null>} the step that was taken back: {code, was}, {many} or {photo} */
  async undo() {
    const { step } = undone(this.finding, phoneTime());
    if (step) await this.#kept((record) => undone(record, phoneTime()).record);
    return step;
  }

  /** A photo or voice note of this stop; or of another one, when it was left lying there. */
  async addMedium(medium, bytes, finding = this.finding) {
    const isHere = finding.id === this.finding.id;
    const kept = await this.diary.keepMedium(finding, medium, bytes, isHere ? this.#here(phoneTime()) : undefined);
    if (isHere) {
      this.finding = kept;
      await this.#keepHere();
    }
    this.courier?.nudge();
  }

  async dropMedium(finding, sha256) {
    const kept = await this.diary.dropPhoto(finding, sha256);
    if (kept.id === this.finding.id) this.finding = kept;
    this.courier?.nudge();
  }

  /** An optional answer about herself: kept with the walk, and sent along with her newest finding. */
  async answerAboutMe(code, value) {
    const profile = { ...this.walk.profile, [code]: value };
    await this.keepWalk({ ...this.walk, profile });
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
    else this.finding = { ...this.finding, body: { ...this.finding.body, stop: stopId } };
    await this.#keepHere();
  }

  proposal() {
    const visited = new Set(this.diary.standing(this.walk.id).map((record) => record.body.stop));
    return proposedStop(this.walk.pack.site.stops ?? [], visited, this.whereabouts.latest());
  }

  stopOf(record) {
    return (this.walk.pack.site.stops ?? []).find((stop) => stop.id === record.body.stop) ?? null;
  }

  #use(walk) {
    this.walk = walk;
    useOffset(walk.offset_ms);
  }

  #fresh(stop = this.proposal()?.id ?? null) {
    return beginFinding({ id: newId(), walk: this.walk, stop, mode: this.walk.mode, at: phoneTime() });
  }

  /** What comes with the first thing that is kept at a stop: the time of day and the place, when she allows it. */
  #here(at) {
    this.lastTapAt = Date.now();
    const place = allows(this.walk, "place") ? placeOf(bestFix(this.whereabouts.fixes, this.lastTapAt)) : null;
    return (record) => (record.body.place ? this.#withPeriod(record, at) : withPlace(this.#withPeriod(record, at), place));
  }

  #withPeriod(record, at) {
    const isKnown = PERIOD in record.body.answers || !questionNamed(this.walk.pack, PERIOD);
    if (isKnown) return record;
    return { ...record, body: { ...record.body, answers: { ...record.body.answers, [PERIOD]: this.period }, changed_at: at } };
  }

  async #kept(alter) {
    const isFirst = this.finding.body.revision === 0;
    this.finding = await this.diary.keep(this.finding, alter);
    if (isFirst) await this.#keepHere();
    this.courier?.nudge();
    return this.finding;
  }

  async #improvePlace(fix) {
    const { finding, lastTapAt } = this;
    if (!finding?.body.revision || !lastTapAt || !improves(fix, finding.body.place, lastTapAt)) return;
    if (!allows(this.walk, "place")) return;
    await this.#kept((record) => placed(record, placeOf(fix), phoneTime())).catch(() => {}); // the next fix tries again
  }

  #keepHere() {
    const here = { name: "here", walk: this.walk.id, finding: this.finding.id, stop: this.finding.body.stop };
    return this.phone.write({ kept: [here] });
  }
}
