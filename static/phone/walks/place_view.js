/** May the phone know where it is? Asked once, in her words first, then by the phone itself. Never in the way. */

import { barButton, h, scene } from "../foundation/dom_view.js";
import { fillFrame } from "../foundation/frame_view.js";
import { leaveButton } from "../foundation/leaving_view.js";
import { _ } from "../foundation/words.js";

export function show(app) {
  const allow = () => {
    app.whereabouts.start();
    app.go("ready");
  };
  fillFrame({
    head: [h("p", { class: "phone__stop" }, _("Place")), leaveButton()],
    main: [h("div", { class: "page" }, h("section", { class: "consent-card" }, scene("consent-place"), h("h1", {}, _("May we save the place?")),
      h("p", {}, _("Only where you answer, and only while this walk is open. Your way is not kept."))))],
    bar: [barButton("x", _("Not now"), () => app.go("ready")), barButton("map-pin", _("Yes, allow"), allow, { isMain: true })],
  });
}
