/** A press that is meant: the finger stays for a moment. */

/**
 * @param {HTMLElement} element @param {number} after milliseconds @param {() => void} act called while the finger still lies there
 * @param {() => void} early called when it left before
 */
export function onHold(element, after, act, early = () => {}) {
  let waiting = null;
  const end = (wasMeant) => { if (waiting === null) return; clearTimeout(waiting); waiting = null; (wasMeant ? act : early)(); };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || waiting !== null) return;
    waiting = setTimeout(() => end(true), after);
    for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, () => end(false), { once: true });
  });
  element.addEventListener("contextmenu", (event) => event.preventDefault()); // a long press is ours, not the browser's menu
}
