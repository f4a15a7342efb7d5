/** Opening the app where something lies on the phone: back where she was, and whatever went wrong meanwhile is said. */

import { countGone, readCanary } from "../foundation/canary.js";
import { warn } from "../foundation/frame_view.js";
import { _, ngettext_ } from "../foundation/words.js";
import "../findings/answering_view.js"; // where she was: fetched together with this, not one after the other
import { sayIfOld } from "../findings/trouble_view.js";
import { clearPending, lostPhoto } from "../findings/pending_photo.js";
import "./setting_out.js";

/** @param {() => Promise} otherwise what to show when no walk is open, or another one is asked for */
export async function wake(app, otherwise) {
  const remembered = readCanary();
  const isOpen = await app.setOut();
  const gone = countGone(remembered, { findings: [...app.diary.findings.keys()], media: [...app.diary.media.keys()] });
  if (!isOpen || otherwise.isAskedFor) await otherwise();
  else await app.startWalking({ isReopened: app.outing.finding.body.revision > 0 });
  sayIfOld(app);
  sayGone(app, gone);
  await sayLostPhoto(app.phone);
  if (await app.phone.read("kept", "recording")) await import("../findings/voice_view.js").then(({ sayRecovered }) => sayRecovered(app));
  app.courier.go();
}

/** Said until she has read it: closing the line is what makes the witnesses forget. */
function sayGone(app, count) {
  if (count) warn(ngettext_("{n} thing that was on this phone is gone. The phone or its browser removed it. Tell the person who leads the walk.", "{n} things that were on this phone are gone. The phone or its browser removed them. Tell the person who leads the walk.", count), { closed: () => app.diary.witness() });
}

/** The page ended while the phone's own camera was open. */
async function sayLostPhoto(phone) {
  if (!(await lostPhoto(phone))) return;
  await clearPending(phone);
  warn(_("The last photo was lost. Your answers are safe. Take it again if you can."));
}
