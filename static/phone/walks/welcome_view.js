/** The first screen: the code of a walk, for those who did not come through its picture code or link. */

import { bigButton, button, h, scene } from "../foundation/dom_view.js";
import { fillFrame, hush, warn } from "../foundation/frame_view.js";
import { leaveButton } from "../foundation/leaving_view.js";
import { _ } from "../foundation/words.js";
import { fetchPack, isWhole, tidyCode } from "./codes.js";
import { isInsideAnApp } from "./in_app.js";

export function show(app, { code = "" } = {}) {
  const input = h("input", {
    id: "code", name: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", dir: "ltr", maxlength: "12", value: code,
  });
  const form = h("form", { class: "field", on: { submit: (event) => { event.preventDefault(); look(app, tidyCode(input.value)); } } },
    h("label", { for: "code" }, _("Code of the walk")),
    h("p", { class: "field__hint", id: "code-hint" }, _("Eight letters and numbers. The person who leads the walk has it.")),
    input, h("button", { class: "big-button big-button--main" }, _("Find the walk")));
  input.setAttribute("aria-describedby", "code-hint");
  fillFrame({
    head: [h("p", { class: "phone__stop" }, _("Street notes")), leaveButton()],
    main: [h("div", { class: "page" }, h("section", { class: "consent-card" }, scene("consent-walk"), h("h1", {}, _("Join a walk"))), form)],
  });
  offerReturn(app).catch(() => {}); // joining does not hang on it
}

/** Somebody put her notes away here while others have the phone. */
async function offerReturn(app) {
  const isAnyone = (await app.phone.all("walks")).some((walk) => walk.isPutAway);
  if (isAnyone) document.querySelector("#main .page")?.append(bigButton(_("Open notes put away here"), () => app.go("resting"), "quiet"));
}

let asked = "";

/** Fetch the walk behind a code or secret, and go on to the languages. */
export async function look(app, code, { isHere = !isInsideAnApp(navigator.userAgent) } = {}) {
  hush();
  if (code.length < 20 && !isWhole(code)) {
    show(app, { code });
    warn(_("A code has eight letters and numbers. Please look again."));
    return showField();
  }
  if (!isHere) return (await import("./in_app_view.js")).leadOut(code, () => look(app, code, { isHere: true }));
  waiting();
  asked = code;
  try {
    // Kept until she agrees or says no: on a slow line the page may be loaded twice before the walk is here.
    await app.phone.write({ kept: [{ name: "asked", code }] });
    const pack = await fetchPack(app.send, code, app.languages);
    const { ownWalkOn } = await import("./parting.js");
    const known = await ownWalkOn(app.phone, pack.walk.id);
    if (asked !== code) return; // another code came while this one was looked for
    if (known) return await app.goOn(known, code);
    return await app.go("language", { pack, code });
  } catch (trouble) {
    if (asked !== code) return;
    show(app, { code: isWhole(code) ? code : "" });
    const again = button({ class: "link-button" }, () => look(app, code, { isHere }), _("Try again"));
    warn(reason(trouble), { action: trouble.sentence ? null : again });
    showField();
  }
}

/** What she typed stays in sight, whatever is said below it. */
function showField() {
  document.getElementById("code")?.scrollIntoView({ block: "center" });
}

function waiting() {
  fillFrame({ head: [h("p", { class: "phone__stop" }, _("Street notes")), leaveButton()], main: [h("p", { class: "empty", role: "status" }, _("Looking for the walk…"))] });
}

function reason(trouble) {
  if (trouble.code === "walk-is-over") return trouble.sentence || _("This walk is over.");
  if (trouble.sentence) return trouble.sentence;
  if (trouble.isCaptive) return _("This network asks you to sign in first. Open any page in your browser, then come back.");
  return _("No internet just now. Move to a place with a signal and try again.");
}
