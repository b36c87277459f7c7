// Keeps the pages that were opened, and their files, for when there is no connection. What the API says is never kept
// here: the card keeps its own last state. Plain JavaScript, served as it is; its scope is /liff/.
const CACHE = "pages-1";
const MOST = 60;
const scope = self.registration.scope;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(old());
});

// The first visit happens before this worker is there: the page says what it is made of.
self.addEventListener("message", (event) => {
  const urls = Array.isArray(event.data) ? event.data.filter((url) => typeof url === "string" && url.startsWith(scope)) : [];
  event.waitUntil(Promise.all(urls.slice(0, MOST).map((url) => fetched(new Request(url)).catch(() => undefined))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(scope)) return;
  const path = request.url.slice(scope.length);
  if (path.startsWith("assets/postal-")) return; // of use while a form is filled in; they would push out the pages
  if (path.startsWith("assets/")) event.respondWith(kept(request));
  else if (request.mode === "navigate") event.respondWith(newest(request));
});

// Their names change with what is in them.
async function kept(request) {
  return (await caches.match(request)) ?? fetched(request);
}

async function newest(request) {
  try {
    return await fetched(request);
  } catch (error) {
    const last = await caches.match(bare(request.url));
    if (last) return last;
    throw error;
  }
}

async function fetched(request) {
  const answer = await fetch(request);
  if (answer.status === 200 && answer.type === "basic" && !answer.redirected) {
    const cache = await caches.open(CACHE);
    await cache.put(bare(request.url), answer.clone());
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((key) => cache.delete(key)));
  }
  return answer;
}

// What a login puts into an address is not kept.
function bare(url) {
  const address = new URL(url);
  return address.origin + address.pathname;
}
