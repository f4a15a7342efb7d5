/** A new version never comes by itself: it waits in the menu, and on screens where nobody is answering it is offered. */

import { button } from "./dom_view.js";
import { warn } from "./frame_view.js";
import { _ } from "./words.js";

let waiting = null;

export async function watchForNewVersion() {
  const workers = navigator.serviceWorker;
  if (!workers) return;
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

/** Let it in. Every answer lies in the store already, so loading the page anew loses nothing. */
export function useNewVersion() {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage("go");
}

function found(worker) {
  if (!navigator.serviceWorker.controller) return; // the very first one: there is nothing older to replace
  waiting = worker;
  const isAnswering = document.querySelector(".grid-mode, .picture-mode, dialog[open]");
  if (!isAnswering) warn(_("A new version is here."), { kind: "ok", action: button({ class: "link-button" }, useNewVersion, _("Use it")) });
}
