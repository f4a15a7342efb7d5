/** A new version never comes by itself: it waits in the menu, and on screens where nobody is answering it is offered. */

import { button } from "./dom_view.js";
import { warn } from "./frame_view.js";
import { _ } from "./words.js";

/** Every open page holds it together with the others: a new version must not pull the files from under another tab. */
const OPEN = "open page";
let waiting = null;
let isSending = () => false;

/** @param {{courier}} app */
export async function watchForNewVersion(app) {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  isSending = () => app.courier?.state === "sending";
  navigator.locks?.request(OPEN, { mode: "shared" }, () => new Promise(() => {}));
  const registration = await workers.register("/w/sw.js", { scope: "/w/", updateViaCache: "none" });
  if (registration.waiting) found(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => worker.state === "installed" && found(worker));
  });
}

/** Whether a new version lies ready on this phone. */
export function isVersionWaiting() {
  return waiting !== null;
}

/** Let it in, unless something is on its way or another tab works with the old one. What was answered lies in the store already. */
export async function useNewVersion() {
  if (isSending()) return warn(_("Something is being sent. Wait a moment, then tap again."), { kind: "warn" });
  if (await isOpenElsewhere()) return warn(_("Close the other tabs of this page first."), { kind: "warn" });
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  return waiting.postMessage("go");
}

async function isOpenElsewhere() {
  const { held } = (await navigator.locks?.query()) ?? { held: [] };
  return held.filter(({ name }) => name === OPEN).length > 1;
}

function found(worker) {
  if (!navigator.serviceWorker.controller) return; // the very first one: there is nothing older to replace
  waiting = worker;
  const isAnswering = document.querySelector(".grid-mode, .picture-mode, dialog[open]");
  if (!isAnswering) warn(_("A new version is here."), { kind: "ok", action: button({ class: "link-button" }, useNewVersion, _("Use it")) });
}
