/** Keeping words while they are written: within a second of the last letter, and whenever the page may go. */

import { written } from "./finding.js";

const PAUSE_MS = 700;

/** The questions that are answered in her own words; pictures have a camera. */
export function ownWords(pack) {
  const named = new Map(pack.instrument.questions.map((question) => [question.code, question]));
  return (pack.instrument.own_words ?? []).map((code) => named.get(code)).filter((question) => question?.kind === "media" && question.code !== "nar_photo");
}

export class WordsKeeper {
  #timer = null;

  /** @param {{outing, code: string, text: () => string, tell: (isKept: boolean) => void}} of */
  constructor(of) {
    Object.assign(this, of);
    this.finding = of.outing.finding.id;
  }

  later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), PAUSE_MS);
  }

  /** Keep what stands there now, if it is new. Words never land at another stop than the one they were begun at. */
  async now() {
    clearTimeout(this.#timer);
    const text = this.text().trim();
    const { outing } = this;
    if (outing.finding.id !== this.finding || text === (outing.finding.body.words[this.code] ?? "")) return;
    await outing.tap((record, at) => written(record, this.code, text, at)).then(() => this.tell(true), () => this.tell(false));
  }
}
