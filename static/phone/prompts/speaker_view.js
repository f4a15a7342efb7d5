/** The button that says a question, or a page of the talk before the walk, in the voice of the group. */

import { iconButton } from "../foundation/dom_view.js";
import { warn } from "../foundation/frame_view.js";
import { _, languageNow } from "../foundation/words.js";
import { soundsOf } from "./sounds.js";

/** @returns {HTMLElement|null} null when nobody recorded the first of these lines in this language */
export function speaker(pack, lines, { language = languageNow(), label = _("Hear it") } = {}) {
  const sounds = soundsOf(pack, language);
  if (!sounds.has(lines[0])) return null;
  const spoken = lines.filter((line) => sounds.has(line)).map((line) => ({ line, address: sounds.get(line) }));
  const speak = async () => {
    const end = await import("./speaking_view.js").then(({ sayAloud }) => sayAloud(spoken)).catch(() => "missing");
    if (end === "missing") warn(_("The sound comes when there is internet."), { kind: "warn" });
  };
  return iconButton("speaker-high", label, () => void speak(), { lang: language, data: { speaks: lines[0] } });
}
