/** Digits of any script as 0 to 9: what is typed or read in one must mean the same in all. */

/** The text with every decimal digit written as 0 to 9. */
export function withLatinDigits(text) {
  return String(text).normalize("NFKC").replace(/\p{Nd}/gu, valueOf);
}

/** The value of a decimal digit of any script: Unicode keeps the ten of a script side by side. */
function valueOf(digit) {
  let zero = digit.codePointAt(0);
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && digit.codePointAt(0) - zero < 9) zero -= 1;
  return String(digit.codePointAt(0) - zero);
}
