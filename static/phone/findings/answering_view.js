/** The screen on which a stop is answered: head, bar and one of two faces of the same questions. */

import { barButton, button } from "../foundation/dom_view.js";
import { buzz, fillFrame, hush, lifted, say, warn } from "../foundation/frame_view.js";
import { preferences } from "../foundation/preferences.js";
import { _, languageNow, ngettext_ } from "../foundation/words.js";
import { nextOpen, questionNamed, quickQuestions, wordsOf, wordsOfAnswer } from "../instruments/questions.js";
import { askQuestion } from "../instruments/question_view.js";
import { fillBoxes } from "../instruments/radios_view.js";
import { askReasons, firstReason } from "../instruments/reasons_view.js";
import { allows } from "../walks/joining.js";
import { openMenu } from "../walks/menu_view.js";
import { takePhoto } from "./camera_view.js";
import * as grid from "./grid_view.js";
import { headOf, refreshHead } from "./head_view.js";
import { openMarks } from "./marks_view.js";
import { offerNewStop, offerTheSame } from "./next_stop_view.js";
import { answerMoments, momentsLeft, tellMoment } from "./moments_view.js";
import { saidByDay } from "./day_answer_view.js";
import * as pictures from "./picture_view.js";
import { sayRough } from "./rough_place_view.js";
import { talkButton } from "./talk_button_view.js";

/** Called whenever something was kept, sent or found. */
export function refresh(app) {
  refreshHead(app);
  offerNewStop(app, () => goOn({ app }));
  sayRough(app);
}

const FACES = { grid, picture: pictures };

export function show(app, { question = null, isReopened = false } = {}) {
  const { outing } = app;
  const screen = { app, pack: outing.walk.pack, questions: quickQuestions(outing.walk.pack, outing.periodHere), at: question };
  Object.assign(screen, { answers: () => outing.finding.body.answers, answer: (code, value) => keep(screen, code, value), redraw: () => draw(screen) });
  draw(screen);
  offerTheSame(app, (answers) => keepAll(screen, answers));
  if (isMoment(app)) tellMoment(app);
  if (isReopened) warn(_("We kept your answers."), { kind: "ok" });
}

function draw(screen) {
  if (screen.app.screen !== "answering") return; // she has gone on meanwhile
  const { app } = screen;
  const face = FACES[preferences().face] ?? pictures;
  screen.face = face;
  screen.body = face.body(screen);
  fillFrame({ head: headOf(app), main: [screen.body], bar: barOf(screen) });
  fillBoxes(screen.body, screen.answers());
  face.settle?.(screen);
}

function barOf(screen) {
  const { app } = screen;
  return [
    barButton("arrow-u-up-left", _("Undo"), () => takeBack(screen), { isDisabled: app.outing.finding.undo.length === 0 }),
    barButton("list", _("More"), () => openMenu(app, screen)),
    allows(app.outing.walk, "voice") && talkButton(screen),
    app.outing.walk.isLookOnly ? barButton("check", _("Take part"), () => app.takePart(), { isMain: true }) : barButton("camera", _("Photo"), () => photograph(screen), { isMain: true }),
    barButton("caret-right", isMoment(app) && momentsLeft(app).some((one) => one.id !== app.outing.finding.id) ? _("Next spot") : _("Next stop"), () => goOn(screen)),
  ];
}

function photograph(screen) {
  screen.app.options = { question: screen.at }; // where she was is where she comes back to
  return takePhoto(screen.app, screen.lastCode ?? screen.at);
}

/** @returns {Promise<boolean>} whether the phone has kept it */
async function keep(screen, code, value) {
  if (!(await isKept(screen.app.outing.answer(code, value)))) return false;
  screen.lastCode = code;
  fillBoxes(screen.body, screen.answers());
  document.querySelector("#bar button")?.removeAttribute("disabled");
  sayKept(screen, code, value);
  offerMore(screen, code);
  return true;
}

async function keepAll(screen, answers) {
  if (!(await isKept(screen.app.outing.answerAll(answers)))) return;
  draw(screen);
  const count = Object.keys(answers).length;
  say(ngettext_("{n} answer is kept.", "{n} answers are kept.", count));
}

async function isKept(work) {
  try {
    await work;
  } catch {
    buzz([20, 60, 20]);
    warn(_("Not saved. Tap again."));
    return false;
  }
  buzz(20);
  hush();
  return true;
}

function sayKept({ app }, code, value) {
  if (app.outing.walk.isLookOnly) return say(_("Only looking. Nothing is kept."));
  const question = questionNamed(app.outing.walk.pack, code);
  const name = wordsOf(question, languageNow()).short;
  say(value === undefined ? _("{name}: taken away.", { name }) : _("Saved. {name}: {answer}", { name, answer: wordsOfAnswer(question, value, languageNow()) }));
}

/** What she said here by day; and after a bad answer she may say why. The next answer makes both go away by itself. */
function offerMore(screen, code) {
  const isDone = screen.face === pictures && !nextOpen(screen.questions, screen.answers()); // the screen itself offers them then
  const why = isDone ? null : firstReason(screen, code);
  const before = screen.face === pictures ? saidByDay(screen, code) : ""; // a row shows it itself
  if (!why) return before && warn(before, { kind: "ok" });
  const ask = () => { hush(); askReasons(screen, code); };
  warn([before, wordsOf(why, languageNow()).question].filter(Boolean).join(" "), { kind: "warn", action: button({ class: "link-button" }, ask, _("Say why")) });
}

async function takeBack(screen) {
  const { app } = screen;
  const { id } = app.outing.finding;
  const step = await app.outing.undo().catch(() => null);
  await lifted();
  if (!step || app.outing.finding.id !== id || app.screen !== "answering") return;
  hush();
  screen.at = step.code ?? screen.at;
  draw(screen);
  if ("place" in step) return (await import("./where_view.js")).whereWasThis(app);
  if (step.word) return (await import("./writing_view.js")).openWriting(app, step.word);
  if (step.aside) return reopenMark(screen, app.outing.diary.findings.get(step.aside));
  if (step.photo) return say(isVoice(app, step.photo) ? _("The voice note was taken away.") : _("The photo was taken away."));
  if (step.many) {
    offerTheSame(app, (answers) => keepAll(screen, answers));
    return say(_("The answers of the last stop were taken away."));
  }
  const question = questionNamed(app.outing.walk.pack, step.code);
  const name = wordsOf(question, languageNow()).short;
  say(_("Taken back: {name}", { name }));
  if (screen.questions.some((one) => one.code === step.code)) screen.face.point?.(screen, step.code);
  else askQuestion(question, screen);
}

function reopenMark(screen, { aside, body }) {
  return aside === "moment" ? say(_("The spot was taken away.")) : openMarks(screen, body.marks[0]);
}

function isVoice({ outing }, sha256) {
  return outing.diary.media.get(`${outing.finding.id}.${sha256}`)?.kind === "voice";
}

function isMoment({ outing }) {
  return outing.finding.aside === "moment";
}

async function goOn(screen) {
  hush();
  if (isMoment(screen.app)) return answerMoments(screen.app);
  await Promise.all([screen.app.outing.next(), screen.app.go("answering")]); // nothing can be tapped at a stop that she has left
}
