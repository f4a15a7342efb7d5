/** Hiding faces by hand: the picture stands still, a tap covers a spot. Nothing of it is kept before she says so. */

import { barButton, h, iconButton } from "../foundation/dom_view.js";
import { say } from "../foundation/frame_view.js";
import { _, ngettext_ } from "../foundation/words.js";
import { NotAPicture } from "./photo_view.js";
import { within } from "./photos.js";
import { pointIn, withSpot } from "./spots.js";

/** One press of an arrow key moves the frame by this share of the picture. */
const STEP = 1 / 24;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {ImageBitmapSource} source a file, or a frame of the camera @param {number} edge longest side in pixels
 * @returns {Promise<HTMLCanvasElement|null>} the picture with the spots painted over; null when she does not want it. Raises NotAPicture.
 */
export async function hideFaces(source, edge) {
  const still = await stillOf(source, edge);
  const size = { width: still.width, height: still.height };
  const canvas = h("canvas", { ...size, class: "hiding__picture", tabindex: "0", role: "application", "aria-label": _("The photo. Arrow keys move the frame, Enter covers what is inside."), "aria-describedby": "hiding-help" });
  const steps = [[]];
  const aim = { x: size.width / 2, y: size.height / 2, isShown: false };
  const draw = () => paint(canvas, still, steps.at(-1), aim);
  const turn = (spots) => { if (spots) steps.push(spots); else steps.pop(); draw(); undo.disabled = steps.length === 1; sayCount(steps.at(-1).length); };
  const undo = barButton("arrow-u-up-left", _("Undo"), () => turn(null), { isDisabled: true });
  canvas.addEventListener("click", (event) => turn(withSpot(steps.at(-1), pointIn(canvas.getBoundingClientRect(), event, size), size)));
  canvas.addEventListener("keydown", (event) => byKey(event, aim, size, draw, () => turn(withSpot(steps.at(-1), aim, size))));
  draw();
  const isWanted = await asked(canvas, undo);
  aim.isShown = false;
  draw();
  still.close();
  return isWanted ? canvas : null;
}

function asked(canvas, undo) {
  return new Promise((resolve) => {
    const end = (isWanted) => () => { resolve(isWanted); view.close(); };
    const view = h("dialog", { class: "camera hiding", "aria-labelledby": "hiding-help" },
      h("div", { class: "camera__top" }, h("p", { id: "hiding-help" }, _("Tap each face to cover it. Tap again for more.")), iconButton("trash", _("Throw the photo away"), end(false))),
      h("div", { class: "hiding__stage" }, canvas),
      h("div", { class: "camera__foot" }, undo, barButton("check", _("Keep the photo"), end(true), { isMain: true })));
    view.addEventListener("close", () => { resolve(false); view.remove(); });
    document.getElementById("phone").append(view);
    view.showModal();
    view.querySelector(".bar-button--main").focus();
  });
}

/** Small enough to stand in the memory of a small phone while she looks at it. */
async function stillOf(source, edge) {
  const whole = await createImageBitmap(source, { imageOrientation: "from-image" }).catch(() => { throw new NotAPicture(); });
  const size = within(whole.width, whole.height, edge);
  try {
    return await createImageBitmap(whole, { resizeWidth: size.width, resizeHeight: size.height, resizeQuality: "high" });
  } finally {
    whole.close();
  }
}

function paint(canvas, still, spots, aim) {
  const brush = canvas.getContext("2d", { alpha: false });
  const line = Math.max(2, Math.round(Math.max(canvas.width, canvas.height) / 320));
  brush.drawImage(still, 0, 0);
  for (const { x, y, width, height } of spots) {
    brush.fillStyle = "#fff"; // an edge, so that a spot is seen on a dark street too
    brush.fillRect(x, y, width, height);
    brush.fillStyle = "#000";
    brush.fillRect(x + line, y + line, width - 2 * line, height - 2 * line);
  }
  if (!aim.isShown) return;
  const [frame] = withSpot([], aim, canvas);
  brush.lineWidth = 2 * line;
  brush.strokeStyle = "#fff";
  brush.setLineDash([4 * line, 2 * line]);
  brush.strokeRect(frame.x, frame.y, frame.width, frame.height);
}

function byKey(event, aim, size, draw, cover) {
  const way = ARROWS[event.key];
  const step = Math.max(size.width, size.height) * STEP;
  if (event.key === "Enter" || event.key === " ") cover();
  else if (way) Object.assign(aim, { x: clamped(aim.x + way[0] * step, size.width), y: clamped(aim.y + way[1] * step, size.height) });
  else return;
  event.preventDefault();
  aim.isShown = true;
  draw();
}

function clamped(value, most) {
  return Math.max(0, Math.min(most, value));
}

function sayCount(count) {
  say(ngettext_("{n} spot is covered.", "{n} spots are covered.", count));
}
