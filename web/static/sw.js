// Keeps what the responders' page needs without signal. Pages come from the network first; a kept
// one says that it is kept, and since when. RELEASE and SHELL are put before this by the server.

const FILES = `files-${RELEASE}`;
const PAGES = "pages";
const WAITS_MS = 6000;
const MINE = /^\/incidents\/[^/]+\/me$/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== FILES && name !== PAGES) await caches.delete(name);
    await self.clients.claim();
  })());
});

async function file(request) {
  const cache = await caches.open(FILES);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

// The copy holds the moment it was taken, so that it can never be shown as fresh.
async function keep(answer) {
  const at = new Date();
  const text = await answer.text();
  const timeZone = /data-zone="([^"]+)"/.exec(text)?.[1];
  const shown = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(at);
  const html = text
    .replace('data-kept=""', `data-kept="${at.toISOString()}"`)
    .replace('<time class="kept-at"></time>', `<time class="kept-at">${shown}</time>`);
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
  for (const name of ["content-security-policy", "x-content-type-options"]) {
    if (answer.headers.has(name)) headers[name] = answer.headers.get(name);
  }
  const cache = await caches.open(PAGES);
  await cache.put(new URL(answer.url).pathname, new Response(html, { headers }));
  await cache.put("/me", new Response(html, { headers }));
}

// A copy that is just being made must not come after the clearing: it would outlive the sign-out.
let keeping = Promise.resolve();

async function forget() {
  await keeping;
  await caches.delete(PAGES);
}

async function mine(request) {
  const path = new URL(request.url).pathname;
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(WAITS_MS) });
    const came = answer.url ? new URL(answer.url).pathname : path;
    // A navigation's redirect is not followed here: a page of one's own that leads elsewhere is
    // that of somebody who is signed out.
    const led = answer.type === "opaqueredirect" && MINE.test(path);
    if (led || (answer.redirected && came === "/sign-in")) await forget();
    else if (answer.ok && MINE.test(came)) keeping = keep(answer.clone()).catch(() => {});
    return answer;
  } catch (lost) {
    const kept = await (await caches.open(PAGES)).match(path);
    if (kept) return kept;
    throw lost;
  }
}

async function leave(request) {
  await forget();
  return fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (url.pathname === "/leave") event.respondWith(leave(request));
  else if (request.method !== "GET") return;
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate" && (MINE.test(url.pathname) || url.pathname === "/me")) event.respondWith(mine(request));
});
