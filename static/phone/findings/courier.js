/** The courier decides when the outbox is emptied: one per phone, by itself, with patience. */

import { NobodyAnswered } from "./sending.js";

const FIRST_MS = 1000;
const LONGEST_MS = 300000;
const ROUND_MS = 30000;
/** Taps come in bursts; one errand serves several. */
const GATHER_MS = 1500;

/** Full jitter: anything between nothing and a limit that doubles, so that twenty phones do not knock together. */
export function patience(failures, chance = Math.random()) {
  return chance * Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
}

export class Courier {
  state = "resting"; // resting, sending, waiting, captive, refused
  trouble = null;
  isAsked = false;
  #failures = 0;
  #notBefore = 0;
  #timer = null;
  #isOut = false;

  /**
   * @param {() => Promise<"empty"|"waiting">} errand empties the outbox
   * @param {{hasWork: () => boolean, told: (courier) => void, locks, pulse: () => Promise, now: () => number}} with_
   *   `now` in milliseconds that never run backwards: the phone's clock may be set back by years while it waits
   */
  constructor(errand, { hasWork, told = () => {}, locks = globalThis.navigator?.locks, pulse = async () => {}, now = () => performance.now() } = {}) {
    Object.assign(this, { errand, hasWork, told, locks, pulse, now });
  }

  /** Wake up by every event that may mean a network, and every half minute. */
  watch(page = globalThis) {
    page.addEventListener("online", () => this.wake());
    page.document.addEventListener("visibilitychange", () => page.document.hidden || this.wake());
    setInterval(() => this.go(), ROUND_MS);
  }

  /** There is something new to send; soon. */
  nudge() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.go(), Math.max(GATHER_MS, this.#notBefore - this.now()));
  }

  /** There may be a network again: no waiting, unless the server itself asked for patience. */
  wake() {
    if (!this.trouble?.retryAfter_s) this.#notBefore = 0;
    return this.go();
  }

  /** With another code of the walk: patience that the server asked for with the old one counts no more. */
  beginAnew() {
    this.trouble = null;
    return this.wake();
  }

  /** She asks: also for what would rather wait for a better line. */
  hurry() {
    this.isAsked = true;
    return this.wake();
  }

  async go() {
    if (this.#isOut || !this.hasWork() || this.now() < this.#notBefore) return;
    this.#isOut = true;
    try {
      await this.#locked(() => this.#errand());
    } finally {
      this.#isOut = false;
    }
  }

  async #errand() {
    this.#becomes("sending");
    try {
      await this.errand();
      this.#failures = 0;
      if (!this.hasWork()) this.isAsked = false;
      this.#becomes("resting");
    } catch (trouble) {
      this.#failures += 1;
      // On top of what the server asks for: all phones of a walk were told the same second.
      this.#notBefore = this.now() + patience(this.#failures) + (trouble.retryAfter_s ?? 0) * 1000;
      setTimeout(() => this.go(), this.#notBefore - this.now() + 50);
      this.#becomes(stateOf(trouble), trouble);
    }
    await this.pulse().catch(() => {});
    if (this.state === "resting" && this.hasWork()) this.nudge();
  }

  #becomes(state, trouble = null) {
    Object.assign(this, { state, trouble });
    this.told(this);
  }

  #locked(work) {
    if (!this.locks) return work(); // No locks: the server takes everything twice without harm.
    return this.locks.request("sync", { ifAvailable: true }, (lock) => (lock ? work() : undefined));
  }
}

/** A server that is busy, full or down is waited for like a missing network; its sentence is shown all the same. */
function stateOf(trouble) {
  if (!(trouble instanceof NobodyAnswered)) return trouble.status >= 500 || trouble.status === 429 ? "waiting" : "refused";
  return trouble.isCaptive ? "captive" : "waiting";
}
