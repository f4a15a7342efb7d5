/** What PhoneStore offers, kept nowhere: gone with the page. For those who only look. */

export class MemoryStore {
  #stores = new Map();

  async read(store, key) {
    return copy(this.#of(store).get(key));
  }

  async all(store) {
    return [...this.#of(store).values()].map((record) => copy(record));
  }

  async write(puts, removals = {}) {
    for (const [store, records] of Object.entries(puts)) records.forEach((record) => this.#put(store, record));
    for (const [store, keys] of Object.entries(removals)) keys.forEach((key) => this.#of(store).delete(key));
  }

  async change(store, key, alter, also = {}) {
    const altered = alter(copy(this.#of(store).get(key)));
    if (altered) this.#put(store, altered);
    await this.write(also);
    return altered;
  }

  #put(store, record) {
    this.#of(store).set(record.id ?? record.key ?? record.name, copy(record));
  }

  #of(store) {
    if (!this.#stores.has(store)) this.#stores.set(store, new Map());
    return this.#stores.get(store);
  }
}

/** Records here are plain: nothing of a photo is ever put in. structuredClone is newer than the oldest phones we serve. */
function copy(record) {
  return record === undefined ? undefined : JSON.parse(JSON.stringify(record));
}
