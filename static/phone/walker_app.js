/**
 * The walker's app: one screen at a time, in her words and her light. It is small, because a walker on a slow line waits
 * for every byte of it; what a walk needs is set out (`walks/setting_out.js`) once there is a walk.
 */

import { dressForWalking } from "./foundation/dress_view.js";
import { closeSheets, lifted, say, warn, wear } from "./foundation/frame_view.js";
import { keepOnPhone } from "./foundation/keeping.js";
import { PhoneStore } from "./foundation/phone_store.js";
import { prefer, preferences, tellWishes, themeToWear } from "./foundation/preferences.js";
import { _, directionNow, languageNow, speak } from "./foundation/words.js";
import { sender } from "./findings/sending.js";

/** Screens are fetched when first shown; the service worker has them all on the phone. */
const SCREENS = {
  welcome: () => import("./walks/welcome_view.js"), language: () => import("./walks/language_view.js"),
  consent: () => import("./walks/consent_view.js"), place: () => import("./walks/place_view.js"), ready: () => import("./walks/ready_view.js"),
  answering: () => import("./findings/answering_view.js"), further: () => import("./findings/further_view.js"),
  lookBack: () => import("./findings/look_back_view.js"), finish: () => import("./walks/finish_view.js"), help: () => import("./walks/help_view.js"),
  allowing: () => import("./walks/allowing_view.js"), resting: () => import("./walks/resting_view.js"),
};

/** Shown before a walk begins, in the styles that every page has. */
const BEFORE = ["welcome", "language", "consent", "place", "ready"];

/** When the first screen takes a tap: what the budgets of loading and opening are held to. */
const USABLE = "usable";

export class WalkerApp {
  screen = "";
  outing = null; // the walk at hand, with `diary`, `whereabouts` and `courier`: from setOut() on
  #shown = null;
  #coming = null; // the screen that was asked for last, until it is shown: nothing older comes over it
  #settingOut = null;
  #isTouched = false;
  #speaking = Promise.resolve();
  #tongue = ""; // where the words lie that were asked for last

  constructor({ languages, version }) {
    Object.assign(this, { languages, version });
    this.phone = new PhoneStore();
    this.send = sender({ token: () => this.outing?.walk?.token ?? "", language: languageNow });
  }

  /** Her wishes as the store has them: it remembers what localStorage loses when a phone is killed. */
  async rememberWishes() {
    const kept = await this.phone.read("kept", "preferences");
    if (kept) prefer(kept.wishes);
    tellWishes((wishes) => this.phone.write({ kept: [{ name: "preferences", wishes }] }).catch(() => {}));
  }

  /** Fetch what a walk needs and read what lies on the phone. Once; again only after it failed. */
  setOut() {
    this.#settingOut ??= import("./walks/setting_out.js").then(({ setOut }) => setOut(this));
    this.#settingOut.catch(() => (this.#settingOut = null));
    return this.#settingOut;
  }

