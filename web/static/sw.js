// Keeps what the responders' page needs without signal. Pages come from the network first; a kept
// one says that it is kept, and since when, and is shown to nobody but the person it was made for.
// RELEASE and SHELL are put before this by the server.

const FILES = `files-${RELEASE}`;
const PAGES = "pages";
const WHOSE = "/whose";
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

// The copy holds the moment it was taken, by the server's clock, so that it can never be shown as
// fresh. ``began`` is the era in which the page was asked for.
async function keep(answer, began) {
  const text = await answer.text();
  const at = new Date(/data-now="([^"]+)"/.exec(text)?.[1] ?? Date.now());
  const person = /data-person="([^"]*)"/.exec(text)?.[1];
  const timeZone = /data-zone="([^"]+)"/.exec(text)?.[1];
  const shown = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(at);
  const html = text
    .replace('data-kept=""', `data-kept="${at.toISOString()}"`)
    .replace('<time class="kept-at"></time>', `<time class="kept-at">${shown}</time>`);
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
  for (const name of ["content-security-policy", "x-content-type-options"]) {
    if (answer.headers.has(name)) headers[name] = answer.headers.get(name);
  }
  if (person === undefined || began !== era) return;
  if (person !== await whose()) await caches.delete(PAGES);
  const cache = await caches.open(PAGES);
  await cache.put(WHOSE, new Response(person));
  await cache.put(new URL(answer.url).pathname, new Response(html, { headers }));
  await cache.put("/me", new Response(html, { headers }));
}

// Kept pages are one person's: that of the page that was kept last.
async function whose() {
  return (await (await caches.open(PAGES)).match(WHOSE))?.text();
}

// A copy that is just being made, or whose page was asked for before, must not come after the
// clearing: it would outlive the person who was signed in.
let era = 0;
let keeping = Promise.resolve();

async function forget() {
  era += 1;
  await keeping;
  await caches.delete(PAGES);
}

async function mine(request) {
  const path = new URL(request.url).pathname;
  const began = era;
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(WAITS_MS) });
    const came = answer.url ? new URL(answer.url).pathname : path;
    // A navigation's redirect is not followed here: a page of one's own that leads elsewhere is
    // that of somebody who is signed out.
    const led = answer.type === "opaqueredirect" && MINE.test(path);
    if (led || (answer.redirected && came === "/sign-in")) await forget();
    else if (answer.ok && MINE.test(came)) {
      const copy = answer.clone();
      keeping = keeping.then(() => keep(copy, began)).catch(() => {});
    }
    return answer;
  } catch (lost) {
    const kept = await (await caches.open(PAGES)).match(path);
    if (kept) return kept;
    throw lost;
  }
}

// Photographs that wait for signal are for nobody who has the phone after signing out.
function forgetPictures() {
  const request = indexedDB.deleteDatabase("tailings-pictures");
  return new Promise((done) => { request.onsuccess = request.onerror = request.onblocked = done; });
}

async function leave(request) {
  await Promise.all([forget(), forgetPictures()]);
  return fetch(request);
}

// Without an answer nobody came in: whoever was signed in still is, and keeps their pages.
async function enter(request) {
  const answer = await fetch(request);
  if (answer.status < 400) await forget();
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (url.pathname === "/leave") event.respondWith(leave(request));
  else if (request.method === "POST" && url.pathname.startsWith("/enter/")) event.respondWith(enter(request));
  else if (request.method !== "GET") return;
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate" && (MINE.test(url.pathname) || url.pathname === "/me")) event.respondWith(mine(request));
});
