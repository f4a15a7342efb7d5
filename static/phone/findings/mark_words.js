/** Marks in words. */

import { _ } from "../foundation/words.js";
import { MOMENT } from "./asides.js";

export function wordsOfMark(mark) {
  const words = {
    "broken-lamp": _("Broken lamp"), "blocked-path": _("Blocked path"), "dark-corner": _("Dark corner"), harassment: _("Harassment"),
    "good-place": _("Good place"), "no-toilet": _("Toilet needed"), "no-water": _("Water needed"), other: _("Something else"), [MOMENT]: _("To be answered"),
  };
  return words[mark] ?? mark;
}
