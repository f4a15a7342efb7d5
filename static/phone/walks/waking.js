/** Opening the app where something lies on the phone: back where she was, and whatever went wrong meanwhile is said. */

import { missingFrom, readCanary } from "../foundation/canary.js";
import { warn } from "../foundation/frame_view.js";
import { _, ngettext_ } from "../foundation/words.js";
import { clearPending, lostPhoto } from "../findings/pending_photo.js";

/** @param {() => Promise} otherwise what to show when no walk is open, or another one is asked for */
export async function wake(app, otherwise) {
  const remembered = readCanary();
  const isOpen = await app.setOut();
  const { findings, media } = app.diary;
  const gone = missingFrom(remembered, { findings: [...findings.keys()], media: [...media.keys()] });
  if (!isOpen || otherwise.isAskedFor) await otherwise();
  else await app.startWalking({ isReopened: app.outing.finding.body.revision > 0 });
  sayGone(gone.findings.length + gone.media.length);
  await sayLostPhoto(app.phone);
  if (await app.phone.read("kept", "recording")) await import("../findings/voice_view.js").then(({ sayRecovered }) => sayRecovered(app));
  app.courier.go();
}

function sayGone(count) {
  if (count) warn(ngettext_("{n} thing that was on this phone is gone. The phone or its browser removed it. Tell the person who leads the walk.", "{n} things that were on this phone are gone. The phone or its browser removed them. Tell the person who leads the walk.", count));
}

/** The page ended while the phone's own camera was open. */
async function sayLostPhoto(phone) {
  if (!(await lostPhoto(phone))) return;
  await clearPending(phone);
  warn(_("The last photo was lost. Your answers are safe. Take it again if you can."));
}
