/** The walks that lie on this phone: the one at hand, and those of people who had the phone before. */

import { trueNow, useOffset } from "../foundation/clock.js";
import { periodOf } from "./period.js";

export class WalksHere {
  walk = null;
  others = [];

  constructor(phone) {
    this.phone = phone;
  }

  /** The walks whose things are to be sent: the one at hand, and those of people who had this phone before. */
  get walks() {
    return [this.walk, ...this.others].filter((walk) => walk && !walk.isLookOnly);
  }

  async keepWalk(walk) {
    await this.phone.write({ walks: [walk] });
    this.use(walk);
  }

  /** A walk has changed by being sent: the one at hand, or one that rests here. One that was forgotten meanwhile stays so. */
  async keepSent(sent) {
    const { token, receipt, offset_ms, isTakenBackThere } = sent;
    // What she allows may have changed while the server was told the old: then it must be told again.
    const isHeard = (kept) => sent.isJoined && String(kept.scopes) === String(sent.scopes);
    const alter = (kept) => kept && { ...kept, token, receipt, offset_ms, isTakenBackThere, isJoined: isHeard(kept) };
    const walk = await this.phone.change("walks", sent.id, alter);
    if (walk && this.walk?.id === walk.id) this.use(walk);
    this.others = this.others.map((one) => (one.id === walk?.id ? walk : one));
  }

  get period() {
    return periodOf(this.walk, trueNow());
  }

  /** Walk this one from here on, by the server's clock. */
  use(walk) {
    this.walk = walk;
    useOffset(walk.offset_ms);
  }
}
