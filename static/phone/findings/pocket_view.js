/** Pocket mode: the whole screen is one dark button. A press that is meant marks the moment and the place; the questions come later. */

import { button, h, iconButton } from "../foundation/dom_view.js";
import { buzz, hush, warn } from "../foundation/frame_view.js";
import { onHold } from "../foundation/holding_view.js";
import { lateIcon } from "../foundation/late_icons_view.js";
import { leaveButton } from "../foundation/leaving_view.js";
import { prefer, preferences } from "../foundation/preferences.js";
import { _, ngettext_, numeral } from "../foundation/words.js";
import { MOMENT, marked, waitingMoments } from "./asides.js";
import { answerMoments } from "./moments_view.js";
import { shakes } from "./shaking.js";

/** Long enough that cloth and keys do not mark, short enough to do in passing. */
const HOLD_MS = 400;
const FELT = 120;
const NOT_KEPT = [60, 60, 60, 60, 60];

export function openPocket(app) {
  hush();
  const count = () => waitingMoments(app.outing.diary.standing(app.outing.walk.id)).length;
  const number = h("bdi", { class: "pocket__count" }, numeral(count()));
  const said = h("p", { role: "status" }, _("Press and hold anywhere to mark this spot."));
  const mark = async () => {
    const isKept = await app.outing.beside((record) => marked(record, MOMENT)).then(() => true, () => false);
    buzz(isKept ? FELT : NOT_KEPT);
    if (isKept) app.firstTouch();
    number.textContent = numeral(count());
    said.textContent = isKept ? _("Marked. Answer later, where you are safe.") : _("Not saved. Press again.");
  };
  const byKey = (event) => event.detail === 0 && mark(); // a keyboard or a screen reader: there is no finger to hold
  const pad = button({ class: "pocket__pad" }, byKey, lateIcon("hand-tap"), number, said);
  onHold(pad, HOLD_MS, mark, () => { said.textContent = _("Hold a little longer."); });
  const view = h("dialog", { class: "camera pocket", "aria-label": _("Phone in the pocket") });
  view.append(h("div", { class: "camera__top" }, iconButton("caret-left", _("Back"), () => view.close()), shakeSwitch(mark, view) ?? "", leaveButton()), pad);
  view.addEventListener("close", () => { view.remove(); goodbye(app, count()); });
  document.getElementById("phone").append(view);
  view.showModal();
  pad.focus();
}

function goodbye(app, waiting) {
  if (!waiting) return app.redraw();
  const answer = button({ class: "link-button", id: "answer-moments" }, () => answerMoments(app), _("Answer now"));
  return app.redraw().then(() => warn(ngettext_("{n} spot waits for your answers.", "{n} spots wait for your answers.", waiting), { kind: "ok", action: answer }));
}

/** Where the phone feels motion and she wants it: shaking marks too. Nothing is felt outside pocket mode. */
function shakeSwitch(mark, view) {
  if (!globalThis.DeviceMotionEvent) return null;
  const feel = shakes(mark);
  const moved = ({ accelerationIncludingGravity: pull, timeStamp }) => pull && feel(pull, timeStamp);
  const listen = (isOn) => (isOn ? window.addEventListener("devicemotion", moved) : window.removeEventListener("devicemotion", moved));
  const turn = async () => {
    const isOn = turner.getAttribute("aria-pressed") !== "true" && (await isAllowed());
    prefer({ isShaking: isOn });
    turner.setAttribute("aria-pressed", String(isOn));
    listen(isOn);
  };
  const turner = button({ class: "pocket__shake", "aria-pressed": String(Boolean(preferences().isShaking)) }, turn, _("Shake to mark"));
  listen(Boolean(preferences().isShaking));
  view.addEventListener("close", () => listen(false));
  return turner;
}

async function isAllowed() {
  return (await DeviceMotionEvent.requestPermission?.().catch(() => "denied")) !== "denied";
}
