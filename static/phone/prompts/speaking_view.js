/** Saying lines one after the other; what is being said is marked where it stands. Never two voices at once. */

import { soundAt } from "./sounds.js";

let now = null;

/**
 * A second tap while it speaks makes it silent, and so does any other tap: she has heard enough.
 * @param {{line: string, address: string}[]} lines
 * @returns {Promise<"said"|"stopped"|"missing">}
 */
export async function sayAloud(lines) {
  const wasSaying = now?.lines;
  now?.stop();
  if (wasSaying && wasSaying[0].line === lines[0].line) return "stopped";
  const turn = { lines, isOver: false, stop() { this.isOver = true; now = null; } };
  now = turn;
  document.addEventListener("click", hushElsewhere, true);
  let isMissing = true;
  for (const { line, address } of lines) {
    const sound = await soundAt(address);
    if (turn.isOver || now !== turn) return "stopped";
    if (!sound) continue;
    isMissing = false;
    await played(turn, sound, line);
    if (turn.isOver) return "stopped";
  }
  now = null;
  document.removeEventListener("click", hushElsewhere, true);
  return isMissing ? "missing" : "said";
}

function hushElsewhere(event) {
  if (!event.target.closest("[data-speaks]")) now?.stop();
}

/** Resolves when the sound has ended, could not be played, or was stopped. */
function played(turn, sound, line) {
  const address = URL.createObjectURL(sound);
  const voice = new Audio(address);
  const marked = document.querySelectorAll(`[data-line="${line}"]`);
  return new Promise((resolve) => {
    const end = () => {
      voice.pause();
      URL.revokeObjectURL(address);
      marked.forEach((each) => each.classList.remove("is-spoken"));
      resolve();
    };
    turn.stop = () => {
      turn.isOver = true;
      now = null;
      end();
    };
    voice.addEventListener("ended", end);
    voice.addEventListener("error", end);
    marked.forEach((each) => each.classList.add("is-spoken"));
    voice.play().catch(end);
  });
}
