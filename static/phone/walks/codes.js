/** The code of a walk: what stands in a link or is typed, and the pack that lies behind it. */

const CODE_LENGTH = 8;

/** The secret of a join link: what stands behind # in the address, or "". */
export function secretIn(hash) {
  const secret = decodeURIComponent((hash || "").replace(/^#/, ""));
  return /^[\w-]{8,64}$/.test(secret) ? secret : "";
}

/** A typed code without spaces and dashes, in capitals. Odd letters stay: the server knows which look alike. */
export function tidyCode(typed) {
  return typed.toUpperCase().replace(/[\s-]/g, "");
}

/** Whether a tidy code has the right length to be worth asking for. */
export function isWhole(code) {
  return code.length === CODE_LENGTH;
}

/** Fetch the pack. @returns {Promise<object>} the pack; rejects with the sender's errors */
export async function fetchPack(send, code, languages) {
  const answer = await send.post("/pack", { code, languages });
  return answer.body;
}
