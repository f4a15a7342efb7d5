/** A photo in parts, for lines that break: what the server has is never sent again. */

import { mediumReceipt } from "./receipts.js";
import { NobodyAnswered, Refused } from "./sending.js";

/** Three seconds at 400 kbit/s: little to lose when the line breaks, much against the cost of one request. */
const PART_BYTES = 128 * 1024;

/** @returns {Promise<object|null>} the receipt. Rejects like the sender; what arrived before stays on the server. */
export async function pushedInParts(send, medium, bytes) {
  let { offset } = medium.tries ? await send.head(medium) : { offset: 0 };
  let isAskedAgain = false;
  // At the full length one empty part asks for the receipt of what is there already.
  for (let parts = 0; parts <= bytes.byteLength / PART_BYTES + 2; parts += 1) {
    try {
      const answer = await send.patch(medium, bytes.slice(offset, offset + PART_BYTES), offset);
      if (answer.body) return mediumReceipt(medium, answer.body);
      if (!(answer.offset > offset && answer.offset <= bytes.byteLength)) throw new NobodyAnswered();
      offset = answer.offset;
    } catch (trouble) {
      if (isAskedAgain || !(trouble instanceof Refused) || trouble.code !== "offset-differs") throw trouble;
      isAskedAgain = true; // another tab, or a server that lost its unfinished files
      offset = (await send.head(medium)).offset;
    }
  }
  return null;
}