  async go(name, options = {}) {
    const asked = (this.#coming = {});
    closeSheets();
    const dressed = name === "welcome" || dressForWalking();
    const screen = await Promise.all([SCREENS[name](), this.#speaking]).then(([module]) => module, () => null);
    if (screen && !BEFORE.includes(name)) await dressed;
    if (asked !== this.#coming) return;
    this.#coming = null;
    if (!screen) return warn(_("No internet just now. Move to a place with a signal and try again."));
    // What was said stays until it is closed.
    if (name !== this.screen) document.querySelector("#lines .banner--warn .link-button")?.closest(".banner").remove();
    this.screen = name;
    this.#shown = screen;
    this.options = options;
    await this.#show();
    if (!performance.getEntriesByName(USABLE).length) performance.mark(USABLE);
  }

  /** What was offered belongs to the screen before. */
  async #show() {
    document.getElementById("offer")?.remove();
    await this.#shown.show(this, this.options);
  }

  /** Show the screen anew, unless she goes on meanwhile; under whatever she has opened over it. */
  async redraw() {
    const { screen } = this;
    await lifted();
    if (this.#coming || screen !== this.screen) return;
    const { scrollTop } = document.getElementById("main");
    await this.#show();
    document.getElementById("main").scrollTop = scrollTop;
  }

  /** Called whenever something was kept, sent or found. */
  refresh() {
    if (this.outing?.walk) this.#shown?.refresh?.(this);
  }

  /** Speak this language from now on. Without its words, because there is no network, she goes on in those that are here. */
  speak(tag) {
    this.#speaking = this.#spoken(`/w/words/${tag}.json`).catch(() => {});
    return this.#speaking;
  }

  async #spoken(address) {
    this.#tongue = address;
    const answer = await fetch(address);
    const words = answer.ok && (await answer.json());
    if (!words || this.#tongue !== address) return;
    speak(words);
    keepOnPhone(address);
    wear({ language: languageNow(), direction: directionNow() });
    prefer({ language: languageNow(), direction: directionNow() });
  }

  /** The code that was asked for and not yet answered by a yes or a no. */
  async asked() {
    return (await this.phone.read("kept", "asked"))?.code ?? "";
  }

  async forgetAsked() {
    await this.phone.write({}, { kept: ["asked"] }).catch(() => {});
  }

  wearTheme() {
    const period = this.outing?.walk ? this.outing.period : "day";
    wear({ ...preferences(), theme: themeToWear(preferences().theme, period), language: languageNow(), direction: directionNow() });
  }

  /** She agreed: the walk lies on this phone from here on, whether or not the network lasts. */
  async begin(walk) {
    this.stopLooking?.();
    await this.setOut();
    await this.outing.begin(walk);
    await this.forgetAsked();
    this.wearTheme();
    this.courier.go();
    this.#fetchSounds();
    await this.go(walk.scopes.includes("place") ? "place" : "ready");
  }

  /** The sounds of her language come after everything that she waits for. */
  async #fetchSounds() {
    const { pack, consentLanguage } = this.outing.walk;
    if (pack.audio?.length) await import("./prompts/ahead.js").then(({ fetchAhead }) => fetchAhead(pack, consentLanguage)).catch(() => {});
  }

  /** With the code that she scanned just now: the one with which she set out may be worth nothing any more. */
  async goOn(walk, code) {
    this.stopLooking?.();
    await this.setOut();
    if (this.outing.walk?.id !== walk.id) await this.outing.begin(walk);
    await this.outing.keepWalk({ code });
    this.courier.beginAnew();
    await this.forgetAsked();
    await this.startWalking();
  }

  /** Back on the screen where she was. */
  async startWalking({ isReopened = false } = {}) {
    const { walk } = this.outing;
    this.wearTheme();
    if (walk.scopes.includes("place") && walk.isStarted) this.whereabouts.start();
    await this.go(walk.isTakenBack || walk.isTidied ? "finish" : walk.isStarted ? "answering" : "ready", { isReopened });
    this.#fetchSounds();
  }

  /** The first touch that keeps something: the moment to ask for lasting storage. */
  async firstTouch() {
    if (this.#isTouched || this.outing.walk.isLookOnly) return;
    this.#isTouched = true;
    await this.phone.keepReserve();
    const { sayIfItForgets } = await import("./findings/trouble_view.js");
    await sayIfItForgets(this);
  }

  /** She allows one more thing; the server hears of it with the next errand. */
  async allow(scope) {
    const { walk } = this.outing;
    await this.outing.keepWalk({ scopes: [...new Set([...walk.scopes, scope])], isJoined: false });
    this.courier.nudge();
  }

  /** What question screens need to keep an answer. */
  keeping() {
    return { pack: this.outing.walk.pack, answers: () => this.outing.finding.body.answers, answer: (code, value) => this.#keepQuietly(code, value) };
  }

  async #keepQuietly(code, value) {
    try {
      await this.outing.answer(code, value);
      if (!this.outing.walk.isLookOnly) say(_("Saved."));
      return true;
    } catch {
      warn(_("Not saved. Tap again."));
      return false;
    }
  }
}
