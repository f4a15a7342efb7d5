// Runs before the first paint, so that no bright page flashes in the dark and no line stands the wrong way round.
try {
  const wishes = JSON.parse(localStorage.getItem("preferences")) || {};
  const page = document.documentElement;
  if (wishes.theme) page.dataset.theme = wishes.theme;
  if (wishes.language) page.lang = wishes.language;
  if (wishes.direction) page.dir = wishes.direction;
} catch {
  // Without storage the page wears what the server sent.
}
