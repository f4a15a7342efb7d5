/**
 * What the phone keeps, in IndexedDB. Every promise of a write resolves only when the transaction is complete:
 * nothing is called saved before that. Pictures lie in a store of their own, so that one damaged file
 * cannot take the answers with it.
 */

import { abort, completed, finished, opened } from "./transactions.js";

/** Room that is given up so that answers can still be kept when photos have filled the phone. */
const RESERVE_BYTES = 2 * 1024 * 1024;

/** Faults of the connection to the store and not of what was to be kept: a new connection may do. */
const OF_THE_CONNECTION = ["InvalidStateError", "UnknownError", "AbortError", "TimeoutError", "TransactionInactiveError", "NotFoundError"];

export class PhoneStore {
  isFull = false;
  #opening = null;
  #factory;
  #listeners = new Set();
  #makeRoom = async () => 0;
  #isMakingRoom = false;

  constructor({ factory = globalThis.indexedDB } = {}) {
    this.#factory = factory;
  }

  /** @param {(state: "full"|"broken"|"blocked") => void} listener hears when this phone can no longer keep what is given to it */
  listen(listener) {
    this.#listeners.add(listener);
  }

  /** @param {() => Promise<number>} makeRoom what to give up when the phone is full; resolves to how many things went */
  whenFull(makeRoom) {
    this.#makeRoom = makeRoom;
  }

  /** The record, or undefined. Rejects with the browser's own error when it cannot be read. */
  async read(store, key) {
    return finished((await this.#begin([store], "readonly")).objectStore(store).get(key));
  }

  async all(store) {
    return finished((await this.#begin([store], "readonly")).objectStore(store).getAll());
  }

  /**
   * Keep and remove in one transaction.
   * @param {Object<string, object[]>} puts records by store
   * @param {Object<string, string[]>} removals keys by store
   */
  async write(puts, removals = {}) {
    await this.#whole([...Object.keys(puts), ...Object.keys(removals)], (shelf) => fill(shelf, puts, removals));
  }

  /** Read, alter and keep one record (`also` others, and remove some) in one transaction, so that two tabs cannot overwrite each other. */
  async change(store, key, alter, also = {}, removals = {}) {
    return this.#whole([store, ...Object.keys(also), ...Object.keys(removals)], async (shelf) => {
      const altered = alter(await finished(shelf(store).get(key)));
      if (altered) shelf(store).put(altered);
      fill(shelf, also, removals);
      return altered;
    });
  }

  /** Keep 2 MB aside; without room for it the phone is simply more careful later. */
  async keepReserve() {
    if (await this.read("kept", "reserve")) return;
    await this.#once(["bytes", "kept"], (shelf) => {
      shelf("bytes").put({ key: "reserve", bytes: chanceBytes(RESERVE_BYTES) });
      shelf("kept").put({ name: "reserve" });
    }).catch(() => {});
  }

  close() {
    this.#opening?.then((database) => database.close(), () => {});
    this.#opening = null;
  }

  /** All of it or nothing, and done only when the browser says that it is on the disk. */
  async #whole(names, work) {
    const isLarge = names.includes("bytes");
    try {
      if (isLarge && this.isFull && !(await this.#hasRoomAgain())) throw new DOMException("kept for answers", "QuotaExceededError");
      const outcome = await this.#spared(isLarge, () => this.#again(() => this.#once(names, work)));
      if (isLarge) this.isFull = false;
      return outcome;
    } catch (trouble) {
      const isFull = trouble?.name === "QuotaExceededError";
      this.isFull ||= isFull;
      if (isFull) this.#tell("full");
      else if (OF_THE_CONNECTION.includes(trouble?.name)) this.#tell("broken");
      throw trouble;
    }
  }

  async #once(names, work) {
    const deal = await this.#begin(names, "readwrite");
    const done = completed(deal);
    done.catch(() => {}); // what goes wrong is raised below, once
    try {
      const outcome = await work((store) => deal.objectStore(store));
      await done;
      return outcome;
    } catch (trouble) {
      abort(deal);
      throw deal.error ?? trouble; // the deal knows why: a request that ended with it only says that it did
    }
  }

  async #begin(names, mode) {
    const once = async () => (await this.#database()).transaction(names, mode, { durability: "strict" });
    return this.#again(once);
  }

  /** The browser may close the connection under us (iOS wake-up, a helper that died): one new connection, then the truth. */
  async #again(attempt) {
    try {
      return await attempt();
    } catch (trouble) {
      if (!OF_THE_CONNECTION.includes(trouble?.name)) throw trouble;
      this.#opening = null;
      return attempt();
    }
  }

  #database() {
    this.#opening ??= opened(this.#factory, { forget: () => (this.#opening = null), blocked: () => this.#tell("blocked") });
    this.#opening.catch(() => (this.#opening = null));
    return this.#opening;
  }

  /** Without room, first what was sent already is given up; then, for answers alone, the reserve. */
  async #spared(isLarge, attempt) {
    try {
      return await attempt();
    } catch (trouble) {
      if (trouble?.name !== "QuotaExceededError" || this.#isMakingRoom) throw trouble;
      if (!(await this.#roomMade()) && (isLarge || !(await this.#giveUpReserve()))) throw trouble;
      return attempt();
    }
  }

  async #roomMade() {
    this.#isMakingRoom = true;
    try {
      return await this.#makeRoom().catch(() => 0);
    } finally {
      this.#isMakingRoom = false;
    }
  }

  /** Once the reserve is gone, what is free belongs to the answers, until both fit again. */
  async #hasRoomAgain() {
    await this.#roomMade();
    await this.keepReserve();
    return Boolean(await this.read("kept", "reserve"));
  }

  async #giveUpReserve() {
    if (!(await this.read("kept", "reserve").catch(() => null))) return false;
    await this.#once(["bytes", "kept"], (shelf) => { shelf("bytes").delete("reserve"); shelf("kept").delete("reserve"); });
    this.isFull = true;
    this.#tell("full");
    return true;
  }

  #tell(state) {
    // After whoever tapped has said that it was not saved: this says why, and what to do.
    setTimeout(() => this.#listeners.forEach((listener) => listener(state)), 0);
  }
}

function fill(shelf, puts, removals) {
  for (const [store, records] of Object.entries(puts)) records.forEach((record) => shelf(store).put(record));
  for (const [store, keys] of Object.entries(removals)) keys.forEach((key) => shelf(store).delete(key));
}

/** Bytes of chance: browsers squeeze what they store, and two megabytes of zeros keep no room at all. */
export function chanceBytes(size) {
  const bytes = new Uint8Array(size);
  const most = 65536; // the browser gives no more at once
  for (let place = 0; place < size; place += most) crypto.getRandomValues(bytes.subarray(place, Math.min(place + most, size)));
  return bytes.buffer;
}
