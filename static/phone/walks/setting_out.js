/** Everything that a walk needs, put together once there is one: not a byte of it is loaded for the first screen. */

import { keepAwake } from "../foundation/staying_awake.js";
import { Diary } from "../findings/diary.js";
import { courierFor } from "../findings/errands.js";
import { makeRoom, tidyUp } from "../findings/making_room.js";
import { sayTroubles } from "../findings/trouble_view.js";
import { Whereabouts } from "../findings/whereabouts.js";
import { Outing } from "./outing.js";

/** Give the app its diary, its courier and the walk at hand, as they lie on the phone. @returns {Promise<boolean>} whether a walk is open */
export async function setOut(app) {
  const { phone } = app;
  const channel = globalThis.BroadcastChannel ? new BroadcastChannel("diary") : null;
  const diary = new Diary(phone, { channel });
  const whereabouts = new Whereabouts();
  Object.assign(app, { diary, whereabouts });
  const courier = courierFor(app, () => app.refresh());
  const outing = new Outing({ phone, diary, whereabouts, courier });
  const isOpen = await outing.resume();
  Object.assign(app, { courier, outing });
  phone.whenFull(() => makeRoom(diary));
  sayTroubles(app);
  tidyUp(diary).catch(() => {});
  diary.listen(() => app.refresh());
  whereabouts.listen(() => app.refresh());
  document.addEventListener("visibilitychange", () => whereabouts.visibilityChanged(document.hidden));
  keepAwake(() => Boolean(app.outing.walk?.isStarted));
  courier.watch(globalThis);
  return isOpen;
}
