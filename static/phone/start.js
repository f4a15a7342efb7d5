/** The first lines that run: look, words, what lies on the phone; then one screen. */

import { preferences } from "./foundation/preferences.js";
import { watchForShifts } from "./foundation/leaving_view.js";
import { warn } from "./foundation/frame_view.js";
import { _ } from "./foundation/words.js";
import { keepAwake } from "./foundation/staying_awake.js";
import { lostPhoto, clearPending } from "./findings/pending_photo.js";
import { secretIn } from "./walks/joining.js";
import { look } from "./walks/welcome_view.js";
import { WalkerApp } from "./walker_app.js";

const page = document.documentElement;
const secret = secretIn(location.hash);
// The secret leaves the address bar before anything else can look at it.
if (location.hash) history.replaceState(null, "", location.pathname);

const app = new WalkerApp({ languages: page.dataset.languages.split(" "), version: page.dataset.version });

async function open() {
  watchForShifts();
  await app.rememberWishes();
  await app.speak(preferences().language || page.lang).catch(() => {});
  app.wearTheme();
  const walk = await app.wake();
  const code = secret || (await app.asked());
  if (code) await look(app, code);
  else if (walk === "open") await app.startWalking({ isReopened: app.outing.finding.body.revision > 0 });
  else await app.go("welcome");
  app.sayLost();
  await sayLostPhoto();
  if (await app.phone.read("kept", "recording")) await import("./findings/voice_view.js").then(({ sayRecovered }) => sayRecovered(app));
  app.courier.watch(globalThis);
  app.courier.go();
  document.addEventListener("visibilitychange", () => app.whereabouts.visibilityChanged(document.hidden));
  keepAwake(() => Boolean(app.outing.walk?.isStarted));
  const { watchForNewVersion } = await import("./foundation/updating_view.js");
  await watchForNewVersion();
}

/** The page ended while the phone's own camera was open. */
async function sayLostPhoto() {
  if (!(await lostPhoto(app.phone))) return;
  await clearPending(app.phone);
  warn(_("The last photo was lost. Your answers are safe. Take it again if you can."));
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
