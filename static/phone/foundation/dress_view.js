/** The styles of a walk: not needed for joining, so the first screen does not wait for them. */

const STYLES = new URL("../../style/walking.css", import.meta.url).pathname;

let dressed = null;

/** @returns {Promise<void>} resolves when they lie on the page, or cannot come: words are readable without them too */
export function dressForWalking() {
  dressed ??= new Promise((resolve) => {
    const link = document.createElement("link");
    const lost = () => { link.remove(); dressed = null; resolve(); };
    Object.assign(link, { rel: "stylesheet", href: STYLES, onload: () => resolve(), onerror: lost });
    document.head.append(link);
  });
  return dressed;
}
