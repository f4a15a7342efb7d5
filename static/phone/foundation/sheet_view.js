/** A sheet over the screen: one question, one list, one menu. Escape and the close button always lead back. */

import { h, iconButton } from "./dom_view.js";
import { _ } from "./words.js";

/**
 * @param {{title: string|Node, body: Node[], foot?: Node[], className?: string}} content
 * @returns {{close: () => void, element: HTMLDialogElement, closed: Promise<void>}}
 */
export function openSheet({ title, body, foot = [], className = "sheet" }) {
  const heading = h("h1", { id: "sheet-title", tabindex: "-1" }, title);
  const element = h("dialog", { class: className, "aria-labelledby": "sheet-title" },
    h("div", { class: "sheet__head" }, heading, iconButton("x", _("Close"), () => element.close())),
    h("div", { class: "sheet__body" }, ...body),
    foot.length ? h("div", { class: "sheet__foot" }, ...foot) : null);
  const closed = new Promise((resolve) => element.addEventListener("close", () => { element.remove(); resolve(); }));
  document.getElementById("phone").append(element);
  element.showModal();
  heading.focus();
  return { element, closed, close: () => element.close() };
}
