/** Handing the copy over: to another app, else to a place she picks, else to the downloads. */

import { h } from "../foundation/dom_view.js";
import { hush, say, warn } from "../foundation/frame_view.js";
import { phoneTime } from "../foundation/clock.js";
import { _, ngettext_ } from "../foundation/words.js";
import { copyOf, nameOf } from "./copy.js";

/** Whoever changes her mind in another app's window gets no second window from us. */
const CHANGED_HER_MIND = "AbortError";

export async function keepACopy(app) {
  hush();
  say(_("Making the copy…"));
  try {
    const at = phoneTime();
    const { blob, missing } = await copyOf({ diary: app.diary, walk: app.outing.walk, at, app: app.version });
    if (!(await handedOver(blob, nameOf(at)))) return;
    if (missing) return warn(ngettext_("The copy is made without {n} thing that this phone can no longer read.", "The copy is made without {n} things that this phone can no longer read.", missing), { kind: "warn" });
    warn(_("The copy is made. Give it only to the person who leads the walk."), { kind: "ok" });
  } catch {
    warn(_("The copy could not be made. Everything is still on this phone."));
  }
}

/** @returns {Promise<boolean>} false when she changed her mind */
async function handedOver(blob, name) {
  for (const way of [shared, savedWhereSheSays, downloaded]) {
    try {
      if (await way(blob, name)) return true;
    } catch (trouble) {
      if (trouble?.name === CHANGED_HER_MIND) return false; // any other trouble: the next way
    }
  }
  throw new Error("no way to hand it over");
}

async function shared(blob, name) {
  const files = [new File([blob], name, { type: blob.type })];
  if (!navigator.canShare?.({ files })) return false;
  await navigator.share({ files });
  return true;
}

async function savedWhereSheSays(blob, name) {
  if (!globalThis.showSaveFilePicker) return false;
  const place = await showSaveFilePicker({ suggestedName: name, types: [{ accept: { "application/zip": [".walk"] } }] });
  const stream = await place.createWritable();
  await stream.write(blob);
  await stream.close();
  return true;
}

async function downloaded(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = h("a", { href: address, download: name, class: "visually-hidden" });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000); // long enough for a slow phone to write it down
  return true;
}
