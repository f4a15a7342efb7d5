/** IndexedDB's events as promises. */

const NAME = "farola";
/** Stores and what their records are called by. Records carry a version of their own. */
const SHAPE = { walks: "id", findings: "id", media: "key", bytes: "key", kept: "name" };
/** Two tabs of two releases may both add what they miss; more rounds than that mean something else is wrong. */
const ROUNDS = 3;

/**
 * The database with every store of ours. It is opened without a number: a release that was rolled back finds what the newer
 * one left, with stores that it does not know, and goes on. Only a store that is missing makes a new version.
 * @param {{forget: () => void, blocked: () => void}} told `forget`: the connection is gone; `blocked`: another tab is in the way
 */
export async function opened(factory, told) {
  let version;
  for (let round = 1; ; round += 1) {
    try {
      const database = await open(factory, version, told);
      if (hasAll(database)) return database;
      version = database.version + 1;
      database.close();
    } catch (trouble) {
      if (trouble?.name !== "VersionError") throw trouble;
      version = undefined; // another tab was faster
    }
    if (round >= ROUNDS) throw new DOMException("stores are missing", "NotFoundError");
  }
}

function hasAll(database) {
  return Object.keys(SHAPE).every((store) => database.objectStoreNames.contains(store));
}

function open(factory, version, { forget, blocked = () => {} }) {
  return new Promise((resolve, reject) => {
    const request = version ? factory.open(NAME, version) : factory.open(NAME);
    request.onupgradeneeded = () => {
      const { result } = request;
      for (const [store, keyPath] of Object.entries(SHAPE)) if (!result.objectStoreNames.contains(store)) result.createObjectStore(store, { keyPath });
    };
    request.onblocked = blocked;
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      database.onclose = forget;
      database.onversionchange = () => { database.close(); forget(); };
      resolve(database);
    };
  });
}

export function finished(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export function abort(deal) {
  try {
    deal.abort();
  } catch {
    // It ended by itself already.
  }
}

export function completed(deal) {
  return new Promise((resolve, reject) => {
    deal.oncomplete = () => resolve();
    deal.onabort = () => reject(deal.error ?? new DOMException("The phone stopped the save", "AbortError"));
  });
}
