// The phone's own copy of the app. The server puts VERSION (a hash of every input) and FILES in front of these lines.
// Only events stand here. Nothing is skipped, guessed or renewed by itself: a half-loaded update must never replace a
// version that works.

const SHELF = `shell-${VERSION}`;
const HOME = "/w/";
const WORDS = /^\/w\/words\/[a-z-]+\.json$/; // of languages chosen on this phone; FILES has English and the browser's
// A few at a time: on a slow line her next tap must not wait behind a hundred files that nobody looks at yet.
const AT_ONCE = 3;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => {
  if (event.data === "go") self.skipWaiting();
  if (WORDS.test(event.data?.keep)) event.waitUntil(keepWords(event.data.keep));
});
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(kept(pathname === "/w/quiet" ? pathname : HOME, event.request));
  else if (pathname.startsWith("/static/") || pathname.startsWith("/w/")) event.respondWith(kept(pathname, event.request));
});

/** All files or none. Only a shelf that this install made is cleared away when something is missing. */
async function install() {
  const isNew = !(await caches.has(SHELF));
  const shelf = await caches.open(SHELF);
  try {
    const files = [...new Set([...FILES, ...(await wordsKeptSoFar())])].map(asked);
    for (let place = 0; place < files.length; place += AT_ONCE) await shelf.addAll(files.slice(place, place + AT_ONCE));
  } catch (trouble) {
    if (isNew) await caches.delete(SHELF);
    throw trouble;
  }
}

/** What has its content in its address may come from where the browser has it; everything else comes fresh. */
function asked(file) {
  return new Request(file, { cache: file.startsWith("/static/") ? "default" : "reload" });
}

/** A new version must not take away the language she walks in. */
async function wordsKeptSoFar() {
  const shelves = (await caches.keys()).filter((name) => name.startsWith("shell-"));
  const kept = await Promise.all(shelves.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().map(({ url }) => new URL(url).pathname).filter((pathname) => WORDS.test(pathname));
}

async function keepWords(address) {
  const shelf = await caches.open(SHELF);
  if (!(await shelf.match(address, { ignoreVary: true }))) await shelf.add(new Request(address, { cache: "reload" }));
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== SHELF).map((name) => caches.delete(name)));
  await self.clients.claim();
}

let opening = null;

async function kept(address, request) {
  opening ??= caches.open(SHELF); // a hundred modules ask at once when the app opens
  const shelf = await opening;
  // What a response varies by is the server's affair: on the shelf there is one of each, and it must be found.
  return (await shelf.match(address, { ignoreVary: true })) ?? fetch(request);
}
