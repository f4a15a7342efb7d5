/** Receipts: the only thing that proves that something arrived. A bare 200 proves nothing. */

const STATES = ["kept", "unchanged", "older", "parked", "withdrawn"];

/** One receipt for each finding that was sent, in order, or null when the answer is not the server's. */
export function receiptsFor(sent, answer) {
  const receipts = answer?.receipts;
  if (!Array.isArray(receipts) || receipts.length !== sent.length) return null;
  const isOurs = receipts.every((receipt, place) => receipt?.id === sent[place].id && isReceipt(receipt));
  return isOurs ? receipts.map(short) : null;
}

/** The receipt of a photo, or null. */
export function mediumReceipt(medium, answer) {
  const receipt = [answer?.receipts?.[0], answer?.receipt, answer].find((one) => one?.sha256 === medium.sha256);
  return receipt && STATES.includes(receipt.state) ? short(receipt) : null;
}

/** The receipt of a withdrawal, or null. */
export function withdrawalReceipt(id, answer) {
  const receipt = [answer?.receipts?.[0], answer?.receipt, answer].find((one) => one?.id === id);
  return receipt?.state === "withdrawn" ? short(receipt) : null;
}

function isReceipt(receipt) {
  return STATES.includes(receipt.state) && (Number.isInteger(receipt.revision) || receipt.state === "withdrawn");
}

function short({ revision = 0, state, code = null, sentence = null, token = null }) {
  return { revision, state, code, sentence, token };
}
