/** Watching the place while a walk is open and on the screen: warm before the first tap, quiet when hidden. */

import { fixFrom, LATEST_MS, remembered } from "./place.js";

const WATCH = { enableHighAccuracy: true, maximumAge: 5000, timeout: 20000 };
const HIDDEN_MS = 120000;

/** No track is kept: only the fixes of the last minute, and only in memory. */
export class Whereabouts {
  fixes = [];
  state = "off"; // off, waiting, found, denied
  #watch = null;
  #resting = null;
  #listeners = new Set();

  constructor(geolocation = globalThis.navigator?.geolocation) {
    this.geolocation = geolocation;
  }

  listen(listener) {
    this.#listeners.add(listener);
  }

  /** The newest fix if it is younger than a minute, else null. */
  latest(now = Date.now()) {
    const fix = this.fixes.at(-1);
    return fix && now - fix.at < LATEST_MS ? fix : null;
  }

  start() {
    if (this.#watch !== null || !this.geolocation) return;
    if (this.state !== "found") this.#becomes("waiting");
    this.#watch = this.geolocation.watchPosition((position) => this.#found(position), (trouble) => this.#failed(trouble), WATCH);
  }

  /** Ask once more: a phone that lies still may have fallen silent. */
  freshen() {
    if (this.#watch === null) return;
    this.geolocation.getCurrentPosition((position) => this.#found(position), () => {}, WATCH);
  }

  stop() {
    if (this.#watch !== null) this.geolocation.clearWatch(this.#watch);
    this.#watch = null;
  }

  /** A hidden page rests after two minutes: screen off means no fix anyway, and the battery is hers. */
  visibilityChanged(isHidden) {
    clearTimeout(this.#resting);
    if (isHidden) this.#resting = setTimeout(() => this.stop(), HIDDEN_MS);
    else if (this.state !== "off" && this.state !== "denied") this.start();
  }

  #found(position) {
    this.fixes = remembered(this.fixes, fixFrom(position));
    this.#becomes("found");
  }

  #failed(trouble) {
    if (trouble.code !== 1) return;
    this.stop();
    this.#becomes("denied");
  }

  #becomes(state) {
    this.state = state;
    this.#listeners.forEach((listener) => listener(this.fixes.at(-1) ?? null));
  }
}
