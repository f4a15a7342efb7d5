/** The walker's app: opens what the phone holds, wires the rooms together, and shows one screen at a time. */

import { missingFrom, readCanary } from "./foundation/canary.js";
import { dressForWalking } from "./foundation/dress_view.js";
import { say, warn, wear } from "./foundation/frame_view.js";
import { PhoneStore } from "./foundation/phone_store.js";
import { prefer, preferences, tellWishes, themeToWear } from "./foundation/preferences.js";
import { closeSheets } from "./foundation/sheet_view.js";
import { _, directionNow, languageNow, ngettext_, speak } from "./foundation/words.js";
import { keepOnPhone } from "./foundation/keeping.js";
import { Diary } from "./findings/diary.js";
import { courierFor } from "./findings/errands.js";
import { sender } from "./findings/sending.js";
import { Whereabouts } from "./findings/whereabouts.js";
import { allows } from "./walks/joining.js";
import { Outing } from "./walks/outing.js";

/** Screens are fetched when first shown; the service worker has them all on the phone. */
const SCREENS = {
  welcome: () => import("./walks/welcome_view.js"), language: () => import("./walks/language_view.js"),
  consent: () => import("./walks/consent_view.js"), place: () => import("./walks/place_view.js"), ready: () => import("./walks/ready_view.js"),
  answering: () => import("./findings/answering_view.js"), further: () => import("./findings/further_view.js"),
  lookBack: () => import("./findings/look_back_view.js"), finish: () => import("./walks/finish_view.js"), help: () => import("./walks/help_view.js"),
};

/** Shown before a walk begins, in the styles that every page has. */
const BEFORE = ["welcome", "language", "consent", "place", "ready"];

export class WalkerApp {
  screen = "";
  #shown = null;

  constructor({ languages, version }) {
    Object.assign(this, { languages, version });
    this.phone = new PhoneStore();
    const channel = globalThis.BroadcastChannel ? new BroadcastChannel("diary") : null;
    this.diary = new Diary(this.phone, { channel });
    this.whereabouts = new Whereabouts();
    this.send = sender({ token: () => this.outing.walk?.token ?? "", language: languageNow });
    this.courier = courierFor(this, () => this.#refresh());
    this.outing = new Outing({ phone: this.phone, diary: this.diary, whereabouts: this.whereabouts, courier: this.courier });
    this.diary.listen(() => this.#refresh());
    this.whereabouts.listen(() => this.#refresh());
  }

  /** Her wishes as the store has them: it remembers what localStorage loses when a phone is killed. */
  async rememberWishes() {
    const kept = await this.phone.read("kept", "preferences");
    if (kept) prefer(kept.wishes);
    tellWishes((wishes) => this.phone.write({ kept: [{ name: "preferences", wishes }] }).catch(() => {}));
  }

  /** @returns {Promise<"open"|"none">} whether a walk lies on this phone; says so when something has vanished */
  async wake() {
    const remembered = readCanary();
    const isOpen = await this.outing.resume();
    const gone = missingFrom(remembered, { findings: [...this.diary.findings.keys()], media: [...this.diary.media.keys()] });
    this.lost = gone.findings.length + gone.media.length;
    return isOpen ? "open" : "none";
  }

  async go(name, options = {}) {
    closeSheets();
    const dressed = name === "welcome" || dressForWalking();
    const screen = await SCREENS[name]();
    if (!BEFORE.includes(name)) await dressed;
    this.screen = name;
    this.#shown = screen;
    this.options = options;
    await screen.show(this, options);
  }

  redraw() {
    return this.go(this.screen, this.options);
  }

  async speak(tag) {
    const answer = await fetch(`/w/words/${tag}.json`);
    if (answer.ok) {
      speak(await answer.json());
      keepOnPhone(`/w/words/${tag}.json`);
    }
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

  /** She agreed: the walk lies on this phone from here on, whether or not the network lasts. */
  async begin(walk) {
    this.stopLooking?.();
    await this.outing.begin(walk);
    await this.forgetAsked();
    this.wearTheme();
    this.courier.go();
    this.#fetchSounds();
    await this.go(allows(walk, "place") ? "place" : "ready");
  }

  /** The sounds of her language come after everything that she waits for. */
  async #fetchSounds() {
    const { pack, consentLanguage } = this.outing.walk;
    if (pack.audio?.length) await import("./prompts/ahead.js").then(({ fetchAhead }) => fetchAhead(pack, consentLanguage)).catch(() => {});
  }

  async goOn(walk) {
    this.stopLooking?.();
    if (this.outing.walk?.id !== walk.id) await this.outing.begin(walk);
    await this.forgetAsked();
    await this.startWalking();
  }

  /** Back on the screen where she was. */
  async startWalking({ isReopened = false } = {}) {
    this.wearTheme();
    if (allows(this.outing.walk, "place") && this.outing.walk.isStarted) this.whereabouts.start();
    await this.go(this.outing.walk.isStarted ? "answering" : "ready", { isReopened });
    this.#fetchSounds();
  }

  /** The first touch that keeps something: the moment to ask for lasting storage. */
  firstTouch() {
    navigator.storage?.persist?.().catch(() => {});
    this.phone.keepReserve().catch(() => {});
  }

  /** She allows one more thing; the server hears of it with the next errand. */
  async allow(scope) {
    const { walk } = this.outing;
    await this.outing.keepWalk({ ...walk, scopes: [...new Set([...walk.scopes, scope])], isJoined: false });
    this.courier.nudge();
  }

  wearTheme() {
    wear({ ...preferences(), theme: themeToWear(preferences().theme, this.outing.walk ? this.outing.period : "day"), language: languageNow(), direction: directionNow() });
  }

  /** What question screens need to keep an answer. */
  keeping() {
    return { pack: this.outing.walk.pack, answers: () => this.outing.finding.body.answers, answer: (code, value) => this.#keepQuietly(code, value) };
  }

  sayLost() {
    if (this.lost) warn(ngettext_("{n} thing that was on this phone is gone. The phone or its browser removed it. Tell the person who leads the walk.", "{n} things that were on this phone are gone. The phone or its browser removed them. Tell the person who leads the walk.", this.lost));
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

  #refresh() {
    this.#shown?.refresh?.(this);
  }
}
