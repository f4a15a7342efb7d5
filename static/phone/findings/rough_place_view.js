/** Some phones share only the rough area, a kilometre or more. Said once; nothing waits for it. */

import { warn } from "../foundation/frame_view.js";
import { _ } from "../foundation/words.js";
import { isRough } from "./place.js";

let isSaid = false;

export function sayRough({ outing }) {
  if (isSaid || !isRough(outing.whereabouts.latest()) || document.querySelector("#lines > *, dialog[open]")) return;
  isSaid = true;
  warn(_("Your phone shares only the rough area. Allow the exact place in its settings, or show the place on the map later."), { kind: "warn" });
}
