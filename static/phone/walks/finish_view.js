/** The end of a walk: what was sent, what still lies here, two questions, the number to take it back with, and parting. */

import { barButton, button, h, icon } from "../foundation/dom_view.js";
import { fillFrame } from "../foundation/frame_view.js";
import { leaveButton } from "../foundation/leaving_view.js";
import { _, languageNow, ngettext_, numeral } from "../foundation/words.js";
import { countsOf } from "../findings/counting.js";
import { isHolding } from "../findings/errands.js";
import { momentsLine } from "../findings/moments_view.js";
import { wordsOf } from "../instruments/questions.js";
import { askQuestion } from "../instruments/question_view.js";
import { questionsAboutHer } from "./closing.js";
import { closingCard } from "./closing_view.js";
import { numberCard } from "./number_view.js";
import { isTakingBack } from "./parting.js";

export function show(app) {
  const isBack = app.outing.walk.isTakenBack;
  const bar = [barButton("caret-left", _("Back"), () => app.go("answering")), barButton("list", _("Look back"), () => app.go("lookBack"))];
  fillFrame({
    head: [h("h1", { class: "phone__stop" }, _("Finish")), leaveButton()],
    main: [h("div", { class: "page" }, ...(isBack ? [takenBack(app)] : [thanks(app), momentsLine(app), closingCard(app), numberCard(app), aboutHer(app)]).filter(Boolean), parting(app))],
    bar: isBack && !isTakingBack(app.outing.walk) ? [] : [...(isBack ? [] : bar), barButton("paper-plane-tilt", _("Send now"), () => app.courier.hurry(), { isMain: true })],
  });
}

/** Drawn anew whenever something was sent. */
export function refresh(app) {
  document.getElementById("sent-line")?.replaceWith(app.outing.walk.isTakenBack ? backLine(app) : sentLine(app));
}

function thanks(app) {
  const { things } = countsOf(app.outing.diary, app.outing.walk.id);
  return h("section", { class: "card thanks" }, icon("check-circle"), h("h2", {}, _("Thank you")), sentLine(app), things ? copyButton(app) : null);
}

/** "21 things: 21 sent", or how many lie only here, and why. */
function sentLine(app) {
  const { things, sent, waiting, lost } = countsOf(app.outing.diary, app.outing.walk.id);
  const lines = [
    things ? ngettext_("{n} thing: {sent} sent.", "{n} things: {sent} sent.", things, { sent: numeral(sent) }) : app.outing.walk.isTidied ? _("Your answers are sent. They are no longer on this phone.") : _("Nothing was kept yet."),
    waiting ? ngettext_("{n} is only on this phone. It goes when there is internet.", "{n} are only on this phone. They go when there is internet.", waiting) : "",
    lost ? ngettext_("{n} thing could not be sent. Everything else is safe.", "{n} things could not be sent. Everything else is safe.", lost) : "",
    waiting ? reason(app) : "",
  ];
  return h("div", { id: "sent-line", role: "status" }, ...lines.filter(Boolean).map((line) => h("p", {}, line)));
}

function reason(app) {
  const held = isHolding(app) ? _("Photos wait for Wi-Fi. Tap “Send now” to send them at once.") : "";
  return app.courier.state === "captive" ? _("This network asks you to sign in first.") : app.courier.trouble?.sentence ?? held;
}

/** For a phone that finds no network: everything in one file that the person who leads the walk can take in. */
function copyButton(app) {
  const keep = async () => { const { keepACopy } = await import("../findings/copy_view.js"); keepACopy(app); };
  return button({ class: "big-button big-button--quiet", id: "copy" }, keep, icon("download-simple"), _("Keep a copy"));
}

function takenBack(app) {
  return h("section", { class: "card thanks" }, icon("arrow-u-up-left"), h("h2", {}, _("Everything is taken back")), backLine(app));
}

function backLine(app) {
  const words = isTakingBack(app.outing.walk) ? _("It is deleted here. The server hears of it when there is internet.") : _("It is deleted, here and on the server.");
  return h("div", { id: "sent-line", role: "status" }, h("p", {}, words), isTakingBack(app.outing.walk) ? h("p", {}, reason(app)) : null);
}

function aboutHer(app) {
  const { outing } = app;
  const keeping = { pack: outing.walk.pack, answers: () => outing.walk.profile ?? {}, answer: (code, value) => outing.answerAboutMe(code, value).then(() => true, () => false) };
  const questions = questionsAboutHer(outing.walk.pack);
  if (!questions.length) return null;
  return h("section", { class: "card" }, h("h2", {}, _("About you, if you like")), h("p", {}, _("Kept apart from your answers. Never shown for fewer than five people.")),
    h("div", { class: "choice-list" }, ...questions.map((question) => button({ class: "choice" }, () => askQuestion(question, keeping), h("span", {}, wordsOf(question, languageNow()).question)))));
}

function parting(app) {
  const act = (name) => async () => (await import("./parting_view.js"))[name](app);
  return h("section", { class: "stack" },
    button({ class: "big-button", id: "hand-on" }, act("handOn"), icon("users-three"), _("Hand the phone on")),
    button({ class: "big-button big-button--quiet", id: "forget" }, act("forgetWalk"), icon("trash"), _("Forget this walk")));
}
