/** The end of the walk: what was sent, what still lies here, the number to take it back with, and a few optional questions. */

import { barButton, bdi, button, h, icon } from "../foundation/dom_view.js";
import { fillFrame } from "../foundation/frame_view.js";
import { leaveButton } from "../foundation/leaving_view.js";
import { _, languageNow, ngettext_ } from "../foundation/words.js";
import { isHolding } from "../findings/errands.js";
import { walkerQuestions, wordsOf } from "../instruments/questions.js";
import { askQuestion } from "../instruments/question_view.js";

export function show(app) {
  const { outing } = app;
  const stops = outing.diary.standing(outing.walk.id);
  const media = stops.flatMap((record) => outing.diary.mediaOf(record)).length;
  const things = stops.length + media;
  fillFrame({
    head: [h("h1", { class: "phone__stop" }, _("Finish")), leaveButton()],
    main: [h("div", { class: "page" },
      h("section", { class: "card" }, h("h2", {}, _("Thank you")), h("p", {}, ngettext_("You kept {n} thing.", "You kept {n} things.", things)), sentLine(app), things ? copyButton(app) : null),
      receipt(outing.walk), aboutYou(app))],
    bar: [barButton("caret-left", _("Back"), () => app.go("answering")), barButton("list", _("Look back"), () => app.go("lookBack")),
      barButton("paper-plane-tilt", _("Send now"), () => app.courier.hurry(), { isMain: true })],
  });
}

function sentLine(app) {
  const waiting = app.outing.diary.countUnsent();
  if (!waiting) return h("p", { id: "sent-line", role: "status" }, _("Everything is sent."));
  const words = ngettext_("{n} is only on this phone. It goes when there is internet.", "{n} are only on this phone. They go when there is internet.", waiting);
  const { courier } = app;
  const held = isHolding(app) ? _("Photos wait for Wi-Fi. Tap “Send now” to send them at once.") : "";
  const why = courier.state === "captive" ? _("This network asks you to sign in first.") : courier.trouble?.sentence ?? held;
  return h("p", { id: "sent-line", role: "status" }, words, " ", why);
}

/** For a phone that finds no network: everything in one file that the person who leads the walk can take in. */
function copyButton(app) {
  const keep = async () => { const { keepACopy } = await import("../findings/copy_view.js"); return keepACopy(app); };
  return button({ class: "big-button big-button--quiet", id: "copy" }, keep, icon("download-simple"), _("Keep a copy"));
}

/** Drawn anew whenever something was sent. */
export function refresh(app) {
  document.getElementById("sent-line")?.replaceWith(sentLine(app));
}

function receipt(walk) {
  if (!walk.receipt) return h("section", { class: "card" }, h("h2", {}, _("Your number")), h("p", {}, _("You get it when this phone has internet for the first time.")));
  return h("section", { class: "card" }, h("h2", {}, _("Your number")), h("p", { class: "code-big" }, bdi(walk.receipt, { dir: "ltr" })),
    h("p", {}, _("With this number you can take back everything you sent, from any phone. Write it down. Nobody can find it for you.")));
}

function aboutYou(app) {
  const { outing } = app;
  const keeping = { pack: outing.walk.pack, answers: () => outing.walk.profile ?? {}, answer: (code, value) => outing.answerAboutMe(code, value).then(() => true, () => false) };
  const questions = walkerQuestions(outing.walk.pack);
  if (!questions.length) return null;
  return h("section", { class: "card" }, h("h2", {}, _("About you, if you like")), h("p", {}, _("Kept apart from your answers. Never shown for fewer than five people.")),
    h("div", { class: "choice-list" }, ...questions.map((question) => button({ class: "choice" }, () => askQuestion(question, keeping), h("span", {}, wordsOf(question, languageNow()).question)))));
}
