// Runs before the first paint, so that no bright page flashes in the dark and no line stands the wrong way round. Written
// in the language of old browsers: those that cannot read the app itself are led to paper here.
var isOld = !("noModule" in document.createElement("script")) || !("at" in []) || !window.HTMLDialogElement || !window.indexedDB;
if (isOld) location.replace("/paper");
try {
  var wishes = JSON.parse(localStorage.getItem("preferences")) || {};
  var page = document.documentElement;
  if (wishes.theme) page.dataset.theme = wishes.theme;
  if (wishes.language) page.lang = wishes.language;
  if (wishes.direction) page.dir = wishes.direction;
} catch (nothing) {
  // Without storage the page wears what the server sent.
}
