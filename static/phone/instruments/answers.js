/** What a tap makes of an answer. */

import { CANNOT_SAY, isManyChoices, NOT_HERE } from "./questions.js";

/**
 * The answer after a tap on `value`: the same again clears it; ticks gather; "none of these" stands alone.
 * @returns {*} undefined when nothing is left
 */
export function answerAfter(question, kept, value) {
  const isSpecial = value === CANNOT_SAY || value === NOT_HERE;
  if (!isManyChoices(question) || isSpecial) return kept === value ? undefined : value;
  const ticks = Array.isArray(kept) ? kept : [];
  if (ticks.includes(value)) return ticks.length > 1 ? ticks.filter((one) => one !== value) : undefined;
  const alone = question.alone ?? [];
  return alone.includes(value) ? [value] : [...ticks.filter((one) => !alone.includes(one)), value];
}
