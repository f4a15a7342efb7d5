/**
 * What becomes of a thing that the server refuses while others wait behind it: it is counted, it goes after the others,
 * and after eight tries it is left aside, shown and ready for the copy. Nothing is ever deleted for being refused.
 */

import { PhotoIsDamaged } from "./photos.js";
import { Refused } from "./sending.js";

/** Eight tries with growing patience are a quarter of an hour at least: no fault of the moment lasts through all of them. */
const MOST_TRIES = 8;
/** So many refusals in one errand are the server's trouble and not the things': come back later. */
const MOST_STRIKES = 3;
/** These are about who asks, or about now; every other 4xx, and a server's stumble, may be about this one thing. */
const NOT_ABOUT_IT = [401, 407, 408, 425, 429];
/** The same bytes will never be taken: too large, of no known kind, of no known form. */
const FINAL = [413, 415, 422];

/** One round of the courier. */
export class Errand {
  #carried = 0;
  #strikes = 0;

  /** Do `send`; when only this thing was refused, note it and go on with the next. Rejects when going on makes no sense. */
  async carry(send, note) {
    try {
      await send();
      this.#carried += 1;
    } catch (trouble) {
      if (!isAboutIt(trouble)) throw trouble;
      // A server that stumbles over everything proves nothing against one thing: only where others got through.
      const isProof = this.#carried > 0 || trouble.status < 500;
      await note(trouble, (refusals) => isProof && refusals >= MOST_TRIES);
      this.#strikes += 1;
      if (this.#strikes >= MOST_STRIKES && !isFinal(trouble)) throw trouble;
    }
  }
}

/** Whether another try with the same bytes is pointless. A file that arrived damaged is fine here and goes again. */
export function isFinal(trouble) {
  return trouble instanceof PhotoIsDamaged || (FINAL.includes(trouble.status) && trouble.code !== "hash-differs");
}

function isAboutIt(trouble) {
  if (trouble instanceof PhotoIsDamaged) return true;
  if (!(trouble instanceof Refused)) return false;
  return trouble.status === 500 || (trouble.status < 500 && !NOT_ABOUT_IT.includes(trouble.status));
}
