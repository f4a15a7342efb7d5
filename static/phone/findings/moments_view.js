/** Answering later, seated: the marked moments one after the other, each with its time, its place and its photo. */

import { button, h, picture } from "../foundation/dom_view.js";
import { hush, say } from "../foundation/frame_view.js";
import { lateIcon } from "../foundation/late_icons_view.js";
import { phoneTime } from "../foundation/clock.js";
import { _, metres, ngettext_, timeOfDay } from "../foundation/words.js";
import { distance_m } from "../walks/stops.js";
import { nearestStop, waitingMoments } from "./asides.js";

export function momentsLeft({ outing }) {
  return waitingMoments(outing.diary.standing(outing.walk.id));
}

/** A line that leads to them, for screens on which she has time; null when none waits. */
export function momentsLine(app) {
  const waiting = momentsLeft(app).length;
  return waiting ? button({ class: "choice", id: "waiting-moments" }, () => answerMoments(app), lateIcon("hand-tap"), h("span", {}, ngettext_("Answer {n} marked spot", "Answer {n} marked spots", waiting))) : null;
}

/** Open the oldest one that waits. Without any, she is at a new stop again. */
export async function answerMoments(app) {
  hush();
  const [next] = momentsLeft(app).filter((record) => record.id !== app.outing.finding.id);
  await Promise.all([next ? app.outing.open(next.id) : app.outing.next(), app.go("answering")]);
}

/** The line that says which moment this is. It goes when she answers. */
export function tellMoment(app) {
  const { finding } = app.outing;
  const photo = app.outing.diary.mediaOf(finding).find((medium) => medium.small);
  const line = h("div", { class: "banner", role: "status", id: "moment" }, lateIcon("hand-tap"), h("p", {}, whereAndWhen(app.outing, finding)),
    photo ? h("span", { class: "thumb" }, picture(photo.small, photo.type, _("Photo"))) : null,
    button({ class: "link-button" }, () => drop(app), _("Not needed")));
  document.getElementById("lines").replaceChildren(line);
}

function whereAndWhen(outing, { body }) {
  const time = timeOfDay(body.started_at);
  const near = nearestStop(outing.walk.pack.site.stops ?? [], body.place, distance_m);
  if (near) return _("You marked this at {time}: {stop}, {metres}.", { time, metres: metres(near.metres), stop: near.stop.name });
  return body.place ? _("You marked this at {time}.", { time }) : _("You marked this at {time}. The place is not known yet.", { time });
}

async function drop(app) {
  const { outing } = app;
  const changed_at = phoneTime();
  await outing.diary.keep(outing.finding, (record) => ({ ...record, isWithdrawn: true, body: { ...record.body, changed_at } })).catch(() => {});
  say(_("Deleted."));
  await answerMoments(app);
}
