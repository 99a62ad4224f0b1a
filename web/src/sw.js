/* The service worker of the grid worker's pages (scope /field): they open without network, as they
 * were when they were last read. It keeps no page of anybody but whoever works on this phone, and
 * touches nothing else. It sends nothing: the outbox of an open page does. */
import { isLocked, keepFile, keepPage, keptPage, openSession, whoIsHere } from './field-store.js';

const FILES = SHELL_FILES; // of this build, put in by build.mjs
const CACHE = 'linli-shell';
const PATIENCE = 3000;
const shellOf = (path) => (path.startsWith('/en/') ? '/en/field/shell' : '/field/shell');

self.addEventListener('install', (e) => {
  e.waitUntil(caches.open(CACHE).then((c) => c.addAll(FILES.concat('/field/shell', '/en/field/shell'))));
});
self.addEventListener('activate', (e) => e.waitUntil(self.clients.claim()));

/* "update": a page without a half-filled form lets the new build take over. "prune": the pages kept
 * are of this build now, so files of earlier ones can go. */
self.addEventListener('message', (e) => {
  if (e.data === 'update') self.skipWaiting();
  if (e.data === 'prune') e.waitUntil(prune());
});

async function prune() {
  const cache = await caches.open(CACHE);
  for (const rq of await cache.keys()) {
    const { pathname } = new URL(rq.url);
    if (pathname.startsWith('/assets/') && !FILES.includes(pathname)) await cache.delete(rq);
  }
}

const late = (ms) => new Promise((done) => setTimeout(done, ms, null));

/* A phone that was opened by PIN has a word that opens a session too. */
async function signInAgain() {
  const now = await whoIsHere();
  if (!now || !now.token) return false;
  return (await openSession(now.token)).ok;
}

async function fromNetwork(rq) {
  let r = await fetch(rq);
  if (r.status === 401 && await signInAgain()) r = await fetch(rq.url, { credentials: 'same-origin' });
  if (r.status === 200 && /^text\/html/.test(r.headers.get('Content-Type') || '')) {
    const url = new URL(rq.url);
    const html = await r.clone().text();
    await keepPage(url.pathname + url.search, html).catch(() => { /* the store is full: it is shown all the same */ });
  }
  return r;
}

async function page(rq) {
  const url = new URL(rq.url);
  const shell = () => caches.match(shellOf(url.pathname));
  if (await isLocked() && !/\/field\/(bind|shell)/.test(url.pathname))
    return await shell() || fetch(rq);
  const coming = fromNetwork(rq).catch(() => null);
  const soon = await Promise.race([coming, late(PATIENCE)]);
  if (soon && soon.status < 500) return soon;
  return await keptPage(url).catch(() => null) || await coming || await shell() || Response.error();
}

/* Small pictures of cases: what is at such an address never changes. */
async function picture(rq) {
  const url = new URL(rq.url);
  const kept = await keptPage(url).catch(() => null);
  if (kept) return kept;
  const r = await fetch(rq);
  if (r.status === 200 && url.pathname.endsWith('/thumb'))
    await keepFile(url.pathname, r.headers.get('Content-Type'), await r.clone().arrayBuffer()).catch(() => {});
  return r;
}

self.addEventListener('fetch', (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== 'GET' || url.origin !== location.origin) return;
  if (e.request.mode === 'navigate') e.respondWith(page(e.request));
  else if (url.pathname.startsWith('/assets/')) e.respondWith(caches.match(e.request).then((r) => r || fetch(e.request)));
  else if (url.pathname.startsWith('/media/')) e.respondWith(picture(e.request));
});
