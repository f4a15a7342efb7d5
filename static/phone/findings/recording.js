/**
 * A voice note while it is spoken. Every two seconds what was said lies on the phone, so that a phone that dies keeps
 * all but the last two. Runs without a screen: the recorder comes from outside.
 */

import { newId } from "../foundation/identifiers.js";

const NAME = "recording";
const CHUNK_MS = 2000;
/** WebM with Opus first: the one type that all engines share since 2025; older iPhones give MP4 with AAC. */
const TYPES = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4"];
/** Speech stays plain at this rate, and a minute is 180 kB. */
export const BITS_PER_SECOND = 24000;

/** The first type that this browser can record; "" lets it choose. */
export function typeToRecord(isSupported) {
  return TYPES.find((type) => isSupported(type)) ?? "";
}

/** One recording. `ended` resolves to the joined record once the recorder stops, whatever stopped it. */
export class Recording {
  #writing = Promise.resolve();
  #parts = 0;

  /** @param {MediaRecorder} recorder not yet started @param {{id: string, walk: string}} finding @param {string} at ISO 8601 */
  constructor({ phone, recorder, finding, indicator = null, at, now = Date.now }) {
    this.phone = phone;
    this.recorder = recorder;
    this.now = now;
    this.mark = { name: NAME, id: newId(), finding: finding.id, walk: finding.walk, indicator, at };
    recorder.ondataavailable = ({ data }) => data.size && this.#keep(data);
    this.ended = new Promise((resolve) => { recorder.onstop = () => resolve(this.#writing); });
    recorder.onerror = () => this.stop();
  }

  start() {
    this.recorder.start(CHUNK_MS);
    this.startedAt = this.now();
  }

  stop() {
    if (this.recorder.state !== "inactive") this.recorder.stop();
  }

  get seconds() {
    return (this.now() - this.startedAt) / 1000;
  }

  #keep(data) {
    this.#writing = this.#writing.then(async () => {
      const part = { key: partKey(this.mark.id, this.#parts), bytes: await data.arrayBuffer() };
      const mark = { ...this.mark, type: this.recorder.mimeType, parts: this.#parts + 1, seconds: Math.max(1, Math.round(this.seconds)) };
      await this.phone.write({ bytes: [part], kept: [mark] });
      this.#parts += 1;
    }).catch(() => this.stop()); // the phone is full: it ends here and keeps what it has
  }
}

/** What lies on the phone of a recording, in one piece, or null. @returns {Promise<{mark, bytes: ArrayBuffer}|null>} */
export async function recorded(phone) {
  const mark = await phone.read("kept", NAME);
  if (!mark?.parts) return null;
  const parts = await Promise.all(keysOf(mark).map((key) => phone.read("bytes", key)));
  const whole = parts.slice(0, parts.includes(undefined) ? parts.indexOf(undefined) : parts.length);
  return { mark, bytes: await new Blob(whole.map((part) => part.bytes)).arrayBuffer() };
}

/** The parts have served: the note lies in one piece now, or was thrown away. */
export async function clearRecording(phone) {
  const mark = await phone.read("kept", NAME);
  if (mark) await phone.write({}, { kept: [NAME], bytes: keysOf(mark) });
}

function keysOf(mark) {
  return Array.from({ length: mark.parts ?? 0 }, (_unused, place) => partKey(mark.id, place));
}

function partKey(id, place) {
  return `part.${id}.${place}`;
}
