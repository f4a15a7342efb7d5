/** Speaking instead of typing: hold the button and let go, or tap to begin and tap to end. At most a minute. */

import { barButton, button, h, icon } from "../foundation/dom_view.js";
import { buzz, hush, warn } from "../foundation/frame_view.js";
import { phoneTime } from "../foundation/clock.js";
import { openSheet } from "../foundation/sheet_view.js";
import { _ } from "../foundation/words.js";
import { allows } from "../walks/joining.js";
import { BITS_PER_SECOND, clearRecording, Recording, typeToRecord } from "./recording.js";
import { lasting } from "./voice_list_view.js";
import { keepVoice, recoverVoice, whileNobodySpeaks } from "./voices.js";

const WANTED = { audio: { channelCount: 1, noiseSuppression: true, echoCancellation: false } };
const MOST_SECONDS = 60;

let isListening = false;

/** @param {string|null} code the indicator she speaks about @param {{isHeld?: () => boolean}} hold whether the finger still lies on the button */
export async function talk(app, code, { isHeld = null } = {}) {
  if (isListening) return; // a hold and the tap that ends it, or two taps
  hush();
  if (!allows(app.outing.walk, "voice")) return askAgain(app, code);
  if (!globalThis.MediaRecorder || !navigator.mediaDevices?.getUserMedia) return explain(_("This browser cannot record. Write it down, or tell the person who leads the walk."));
  isListening = true;
  try {
    await whileNobodySpeaks(navigator.locks, async (isMine) => (isMine ? listen(app, code, await navigator.mediaDevices.getUserMedia(WANTED), isHeld) : explain(_("Another tab of this page is recording. Close it first."))));
  } catch (trouble) {
    explain(whyNot(trouble));
  } finally {
    isListening = false;
  }
}

/** The page ended while she spoke: what lies on the phone becomes her note. */
export async function sayRecovered(app) {
  const medium = await recoverVoice(app.outing).catch(() => null);
  if (medium) warn(_("Your voice note was cut off. We kept {time} of it.", { time: lasting(medium.seconds) }), { kind: "ok" });
}

async function listen(app, code, stream, isHeld) {
  const { finding } = app.outing;
  const type = typeToRecord((one) => MediaRecorder.isTypeSupported(one));
  const recorder = new MediaRecorder(stream, { ...(type && { mimeType: type }), audioBitsPerSecond: BITS_PER_SECOND });
  const recording = new Recording({ phone: app.phone, recorder, finding, indicator: code, at: phoneTime() });
  const sheet = sheetOf(recording, Math.min(app.outing.walk.pack.limits?.voice_seconds ?? MOST_SECONDS, MOST_SECONDS), stream);
  recording.start();
  buzz(20);
  if (isHeld?.()) window.addEventListener("pointerup", () => recording.stop(), { once: true });
  await recording.ended;
  stream.getTracks().forEach((track) => track.stop());
  sheet.end();
  if (sheet.isThrownAway()) await clearRecording(app.phone);
  else await keepWords(app, finding);
}

async function keepWords(app, finding) {
  try {
    const medium = await keepVoice(app.outing, finding);
    await app.redraw();
    if (!medium) return warn(_("Nothing was heard. Try again."));
    buzz(20);
    warn(_("Your voice note is saved: {time}.", { time: lasting(medium.seconds) }), { kind: "ok" });
  } catch {
    buzz([20, 60, 20]);
    warn(_("Not saved. Tap again."));
  }
}

/** The sheet while she speaks: time, loudness, done, throw away. A locked screen or a full minute end it and keep it. */
function sheetOf(recording, most, stream) {
  let isThrownAway = false;
  const time = h("p", { class: "code-big", role: "timer" }, lasting(0));
  const rest = h("progress", { max: most, value: 0, "aria-label": _("Time used") });
  const loudness = h("meter", { max: 1, value: 0, "aria-label": _("How loud it is") });
  const done = barButton("check", _("Done"), () => recording.stop(), { isMain: true });
  const away = barButton("trash", _("Throw away"), () => { isThrownAway = true; recording.stop(); });
  const sheet = openSheet({ title: _("Speak now"), body: [h("div", { class: "voice" }, icon("microphone"), time, rest, loudness), h("p", {}, _("Say no names. Only the people who lead this walk hear it."))], foot: [away, done] });
  const hear = ear(stream);
  const ticking = setInterval(() => {
    time.textContent = lasting(recording.seconds);
    rest.value = recording.seconds;
    loudness.value = hear.level();
    if (recording.seconds >= most) recording.stop();
  }, 200);
  const hidden = () => document.hidden && recording.stop();
  document.addEventListener("visibilitychange", hidden);
  sheet.closed.then(() => recording.stop());
  done.focus();
  const end = () => { clearInterval(ticking); hear.end(); document.removeEventListener("visibilitychange", hidden); sheet.close(); };
  return { end, isThrownAway: () => isThrownAway };
}

/** How loud it is, from 0 to 1; always 0 where the browser does not tell. */
function ear(stream) {
  if (!globalThis.AudioContext) return { level: () => 0, end() {} };
  const context = new AudioContext();
  const meter = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(meter);
  const wave = new Uint8Array(meter.fftSize);
  const level = () => {
    meter.getByteTimeDomainData(wave);
    return wave.reduce((most, value) => Math.max(most, Math.abs(value - 128)), 0) / 128;
  };
  return { level, end: () => context.close() };
}

function whyNot(trouble) {
  if (trouble?.name === "NotAllowedError") return _("The phone does not let this page listen. Allow the microphone in the settings of the browser, or write it down.");
  if (trouble?.name === "NotFoundError") return _("This phone has no microphone that the browser can use.");
  return _("The microphone is busy. End a call or close another app, then try again.");
}

function explain(text) {
  warn(text, { kind: "warn" });
}

function askAgain(app, code) {
  const allow = async () => {
    await app.allow("voice");
    sheet.close();
    await app.redraw();
    talk(app, code);
  };
  const sheet = openSheet({
    title: _("You have not allowed voice notes"), body: [h("p", {}, _("Only the people who lead this walk hear them. They are written down and then deleted."))],
    foot: [button({ class: "big-button big-button--main" }, allow, _("Allow voice notes"))],
  });
}
