// Keys for moderators, on top of a page that works without them: j and k move along the list, x ticks, a accepts, h hides.
// One behaviour for the list and for the page of one finding.

const lines = () => [...document.querySelectorAll("[data-finding]")];
let here = -1;

function goTo(index) {
  const all = lines();
  if (!all.length) return;
  here = Math.max(0, Math.min(all.length - 1, index));
  for (const line of all) line.classList.toggle("is-here", line === all[here]);
  all[here].querySelector("h2 a")?.focus({ preventScroll: true });
  all[here].scrollIntoView({ block: "nearest" });
}

// Ticks the line that one stands on when nothing is ticked, and presses the button of the list.
function decide(what) {
  const form = document.querySelector("[data-bulk]");
  const own = document.querySelector(`[data-key="${what[0]}"]`);
  if (!form) return own?.click();
  const tick = lines()[here]?.querySelector("input[name=chosen]");
  if (!form.querySelector("input[name=chosen]:checked") && tick) tick.checked = true;
  if (form.querySelector("input[name=chosen]:checked")) form.querySelector(`button[value="${what}"]`)?.click();
}

const keys = {
  j: () => goTo(here + 1),
  k: () => goTo(here - 1),
  x: () => lines()[here]?.querySelector("input[name=chosen]")?.click(),
  a: () => decide("accept"),
  h: () => decide("hide"),
};

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input:not([type=checkbox]), select, textarea");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});

document.addEventListener("htmx:after:swap", () => here >= 0 && goTo(here));
