/** Back to a walk that rests on this phone, through its four pictures if it has them. */

import { barButton, button, h, icon } from "../foundation/dom_view.js";
import { fillFrame } from "../foundation/frame_view.js";
import { leaveButton } from "../foundation/leaving_view.js";
import { _, numeral, timeOfDay } from "../foundation/words.js";
import { restingOn, takeUpAgain } from "./parting.js";

export async function show(app) {
  const walks = (await restingOn(app.phone)).sort((a, b) => (a.joinedAt < b.joinedAt ? -1 : 1));
  const line = (walk, place) => button({ class: "choice" }, () => open(app, walk), icon(walk.lock ? "lock" : "note-pencil"),
    h("span", {}, _("Person {number}", { number: numeral(place + 1) }), h("small", {}, timeOfDay(walk.joinedAt))));
  fillFrame({
    head: [h("h1", { class: "phone__stop" }, _("Put away here")), leaveButton()],
    main: [h("div", { class: "page" }, h("div", { class: "choice-list" }, ...walks.map(line)))],
    bar: [barButton("caret-left", _("Back"), () => app.go("welcome"), { isMain: true })],
  });
}

async function open(app, walk) {
  if (walk.lock) {
    const { openLock } = await import("./lock_view.js");
    if (!(await openLock(walk.lock, (lock) => app.phone.change("walks", walk.id, (kept) => ({ ...kept, lock }))))) return;
  }
  await app.setOut?.();
  await takeUpAgain(app.outing, await app.phone.read("walks", walk.id));
  await app.speak(walk.language);
  await app.startWalking();
}
