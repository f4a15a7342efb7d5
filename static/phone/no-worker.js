// Served in the worker's place when a release went wrong (setting `phone_worker`): it clears away what the last one kept and
// then itself. Answers lie in IndexedDB, which it never touches. Without a worker the app comes from the network again.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell-")).map((name) => caches.delete(name)));
  await self.registration.unregister();
}
