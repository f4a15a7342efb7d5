/** The button that listens. What it needs is fetched when it is first used. */

import { barButton } from "../foundation/dom_view.js";
import { _ } from "../foundation/words.js";

/** Longer than a tap: she holds the button while she speaks. */
const HOLD_MS = 350;

/** Tap to begin; or hold, speak and let go. */
export function talkButton(screen) {
  let isDown = false;
  let isHold = null;
  const begin = async (hold) => {
    screen.app.options = { question: screen.at };
    const { talk } = await import("./voice_view.js");
    return talk(screen.app, screen.lastCode ?? screen.at, hold);
  };
  const up = () => { isDown = false; clearTimeout(isHold); };
  const talks = barButton("microphone", _("Talk"), () => begin({}));
  talks.addEventListener("pointerdown", () => {
    isDown = true;
    isHold = setTimeout(() => begin({ isHeld: () => isDown }), HOLD_MS);
    for (const event of ["pointerup", "pointercancel"]) window.addEventListener(event, up, { once: true });
  });
  return talks;
}
