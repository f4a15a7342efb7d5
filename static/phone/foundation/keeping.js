/** What the phone keeps beyond the files that everybody needs: the worker fetches it into its own shelf. */

/** Ask for `address` once the worker works; until then, and without one, only the network has it. */
export async function keepOnPhone(address, workers = globalThis.navigator?.serviceWorker) {
  const registration = await workers?.ready;
  registration?.active?.postMessage({ keep: address });
}
