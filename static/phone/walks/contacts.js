/** Addresses that make a phone call or write without any internet. */

/** @returns {string} a tel: address with digits, + and * # only: whatever else was typed is for reading */
export function telephoneAddress(number) {
  return `tel:${dialled(number)}`;
}

/** @returns {string} an sms: address with the text filled in (RFC 5724) */
export function messageAddress(number, text) {
  return `sms:${dialled(number)}?body=${encodeURIComponent(text)}`;
}

function dialled(number) {
  const latin = String(number).normalize("NFKC").replace(/\p{Nd}/gu, valueOf);
  return latin.replace(/[^\d+*#]/g, "").replace(/#/g, "%23");
}

/** The value of a decimal digit of any script: Unicode keeps the ten of a script side by side. */
function valueOf(digit) {
  let zero = digit.codePointAt(0);
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && digit.codePointAt(0) - zero < 9) zero -= 1;
  return String(digit.codePointAt(0) - zero);
}
