/** Look back: every stop as a strip of what was answered, with its photos; tap to open it again. */

import { barButton, bdi, button, h, icon } from "../foundation/dom_view.js";
import { fillFrame, say, warn } from "../foundation/frame_view.js";
import { leaveButton } from "../foundation/leaving_view.js";
import { phoneTime } from "../foundation/clock.js";
import { _, ngettext_, timeOfDay } from "../foundation/words.js";
import { allows } from "../walks/joining.js";
import { isUnsent } from "./finding.js";
import { nameOf } from "./head_view.js";
import { momentsLine } from "./moments_view.js";
import { notAnswered, strip } from "./strip_view.js";
import { thumbs } from "./thumbs_view.js";
import { voiceList } from "./voice_list_view.js";

export function show(app) {
  const { outing } = app;
  const records = outing.diary.of(outing.walk.id).filter((record) => record.body.revision > 0)
    .sort((a, b) => (a.body.started_at < b.body.started_at ? -1 : 1));
  const empty = h("p", { class: "empty" }, _("Nothing yet. Your stops will be listed here."));
  fillFrame({
    head: [h("h1", { class: "phone__stop" }, _("Look back")), leaveButton()],
    main: [h("div", { class: "page" }, momentsLine(app) ?? "", records.length ? h("ul", { class: "card-list" }, ...records.map((record) => card(app, record))) : empty)],
    bar: [barButton("caret-left", _("Back"), () => app.go("answering")), barButton("check-circle", _("Finish"), () => app.go("finish"), { isMain: true })],
  });
}

/** Called whenever something was sent: the words change where they stand. */
export function refresh(app) {
  for (const line of document.querySelectorAll("[data-finding]")) {
    const record = app.outing.diary.findings.get(line.dataset.finding);
    if (record?.isWithdrawn) line.parentNode.replaceWith(card(app, record));
    else if (record) line.textContent = stateOf(app.outing, record);
  }
  for (const line of document.querySelectorAll("[data-deleted]")) {
    const record = app.outing.diary.findings.get(line.dataset.deleted);
    if (record?.receipt?.state === "withdrawn") line.replaceWith(withdrawn(app, record, line.querySelector("bdi").textContent));
  }
}

function card(app, record) {
  const { outing } = app;
  const name = nameOf(outing, record);
  if (record.isWithdrawn) return withdrawn(app, record, name);
  const open = (question = null) => Promise.all([outing.open(record.id), app.go("answering", { question })]);
  const isMark = record.aside === "mark";
  return h("li", { class: "card" }, h("h2", {}, bdi(name), " ", record.aside === "moment" ? null : h("small", {}, timeOfDay(record.body.started_at))), isMark ? null : strip(outing.walk.pack, record),
    h("p", { class: "quiet", data: { finding: record.id } }, stateOf(outing, record)), record.receipt?.sentence ? h("p", { class: "quiet" }, record.receipt.sentence) : null,
    isMark ? null : notAnswered(outing.walk.pack, record, open), where(app, record), thumbs(app, record), voiceList(app, record),
    h("div", { class: "card__actions" }, button({ class: "big-button" }, () => open(), icon("note-pencil"), _("Open")),
      button({ class: "big-button big-button--quiet" }, () => takeBack(app, record, true), icon("trash"), _("Delete"))));
}

/** Without a place nobody can mend what she found: she can still say where it was. */
function where(app, record) {
  if (record.body.place || !allows(app.outing.walk, "place")) return null;
  const ask = async () => { await (await import("./where_view.js")).whereWasThis(app, record); app.redraw(); };
  return button({ class: "big-button big-button--quiet", data: { where: record.id } }, ask, icon("map-pin"), _("Where was this?"));
}

function stateOf(outing, record) {
  const media = outing.diary.mediaOf(record);
  const waiting = media.filter((medium) => !medium.receipt).length;
  const damaged = media.filter((medium) => medium.isDamaged).length;
  if (damaged) return ngettext_("{n} thing could not be sent. Everything else is safe.", "{n} things could not be sent. Everything else is safe.", damaged);
  if (record.isSetAside) return _("The server does not take this stop. Keep a copy: nothing of it is lost.");
  if (isUnsent(record)) return _("On this phone");
  return waiting ? ngettext_("Sent. {n} thing is still on this phone.", "Sent. {n} things are still on this phone.", waiting) : _("Sent");
}

function withdrawn(app, record, name) {
  const isGone = record.receipt?.state === "withdrawn";
  return h("li", { class: "card", data: isGone ? {} : { deleted: record.id } }, h("h2", {}, bdi(name)), h("p", { class: "quiet" }, isGone ? _("Deleted, here and on the server.") : _("Deleted.")),
    isGone ? null : button({ class: "big-button" }, () => takeBack(app, record, false), icon("arrow-u-up-left"), _("Undo")));
}

async function takeBack(app, record, isWithdrawn) {
  try {
    const changed_at = phoneTime();
    const turn = (kept) => (kept.receipt?.state === "withdrawn" ? kept : { ...kept, isWithdrawn, body: { ...kept.body, changed_at } });
    const kept = await app.outing.diary.keep(record, turn);
    if (isWithdrawn && app.outing.finding.id === record.id) await app.outing.next();
    app.courier.nudge();
    await app.redraw();
    say(isWithdrawn ? _("Deleted.") : kept.isWithdrawn ? _("Deleted, here and on the server.") : _("It is back."));
  } catch {
    warn(_("Not saved. Tap again."));
  }
}
