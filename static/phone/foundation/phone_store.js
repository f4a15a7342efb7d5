/**
 * What the phone keeps, in IndexedDB. Every promise of a write resolves only when the transaction is complete:
 * nothing is called saved before that. Pictures lie in a store of their own, so that one damaged file
 * cannot take the answers with it.
 */

import { abort, completed, finished, opened } from "./transactions.js";

/** Room that is given up so that answers can still be kept when photos have filled the phone. */
const RESERVE_BYTES = 2 * 1024 * 1024;

export class PhoneStore {
  #opening = null;
  #factory;

  constructor({ factory = globalThis.indexedDB } = {}) {
    this.#factory = factory;
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
    const names = [...new Set([...Object.keys(puts), ...Object.keys(removals)])];
    await this.#whole(names, (shelf) => {
      for (const [store, records] of Object.entries(puts)) records.forEach((record) => shelf(store).put(record));
      for (const [store, keys] of Object.entries(removals)) keys.forEach((key) => shelf(store).delete(key));
    });
  }

  /** Read, alter and keep one record (and `also` others) in one transaction, so that two tabs cannot overwrite each other. */
  async change(store, key, alter, also = {}) {
    return this.#whole([store, ...Object.keys(also)], async (shelf) => {
      const altered = alter(await finished(shelf(store).get(key)));
      if (altered) shelf(store).put(altered);
      for (const [name, records] of Object.entries(also)) records.forEach((record) => shelf(name).put(record));
      return altered;
    });
  }

  /** Keep 2 MB aside; without room for it the phone is simply more careful later. */
  async keepReserve() {
    if (await this.read("kept", "reserve")) return;
    const bytes = { key: "reserve", bytes: new ArrayBuffer(RESERVE_BYTES) };
    await this.write({ bytes: [bytes], kept: [{ name: "reserve" }] }).catch(() => {});
  }

  close() {
    this.#opening?.then((database) => database.close(), () => {});
    this.#opening = null;
  }

  /** All of it or nothing, and done only when the browser says that it is on the disk. */
  #whole(names, work) {
    return this.#spared(async () => {
      const deal = await this.#begin(names, "readwrite");
      const done = completed(deal);
      done.catch(() => {}); // what goes wrong is raised below, once
      try {
        const outcome = await work((store) => deal.objectStore(store));
        await done;
        return outcome;
      } catch (trouble) {
        abort(deal);
        throw trouble;
      }
    });
  }

  async #begin(names, mode) {
    const once = async () => (await this.#database()).transaction(names, mode, { durability: "strict" });
    try {
      return await once();
    } catch (trouble) {
      // The browser may close the connection under us (iOS wake-up): one new connection, then the truth.
      if (trouble.name !== "InvalidStateError") throw trouble;
      this.#opening = null;
      return once();
    }
  }

  #database() {
    this.#opening ??= opened(this.#factory, () => (this.#opening = null));
    this.#opening.catch(() => (this.#opening = null));
    return this.#opening;
  }

  async #spared(attempt) {
    try {
      return await attempt();
    } catch (trouble) {
      if (trouble?.name !== "QuotaExceededError" || !(await this.read("kept", "reserve"))) throw trouble;
      await this.write({}, { bytes: ["reserve"], kept: ["reserve"] });
      return attempt();
    }
  }
}
