/** The number with which she takes back what she sent, with four pictures to remember it by. */

import { bdi, button, h, icon } from "../foundation/dom_view.js";
import { nameOfPicture, pictogram } from "../foundation/pictures_view.js";
import { _ } from "../foundation/words.js";
import { picturesOf } from "./receipt_pictures.js";

const PAGE = "withdraw";

export function numberCard(app) {
  const { walk } = app.outing;
  const body = walk.receipt ? known(walk) : [h("p", {}, _("You get it when this phone has internet for the first time."))];
  const back = async () => { const { takeBack } = await import("./parting_view.js"); return takeBack(app); };
  return h("section", { class: "card" }, h("h2", {}, _("Your number")), ...body,
    button({ class: "big-button big-button--quiet", id: "take-back" }, back, icon("arrow-u-up-left"), _("Take everything back")));
}

function known(walk) {
  const address = `${location.host}/${PAGE}`;
  return [
    h("ul", { class: "memory" }, ...picturesOf(walk.receipt).map((name) => h("li", {}, pictogram(name), h("span", {}, nameOfPicture(name))))),
    h("p", { class: "code-big" }, bdi(walk.receipt, { dir: "ltr" })),
    h("p", {}, _("With this number you can take back everything you sent, from any phone. Write it down. Nobody can find it for you.")),
    h("p", {}, _("The pictures help you to remember. Only the number opens anything.")),
    h("p", {}, _("On another phone, open this address:"), " ", bdi(address, { dir: "ltr" })),
  ];
}
