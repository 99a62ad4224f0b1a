/* What a grid worker's phone keeps: items that wait to be sent, their photos, pages to be read
 * without network, and whose they are. Everything but a few words of state is sealed by a key that
 * the server gives to its owner alone; on a page without a secure context there is no cipher, and
 * then it lies as it is. Shared by the pages and the service worker.
 *
 * keep: 'now' = { who, name, key, until, token }: whoever works on this phone; until 0: until
 * somebody signs out. 'lock' = what a PIN opens (field-lock.js). */
const STORES = { items: 'uuid', photos: 'id', pages: 'id', keep: 'k' };
let opening;

function open() {
  opening = opening || new Promise((done, fail) => {
    const rq = indexedDB.open('linli-field', 1);
    rq.onupgradeneeded = () => {
      for (const name of Object.keys(STORES)) rq.result.createObjectStore(name, { keyPath: STORES[name] });
    };
    rq.onsuccess = () => done(rq.result);
    rq.onerror = () => fail(rq.error);
  });
  return opening;
}

/* fn gets the store and may return a request: its result is the answer, once all is on disk. */
export async function withStore(name, mode, fn) {
  const db = await open();
  return new Promise((done, fail) => {
    const tx = db.transaction(name, mode);
    const rq = fn(tx.objectStore(name));
    tx.oncomplete = () => done(rq && rq.result);
    tx.onerror = tx.onabort = () => fail(tx.error);
  });
}

/* The same for several, all or nothing: fn gets { name: store }. */
export async function withStores(names, mode, fn) {
  const db = await open();
  return new Promise((done, fail) => {
    const tx = db.transaction(names, mode);
    tx.oncomplete = () => done();
    tx.onerror = tx.onabort = () => fail(tx.error);
    fn(Object.fromEntries(names.map((n) => [n, tx.objectStore(n)])));
  });
}

export const get = (store, id) => withStore(store, 'readonly', (s) => s.get(id));
export const all = (store) => withStore(store, 'readonly', (s) => s.getAll());
export const put = (store, row) => withStore(store, 'readwrite', (s) => s.put(row));
export const drop = (store, id) => withStore(store, 'readwrite', (s) => s.delete(id));

/* Changes one row in one transaction: two tabs may do so at once. fn gives undefined to leave it. */
export function change(store, id, fn) {
  let now;
  return withStore(store, 'readwrite', (s) => {
    const rq = s.get(id);
    rq.onsuccess = () => {
      now = fn(rq.result);
      if (now) s.put(now);
    };
  }).then(() => now);
}

/* ---- who ------------------------------------------------------------------ */

/* Whoever works here now, if the phone is open. */
export async function whoIsHere() {
  const now = await get('keep', 'now');
  return now && (!now.until || now.until > Date.now()) ? now : null;
}

/* Bound, and not opened by its PIN. */
export async function isLocked() {
  const lock = await get('keep', 'lock');
  return !!lock && !await whoIsHere();
}

/* Whoever the server says is there takes the phone over. `token` opens sessions by PIN alone. */
export async function enter(said, until, token) {
  await put('keep', { k: 'now', who: said.who, name: said.name, key: await keyOf(said.key), ticket: said.ticket, until, token });
}

export const canSeal = () => !!(self.crypto && crypto.subtle);

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (b) => parseInt(b, 16));

export function keyOf(hex) {
  return canSeal() ? crypto.subtle.importKey('raw', bytesOf(hex), 'AES-GCM', false, ['encrypt', 'decrypt']) : null;
}

/* The word of a bound phone opens a session. */
export const openSession = (token) => fetch('/field/open', { method: 'POST', headers: { Accept: 'application/json', Authorization: `Bearer ${token}` } });

/* ---- sealing -------------------------------------------------------------- */

/* `value` is an ArrayBuffer or goes through JSON. */
export async function seal(key, value) {
  if (!key) return { plain: value };
  const raw = value instanceof ArrayBuffer;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = raw ? value : new TextEncoder().encode(JSON.stringify(value));
  return { iv, raw, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes) };
}

export async function unseal(key, box) {
  if (!box.iv) return box.plain;
  const bytes = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: box.iv }, key, box.data);
  return box.raw ? bytes : JSON.parse(new TextDecoder().decode(bytes));
}

/* ---- pages ---------------------------------------------------------------- */

const WHO = /data-who="([0-9a-f]{16})"/;

/* Keeps a page that the server drew for whoever works here; a page of anybody else is not kept. */
export async function keepPage(path, html) {
  const now = await whoIsHere();
  const mark = WHO.exec(html);
  if (!now || !mark || mark[1] !== now.who) return false;
  await put('pages', { id: now.who + path, at: Date.now(), type: 'text/html; charset=utf-8', box: await seal(now.key, html) });
  return true;
}

export async function keepFile(path, type, bytes) {
  const now = await whoIsHere();
  if (now) await put('pages', { id: now.who + path, at: Date.now(), type, box: await seal(now.key, bytes) });
}

/* The page of this address as it was kept, else without its query; null if there is none. */
export async function keptPage(url) {
  const now = await whoIsHere();
  if (!now) return null;
  const row = await get('pages', now.who + url.pathname + url.search) || await get('pages', now.who + url.pathname);
  return row ? new Response(await unseal(now.key, row.box), { headers: { 'Content-Type': row.type } }) : null;
}

/* Of everybody but `who`; `who` "" forgets all. */
export async function forgetPages(who) {
  const rows = await withStore('pages', 'readonly', (s) => s.getAllKeys());
  await withStore('pages', 'readwrite', (s) => {
    for (const id of rows) if (!who || !id.startsWith(who)) s.delete(id);
  });
}
