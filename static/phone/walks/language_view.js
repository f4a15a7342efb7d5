/** One tile for each language of the walk. */

import { bdi, button, h, scene } from "../foundation/dom_view.js";
import { fillFrame, hush } from "../foundation/frame_view.js";
import { leaveButton } from "../foundation/leaving_view.js";
import { speaker } from "../prompts/speaker_view.js";
import { _ } from "../foundation/words.js";

export function show(app, { pack, code }) {
  const tongues = pack.languages.filter((tag) => app.languages.includes(tag));
  const offered = tongues.length ? tongues : app.languages;
  const choose = async (tag) => {
    hush();
    await app.speak(tag);
    if (tiles.isConnected) await app.go("consent", { pack, code, page: 0 }); // not back again when another language was faster
  };
  const tiles = h("div", { class: "language-tiles" }, ...offered.map((tag) => h("div", { class: "language-choice" }, tile(tag, choose), speaker(pack, ["hello"], { language: tag, label: nameOf(tag) }))));
  fillFrame({
    head: [h("p", { class: "phone__stop" }, _("Street notes")), leaveButton()],
    main: [h("div", { class: "page" },
      h("section", { class: "consent-card" }, scene("consent-walk"), h("h1", {}, bdi(pack.walk.title)), h("p", {}, bdi(pack.site.name))), tiles)],
  });
}

function tile(tag, choose) {
  return button({ class: "language-tile", lang: tag }, () => choose(tag), nameOf(tag));
}

/** In its own script and, standing alone, with a capital where sentences write it small: "Français", "Português". */
function nameOf(tag) {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag);
  return name[0].toLocaleUpperCase(tag) + name.slice(1);
}
