/** What this walk is and what she allows: one picture a page; on the last one each permission stands on its own. */

import { button, h, barButton, bigButton, icon, scene } from "../foundation/dom_view.js";
import { fillFrame, warn } from "../foundation/frame_view.js";
import { leaveButton } from "../foundation/leaving_view.js";
import { _, languageNow, numeral } from "../foundation/words.js";
import { speaker } from "../prompts/speaker_view.js";
import { spokenBy, walkRecord } from "./joining.js";
import { nameOnPhone } from "./parting.js";
import { permissionBoxes, scopesTicked } from "./permissions_view.js";
import { phoneTime } from "../foundation/clock.js";

/** Allowed unless she takes it away; what can show who she is starts as no. */
const OFFERED = ["place", "photo"];

export function show(app, { pack, code, page }) {
  const language = spokenBy(pack, languageNow());
  const pages = pack.consent.pages[language];
  const isLast = page >= pages.length;
  const to = (other) => app.go("consent", { pack, code, page: other });
  fillFrame({
    head: [h("p", { class: "phone__stop" }, _("{page} of {pages}", { page: numeral(page + 1), pages: numeral(pages.length + 1) })), leaveButton()],
    main: [h("div", { class: "page" }, dots(page, pages.length + 1), isLast ? permissions(pack, language) : card(pages[page], speaker(pack, [`consent.${page + 1}`], { language }), page === 0 && (() => to(pages.length))))],
    bar: [barButton("x", _("Not now"), () => notNow(app, pack, code)),
      isLast ? barButton("check", _("I agree"), () => agree(app, pack, code), { isMain: true }) : barButton("caret-right", _("Next"), () => to(page + 1), { isMain: true })],
  });
}

function dots(page, pages) {
  return h("div", { class: "dots", "aria-hidden": "true" }, ...Array.from({ length: pages }, (_unused, place) => h("i", { class: place <= page ? "is-done" : "" })));
}

function card({ drawing, title, text }, sound, jump) {
  return h("section", { class: "consent-card" }, drawing ? scene(drawing) : null, h("h1", {}, title), h("p", {}, text), sound,
    jump && button({ class: "link-button" }, jump, _("We read this together")));
}

function permissions(pack, language) {
  return h("section", { class: "stack" }, h("h1", {}, _("What do you allow?")),
    h("p", {}, _("You can change this later. You can stop at any time.")), aboutLeaving(), permissionBoxes(pack, language, OFFERED));
}

async function agree(app, pack, code) {
  const walk = walkRecord({ pack, code, language: languageNow(), scopes: scopesTicked(), at: phoneTime() });
  const page = document.querySelector("#main .page");
  const isSet = await app.setOut().then(() => true, () => false);
  if (!page.isConnected) return; // on a slow line she has time to change her mind
  if (!isSet) return warn(_("No internet just now. Move to a place with a signal and try again."));
  await app.begin(await nameOnPhone(app.phone, walk));
}

/** Before the way out is needed for the first time: what it does, and what it does not. */
function aboutLeaving() {
  return h("p", { class: "note" }, icon("sign-out"), h("span", {}, _("This sign, at the top, leaves at once: you see a clock. It does not erase the history of your browser.")));
}

function notNow(app, pack, code) {
  app.forgetAsked();
  fillFrame({
    head: [h("p", { class: "phone__stop" }, _("Street notes")), leaveButton()],
    main: [h("section", { class: "page" }, h("h1", {}, _("That is fine")), h("p", {}, _("Nothing was kept. You can walk along and look.")),
      bigButton(_("Look at the questions"), () => import("./looking.js").then(({ lookAround }) => lookAround(app, pack, code)), "main"),
      bigButton(_("Read it again"), () => app.go("consent", { pack, code, page: 0 })))],
  });
}
