/**
 * Four pictures for the number with which a walker takes back what she sent: each stands for one group of four digits.
 *
 * What they can do: be remembered at a glance, and show a slip. There are thirteen of them, a prime, so one wrong digit in
 * a group, or two neighbours swapped, always gives another picture.
 * What they cannot do: open anything. Thirteen pictures in four places are about 28,000 possibilities, the digits have
 * 10,000,000,000,000,000: only the digits are the key, and nobody can find them again from the pictures.
 */

import { withLatinDigits } from "../foundation/digits.js";

export const PICTURES = ["sun", "moon", "star", "tree", "fish", "flower", "house", "boat", "key", "cup", "umbrella", "heart", "bell"];
const GROUP = 4;

/**
 * @param {string} number the digits as far as they are known, in any spacing and any script
 * @returns {string[]} the picture of each whole group of four, at most four
 */
export function picturesOf(number) {
  const groups = withLatinDigits(number).replace(/\D/g, "").match(/\d{4}/g) ?? [];
  return groups.slice(0, GROUP).map((group) => PICTURES[Number(group) % PICTURES.length]);
}
