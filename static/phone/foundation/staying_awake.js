/** The screen stays on while a walk is open and visible. The browser takes the lock away when the page is hidden. */

export function keepAwake(isWanted, page = document, lock = navigator.wakeLock) {
  let held = null;
  const ask = async () => {
    if (page.hidden || !isWanted() || (held && !held.released)) return;
    held = await lock?.request("screen").catch(() => null);
  };
  page.addEventListener("visibilitychange", ask);
  page.addEventListener("click", ask);
  return ask();
}
