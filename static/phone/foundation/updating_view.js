/** A new version never comes by itself: it waits, and the walker lets it in when she is not in the middle of a stop. */

import { button } from "./dom_view.js";
import { warn } from "./frame_view.js";
import { _ } from "./words.js";

export async function watchForNewVersion() {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  const registration = await workers.register("/w/sw.js", { scope: "/w/", updateViaCache: "none" });
  if (registration.waiting && workers.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => worker.state === "installed" && workers.controller && offer(worker));
  });
}

function offer(worker) {
  const isAnswering = document.querySelector(".grid-mode, .picture-mode, dialog[open]");
  if (isAnswering) return; // asked again when the app is next opened
  const update = () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    worker.postMessage("go");
  };
  warn(_("A new version is here."), { kind: "ok", action: button({ class: "link-button" }, update, _("Use it")) });
}
