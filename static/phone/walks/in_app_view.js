/** Before anything is kept: out of the other app and into a real browser. She may stay; then at least she knows. */

import { bigButton, button, h, scene } from "../foundation/dom_view.js";
import { fillFrame, warn } from "../foundation/frame_view.js";
import { leaveButton } from "../foundation/leaving_view.js";
import { _ } from "../foundation/words.js";
import { outsideAddress } from "./in_app.js";

/** @param {() => void} stay what goes on here */
export function leadOut(code, stay) {
  const address = outsideAddress(navigator.userAgent, location, code);
  fillFrame({
    head: [h("p", { class: "phone__stop" }, _("Street notes")), leaveButton()],
    main: [h("section", { class: "page" }, scene("consent-walk"), h("h1", {}, _("Open this in your browser")),
      h("p", {}, _("You are inside another app. It can throw your answers away.")),
      address ? h("a", { class: "big-button big-button--main", href: address, id: "outside" }, _("Open in the browser")) : byHand(code),
      button({ class: "link-button", id: "stay" }, stay, _("Go on here")))],
  });
}

function byHand(code) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(`${location.origin}/w/#${code}`);
      warn(_("The link is copied. Open your browser and paste it."), { kind: "ok" });
    } catch {
      warn(_("The link could not be copied. Open the menu of this app and choose the browser there."));
    }
  };
  return h("div", { class: "stack" }, h("p", {}, _("Open the menu of this app and choose the browser there. Or copy the link and paste it into your browser.")), bigButton(_("Copy the link"), copy, "main"));
}
