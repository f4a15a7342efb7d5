/** What the camera offers beside its shutter: the phone's lamp, and the day's photo to find the same view again. */

import { barButton, h } from "../foundation/dom_view.js";
import { say } from "../foundation/frame_view.js";
import { _ } from "../foundation/words.js";
import { bytesOf } from "./photos.js";
import { dayPhoto, dayVisit } from "./there_and_back.js";

/** A button of the camera that stays pressed. @param {(isOn: boolean) => void} turn */
export function pressed(name, label, isOn, turn) {
  const one = barButton(name, label, () => {
    const isNow = one.getAttribute("aria-pressed") !== "true";
    one.setAttribute("aria-pressed", String(isNow));
    turn(isNow);
  });
  one.setAttribute("aria-pressed", String(isOn));
  return one;
}

/** @param {MediaStream} stream @returns {HTMLElement|null} where the camera has a lamp */
export function torchSwitch(stream) {
  const [track] = stream.getVideoTracks();
  if (!track?.getCapabilities?.().torch) return null;
  const turn = (isOn) => {
    track.applyConstraints({ advanced: [{ torch: isOn }] }).catch(() => say(_("The lamp does not answer.")));
    if (isOn) say(_("The lamp is on. Light can draw attention."));
  };
  return pressed("flashlight", _("Lamp"), false, turn);
}

/** The photo that she took here by day, faint over what the camera sees. @returns {Promise<{ghost, turner}|null>} */
export async function ghostOf(app, code) {
  const { outing } = app;
  const visit = dayVisit(outing.diary.standing(outing.walk.id), withLight(outing));
  const medium = visit && dayPhoto(outing.diary.mediaOf(visit), code);
  if (!medium) return null;
  const bytes = await bytesOf(app.phone, medium).catch(() => medium.small); // the small one stays when the large one has gone
  if (!bytes) return null;
  const address = URL.createObjectURL(new Blob([bytes], { type: medium.type }));
  const ghost = h("img", { class: "camera__ghost", src: address, alt: _("Your photo of this place by day"), on: { load: () => URL.revokeObjectURL(address) } });
  const turner = pressed("image", _("Day photo"), true, (isOn) => { ghost.hidden = !isOn; });
  return { ghost, turner };
}

/** A stop without an answer has no light of its own yet: then it is that of the moment. */
function withLight({ finding, periodHere }) {
  return { ...finding, body: { ...finding.body, answers: { ctx_period: periodHere, ...finding.body.answers } } };
}
