/**
 * The walker's diary: her findings and photos of one walk, in memory and on the phone. Every change is durable
 * before its promise resolves; the second witness is told afterwards.
 */

import { writeCanary } from "../foundation/canary.js";
import { phoneTime } from "../foundation/clock.js";
import { isStanding, isUnsent, isWaiting, withPhoto, withoutPhotoNow } from "./finding.js";
import { isMediumUnsent, mediumOnWire } from "./photos.js";

export class Diary {
  findings = new Map();
  media = new Map();
  #listeners = new Set();
  #changes = 0;

  /** @param channel a BroadcastChannel to other tabs, or null @param storage @param jar where the second witness writes */
  constructor(phone, { storage = globalThis.localStorage, jar = globalThis.document, channel = null } = {}) {
    this.phone = phone;
    this.storage = storage;
    this.jar = jar;
    this.channel = channel;
    if (channel) channel.onmessage = () => this.load().then(() => this.#tell());
  }

  listen(listener) {
    this.#listeners.add(listener);
  }

  /** Read everything that lies on the phone. The bytes of photos stay where they are. */
  async load() {
    const seen = this.#changes;
    const [findings, media] = await Promise.all([this.phone.all("findings"), this.phone.all("media")]);
    if (seen !== this.#changes) return this.load(); // what was read is older than what was kept here meanwhile
    this.findings = new Map(findings.map((record) => [record.id, record]));
    this.media = new Map(media.map((medium) => [medium.key, medium]));
  }

  of(walkId) {
    return [...this.findings.values()].filter((record) => record.walk === walkId);
  }

  /** The stops of a walk that count, in the order in which they were begun. */
  standing(walkId) {
    return this.of(walkId).filter(isStanding).sort((a, b) => (a.body.started_at < b.body.started_at ? -1 : 1));
  }

  /** Which stop of her walk this is, counted from one; a stop without an answer is the next. What she marked in passing is none. */
  numberOf(record) {
    const before = (one) => !one.aside && one.id !== record.id && one.body.started_at <= record.body.started_at;
    return this.standing(record.walk).filter(before).length + 1;
  }

  mediaOf(record) {
    return record.body.media.map((medium) => this.media.get(`${record.id}.${medium.sha256}`)).filter(Boolean);
  }

  /** Ids of all that no receipt covers yet; of one walk, when it is named. */
  unsent(walkId = null) {
    const isMeant = (record) => walkId === null || record?.walk === walkId;
    const findings = [...this.findings.values()].filter((record) => isMeant(record) && isUnsent(record)).map((record) => record.id);
    const media = [...this.media.values()].filter((medium) => {
      const finding = this.findings.get(medium.finding);
      return isMeant(finding) && isMediumUnsent(medium, finding);
    });
    return { findings, media: media.map((medium) => medium.key) };
  }

  /** Keys of all that the courier can carry now, of one walk when it is named. @param {(medium) => boolean} holds what waits for a better line */
  waiting(holds = () => false, walkId = null) {
    const { findings, media } = this.unsent(walkId);
    return [...findings.filter((id) => isWaiting(this.findings.get(id))), ...media.filter((key) => !holds(this.media.get(key)))];
  }

  countUnsent(walkId = null) {
    const { findings, media } = this.unsent(walkId);
    return findings.length + media.length;
  }

  /** Let go of everything of one walk, for good and in one transaction. @param alter what becomes of the walk @param removals what else goes */
  async forget(walkId, alter = () => undefined, removals = {}) {
    const findings = this.of(walkId).map((record) => record.id);
    const media = [...this.media.values()].filter((medium) => findings.includes(medium.finding)).map((medium) => medium.key);
    const walk = await this.phone.change("walks", walkId, alter, {}, { ...removals, findings, media, bytes: [...media, ...(removals.bytes ?? [])] });
    findings.forEach((id) => this.findings.delete(id));
    media.forEach((key) => this.media.delete(key));
    this.#changed();
    return walk;
  }

  /**
   * Alter one finding durably.
   * @param finding the record as the screen knows it; used when the phone has none yet
   * @param {(record) => record} alter pure
   */
  async keep(finding, alter, also = {}) {
    const kept = await this.phone.change("findings", finding.id, (record) => alter(record ?? finding), also);
    this.findings.set(kept.id, kept);
    this.#changed();
    return kept;
  }

  /** Note what is said of a finding from outside. One that was forgotten while it was under way is not brought back. */
  async mark(finding, alter) {
    const kept = await this.phone.change("findings", finding.id, (record) => record && alter(record));
    if (kept) this.findings.set(kept.id, kept);
    this.#changed();
    return kept;
  }

  /** A photo or voice note and the finding that it belongs to, in one transaction. @param around what else changes with it */
  async keepMedium(finding, medium, bytes, around = (record) => record) {
    const alter = (record) => around(withPhoto(record, mediumOnWire(medium), phoneTime()));
    this.media.set(medium.key, medium);
    try {
      return await this.keep(finding, alter, { media: [medium], bytes: [{ key: medium.key, bytes }] });
    } catch (trouble) {
      this.media.delete(medium.key);
      throw trouble;
    }
  }

  async dropPhoto(finding, sha256) {
    return this.keep(finding, (record) => withoutPhotoNow(record, sha256, phoneTime()));
  }

  async changeMedium(key, alter) {
    const medium = await this.phone.change("media", key, (kept) => kept && alter(kept));
    if (medium) this.media.set(key, medium);
    this.#changed();
    return medium;
  }

  /** Tell the witnesses what lies here unsent. */
  witness() {
    writeCanary(this.unsent(), this.storage, this.jar);
  }

  #changed() {
    this.#changes += 1;
    this.witness();
    this.channel?.postMessage("changed");
    this.#tell();
  }

  #tell() {
    this.#listeners.forEach((listener) => listener());
  }
}
