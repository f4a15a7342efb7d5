// A clock, and nothing else to see.
const face = document.getElementById("clock");

function tick() {
  face.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date());
}

tick();
setInterval(tick, 1000);
