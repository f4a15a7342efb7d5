/** The camera inside the page: two taps a photo. The phone's own camera is only the way out when this one fails. */

import { button, h, iconButton } from "../foundation/dom_view.js";
import { buzz, hush, say, warn } from "../foundation/frame_view.js";
import { phoneTime } from "../foundation/clock.js";
import { prefer, preferences } from "../foundation/preferences.js";
import { isShortOfRoom } from "../foundation/room.js";
import { openSheet } from "../foundation/sheet_view.js";
import { _ } from "../foundation/words.js";
import { allows } from "../walks/joining.js";
import { ghostOf, pressed, torchSwitch } from "./camera_helps_view.js";
import { makeRoom } from "./making_room.js";
import { clearPending, markPending } from "./pending_photo.js";
import { NotAPicture, reencoded } from "./photo_view.js";
import { limitsOf, mediumRecord } from "./photos.js";
import { isAboutPeople } from "./spots.js";
import { sayFull } from "./trouble_view.js";

const WANTED = { audio: false, video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 960 } } };
/** A camera that has not started by then is not going to. */
const PATIENCE_MS = 3000;

/** @param {string|null} code the indicator that the photo shows */
export async function takePhoto(app, code) {
  hush();
  if (!allows(app.outing.walk, "photo")) return askAgain(app, code);
  if (app.phone.isFull && !(await makeRoom(app.diary).catch(() => 0))) return sayFull(app);
  const stream = await openCamera().catch(() => null);
  if (!stream) return pickFile(app, code);
  return inThePage(app, code, stream);
}

function openCamera() {
  if (!navigator.mediaDevices?.getUserMedia) return Promise.reject(new Error("no camera here"));
  let isLate = false;
  const asked = navigator.mediaDevices.getUserMedia(WANTED);
  asked.then((stream) => isLate && stop(stream), () => {});
  return Promise.race([asked, new Promise((_keep, give) => setTimeout(() => { isLate = true; give(new Error("late")); }, PATIENCE_MS))]);
}

function stop(stream) {
  stream.getTracks().forEach((track) => track.stop());
}

function inThePage(app, code, stream) {
  const video = h("video", { autoplay: true, playsinline: true, "aria-label": _("What the camera sees") });
  video.muted = true;
  video.srcObject = stream;
  const shoot = async () => {
    if (!video.videoWidth) return;
    shutter.disabled = true;
    const isKept = await keepPicture(app, code, video, hides.getAttribute("aria-pressed") === "true");
    if (isKept) view.close();
    else shutter.disabled = false;
  };
  const shutter = button({ class: "shutter", "aria-label": _("Take the photo") }, shoot);
  const hides = hidingSwitch(code);
  const top = h("div", { class: "camera__top" }, iconButton("x", _("Close"), () => view.close()), torchSwitch(stream));
  const other = button({ class: "bar-button" }, () => { view.close(); pickFile(app, code); }, _("Other camera"));
  const view = h("dialog", { class: "camera", "aria-label": _("Camera") }, top, video, h("div", { class: "camera__foot" }, other, shutter, hides));
  const hidden = () => document.hidden && !shutter.disabled && view.close(); // a camera that nobody looks at eats the battery
  document.addEventListener("visibilitychange", hidden);
  view.addEventListener("close", () => { stop(stream); document.removeEventListener("visibilitychange", hidden); video.srcObject = null; view.remove(); app.redraw(); });
  document.getElementById("phone").append(view);
  view.showModal();
  shutter.focus();
  ghostOf(app, code).then((found) => found && view.open && (video.after(found.ghost), top.append(found.turner)));
}

/** Whether the next photo stands still first, so that faces can be covered. Her choice lasts. */
function hidingSwitch(code) {
  return pressed("eye-slash", _("Hide faces"), preferences().hidesFaces ?? isAboutPeople(code), (hidesFaces) => prefer({ hidesFaces }));
}

/** The phone's own camera or gallery. The mark is written before it opens, because the page may not come back. */
async function pickFile(app, code) {
  const input = h("input", { type: "file", accept: "image/*", capture: "environment", id: "photo-file" });
  const taken = async () => {
    if (input.files[0]) await keepPicture(app, code, input.files[0], true);
    await clearPending(app.phone).catch(() => {});
    sheet.close();
    app.redraw();
  };
  input.addEventListener("change", taken);
  input.addEventListener("cancel", () => clearPending(app.phone).catch(() => {}));
  await markPending(app.phone, app.outing.finding.id, phoneTime()).catch(() => {});
  const sheet = openSheet({
    title: _("Take a photo"),
    body: [h("p", {}, _("Your phone’s own camera may keep a copy in its gallery.")), h("div", { class: "field" }, h("label", { for: "photo-file" }, _("Open the camera or choose a picture")), input)],
  });
  sheet.closed.then(() => clearPending(app.phone).catch(() => {}));
}

/** @returns {Promise<boolean>} whether the photo lies on the phone now */
async function keepPicture(app, code, source, isHiding) {
  const { finding } = app.outing; // where she took it, wherever she is when it is kept
  try {
    const limits = limitsOf(app.outing.walk.pack, await isShortOfRoom());
    const shown = isHiding ? await covered(source, limits.photo_edge_px) : source;
    if (!shown) return false;
    const picture = await reencoded(shown, limits);
    const medium = await mediumRecord({ finding: finding.id, indicator: code, bytes: picture.bytes, small: picture.small, at: phoneTime() });
    await app.outing.addMedium(medium, picture.bytes, finding);
  } catch (trouble) {
    buzz([20, 60, 20]);
    warn(sorry(trouble));
    return false;
  }
  buzz(20);
  say(_("The photo is saved."));
  return true;
}

async function covered(source, edge) {
  const { hideFaces } = await import("./hiding_view.js");
  return hideFaces(source, edge);
}

function sorry(trouble) {
  if (trouble instanceof NotAPicture) return _("This file is not a picture that the phone can read. Your answers are safe. Choose another picture.");
  return _("The photo was not saved. Your answers are safe. Try again.");
}

function askAgain(app, code) {
  const allow = async () => {
    await app.allow("photo");
    sheet.close();
    takePhoto(app, code);
  };
  const sheet = openSheet({
    title: _("You said no to photos"), body: [h("p", {}, _("Do you want to allow photos on this walk now?"))],
    foot: [button({ class: "big-button big-button--main" }, allow, _("Allow photos"))],
  });
}
