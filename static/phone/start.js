/** The first lines that run: look, words, what lies on the phone; then one screen. */

import { hasKept, isAnythingRemembered } from "./foundation/canary.js";
import { dressForWalking } from "./foundation/dress_view.js";
import { preferences } from "./foundation/preferences.js";
import { watchForShifts } from "./foundation/leaving_view.js";
import { warn } from "./foundation/frame_view.js";
import { _, speak } from "./foundation/words.js";
import { secretIn } from "./walks/codes.js";
import { look } from "./walks/welcome_view.js";
import { WalkerApp } from "./walker_app.js";

const page = document.documentElement;
const secret = secretIn(location.hash);
// The secret leaves the address bar before anything else can look at it.
if (location.hash) history.replaceState(null, "", location.pathname);

const app = new WalkerApp({ languages: page.dataset.languages.split(" "), version: page.dataset.version });

async function open() {
  watchForShifts();
  if (hasKept()) import("./walks/waking.js").catch(() => {}); // most likely there is a walk: its modules come while the store opens
  await app.rememberWishes();
  const isSpoken = speakFirstWords();
  const isWalk = (await app.phone.read("kept", "here")) || isAnythingRemembered();
  const words = app.speak(preferences().language || page.lang);
  if (isWalk || !isSpoken) await words;
  app.wearTheme();
  if (isWalk) await (await import("./walks/waking.js")).wake(app, await beginning());
  else await (await beginning())();
  await prepare();
}

/** The words of the first screen came with the page. @returns {boolean} whether they are in her language */
function speakFirstWords() {
  const words = JSON.parse(document.querySelector("meta[name=words]").content);
  const isHers = [words.language, ""].includes(preferences().language);
  if (isHers) speak(words);
  return isHers;
}

/** What is shown where no walk is open: the walk that a link or a code asks for, else the code. */
async function beginning() {
  const code = secret || (await app.asked());
  return Object.assign(() => (code ? look(app, code) : app.go("welcome")), { isAskedFor: Boolean(code) });
}

/** The first screen stands and can be used. What comes next is fetched now, the next screens before everything else. */
async function prepare() {
  dressForWalking();
  await Promise.all([import("./walks/language_view.js"), import("./walks/consent_view.js")]).catch(() => {});
  const { watchForNewVersion } = await import("./foundation/updating_view.js");
  await watchForNewVersion(app);
}

function sayClosed(trouble) {
  console.error(trouble);
  warn(_("The phone does not let us read what is kept here. Close other tabs of this page and open it again."));
}

window.addEventListener("hashchange", () => {
  const another = secretIn(location.hash);
  history.replaceState(null, "", location.pathname);
  if (another) look(app, another);
});
open().catch(sayClosed);
