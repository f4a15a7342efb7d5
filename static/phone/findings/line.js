/** What the line is like, as far as the browser tells (Network Information API; iPhones tell nothing). */

const PLENTY = ["wifi", "ethernet"];

/** Whether photos wait although there is a network: her wish, or her phone's wish to save data. */
export function holdsPhotos(wish, connection) {
  if (PLENTY.includes(connection?.type)) return false;
  return wish === "wifi" || Boolean(connection?.saveData);
}

/** Whether a photo had better go in parts. */
export function isSlow(connection) {
  return ["slow-2g", "2g", "3g"].includes(connection?.effectiveType);
}
