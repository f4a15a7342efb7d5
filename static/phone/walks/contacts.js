/** Addresses that make a phone call or write without any internet. */

import { withLatinDigits } from "../foundation/digits.js";

/** @returns {string} a tel: address with digits, + and * # only: whatever else was typed is for reading */
export function telephoneAddress(number) {
  return `tel:${dialled(number)}`;
}

/** @returns {string} an sms: address with the text filled in (RFC 5724) */
export function messageAddress(number, text) {
  return `sms:${dialled(number)}?body=${encodeURIComponent(text)}`;
}

function dialled(number) {
  return withLatinDigits(number).replace(/[^\d+*#]/g, "").replace(/#/g, "%23");
}
