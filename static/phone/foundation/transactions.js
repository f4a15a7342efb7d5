/** IndexedDB's events as promises. */

const NAME = "farola";
/** Stores and what their records are called by. New stores come with a new version; records carry a version of their own. */
const SHAPE = { walks: "id", findings: "id", media: "key", bytes: "key", kept: "name" };

export function opened(factory, forget) {
  return new Promise((resolve, reject) => {
    const request = factory.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(SHAPE)) request.result.createObjectStore(store, { keyPath });
    };
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
