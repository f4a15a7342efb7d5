/** Fetching the sounds of a walk ahead, while there is a network. */

import { keepSounds, soundsOf } from "./sounds.js";

let waiting = null;

/** Now, and again whenever the network comes back, until all of them lie on the phone. A phone that saves data waits for a tap. */
export async function fetchAhead(pack, language, page = globalThis) {
  if (page.navigator.connection?.saveData || !soundsOf(pack, language).size) return;
  page.removeEventListener("online", waiting);
  waiting = null;
  if ((await keepSounds(pack, language)) === "whole") return;
  waiting = () => fetchAhead(pack, language, page);
  page.addEventListener("online", waiting, { once: true });
}
