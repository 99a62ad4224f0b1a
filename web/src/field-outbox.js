/* The outbox: forms that wait on this phone until the server has them. One item is sent at a time,
 * by one tab; nothing is taken away before a 2xx.
 *
 * An item: { uuid, who, at, state, n, size, number, to, why, fields, tries, next, box } with state
 * local, sending, got or fix; the box holds { path, page, title, text, multipart, values, files }.
 * `text`: the text goes before the photos, which join what came of it; else they go before. */
import { all, change, drop, enter, get, isLocked, openSession, put, seal, unseal, whoIsHere, withStore, withStores } from './field-store.js';

const PIECE = 128 << 10;
const KEPT_MS = 2 * 86400000; // what was received stays in the list so long
const HELD_MS = 10 * 60000;
const WORD_MS = 40 * 60000; // the server remembers a photo without its text a little longer

export const uuid = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');

const tell = () => document.dispatchEvent(new Event('outbox'));

/* ---- the server ------------------------------------------------------------ */

/* Who the server says we are: { csrf … }, 'sign-in', or null without network. Whoever signed in
 * takes the phone over. */
export async function hello() {
  const said = await greet();
  document.dispatchEvent(new CustomEvent('net', { detail: said }));
  return said;
}

async function greet() {
  let r;
  try {
    r = await fetch('/field/hello', { cache: 'no-store', headers: { Accept: 'application/json' } });
    const now = await whoIsHere();
    if (r.status === 401 && now && now.token) {
      await openSession(now.token);
      r = await fetch('/field/hello', { cache: 'no-store', headers: { Accept: 'application/json' } });
    }
    if (r.status === 401 || r.status === 403) return 'sign-in';
    if (!r.ok) return null;
    const said = await r.json();
    if (now ? now.who !== said.who : !await isLocked()) await enter(said, 0);
    return said;
  } catch (e) {
    return null;
  }
}

/* ---- items ------------------------------------------------------------------ */

/* `box` as above with files: [{ field, name, type, bytes }]. */
export async function add(box, id) {
  const now = await whoIsHere();
  const item = { uuid: id || uuid(), who: now ? now.who : '', at: Date.now(), state: 'local', tries: 0, n: box.files.length };
  const old = id && await get('items', id);
  if (old) item.at = old.at;
  item.size = box.files.reduce((n, f) => n + f.bytes.byteLength, 0);
  const photos = await Promise.all(box.files.map((f) => seal(now && now.key, f.bytes)));
  const files = box.files.map(({ field, name, type, bytes }) => ({ field, name, type, size: bytes.byteLength }));
  item.box = await seal(now && now.key, Object.assign({}, box, { files }));
  await withStores(['items', 'photos'], 'readwrite', (stores) => { // killed in the middle: as it was
    stores.photos.delete(photosOf(item.uuid));
    photos.forEach((b, n) => stores.photos.put({ id: `${item.uuid}/${n}`, box: b }));
    stores.items.put(item);
  });
  tell();
  return item;
}

/* While it is being changed it is not sent as it was, unless somebody asks for it. */
export const hold = (id) => change('items', id, (i) => (i && i.state === 'local' ? Object.assign(i, { held: Date.now() + HELD_MS }) : undefined));

const photosOf = (id) => IDBKeyRange.bound(`${id}/`, `${id}/\uffff`);
const dropPhotos = (id) => withStore('photos', 'readwrite', (s) => { s.delete(photosOf(id)); });

export async function remove(id) {
  await dropPhotos(id);
  await drop('items', id);
  tell();
}

/* Those of whoever works here, oldest first, opened. */
export async function items() {
  const now = await whoIsHere();
  if (!now) return [];
  const mine = (await all('items')).filter((i) => i.who === now.who);
  for (const i of mine) i.open = i.box ? await unseal(now.key, i.box).catch(() => null) : null;
  return mine.sort((a, b) => a.at - b.at);
}

export async function bytesOf(id, n) {
  const now = await whoIsHere();
  const row = await get('photos', `${id}/${n}`);
  return row ? unseal(now.key, row.box) : null;
}

/* ---- one item ---------------------------------------------------------------- */

const LATER = 'later';
const OFF = 'off';

async function ask(url, options, csrf) {
  const r = await fetch(url, Object.assign({}, options, { headers: Object.assign({ Accept: 'application/json', 'X-CSRF-Token': csrf }, options.headers) }));
  let said = null;
  try { said = await r.json(); } catch (e) { /* not from Linli: something between us answered */ }
  return { status: r.status, said };
}

/* What an answer means: OFF, LATER, 'sign-in', 'fix', or the answer itself. */
function judge(r) {
  if (r.status >= 200 && r.status < 300) return r.said ? r.said : LATER;
  if (r.status === 401) return 'sign-in';
  if (r.status === 403 && !r.said) return LATER;
  return r.status >= 500 || r.status === 429 || r.status === 408 || !r.said ? LATER : 'fix';
}

async function sendPhoto(item, file, n, csrf, late) {
  const at = `/field/outbox/${item.uuid}/photo/${n}`;
  const bytes = await bytesOf(item.uuid, n);
  let from = 0;
  if (!bytes) return { done: true };
  if (item.tries) {
    const r = judge(await ask(at, {}, csrf));
    if (typeof r === 'string') return r;
    if (r.done) return r;
    from = Number(r.at) < bytes.byteLength ? Number(r.at) : 0;
  }
  for (;;) {
    const piece = bytes.slice(from, from + PIECE);
    const query = new URLSearchParams({ field: file.field, size: bytes.byteLength, at: from, late: late ? 1 : 0 });
    const r = await ask(`${at}?${query}`, { method: 'PUT', body: piece, headers: { 'Content-Type': 'application/octet-stream' } }, csrf);
    const what = judge(r);
    if (what === 'fix') return { refused: r.said.message };
    if (typeof what === 'string' || what.done) return what;
    if (what.at === from) return LATER;
    from = what.at;
  }
}

/* Photos on their own: before the text, or after it. Gives a string to stop, or nothing. */
async function sendPhotos(item, open, csrf, late, wait) {
  for (let n = 0; n < open.files.length; n++) {
    const file = open.files[n];
    if (file.done || (file.word && file.until > Date.now())) continue;
    if (late && wait) return LATER;
    const r = await sendPhoto(item, file, n, csrf, late);
    if (typeof r === 'string') return r;
    file.done = late;
    file.word = r.word;
    file.refused = r.refused;
    file.until = Date.now() + WORD_MS;
    await save(item, open);
  }
  return '';
}

async function save(item, open) {
  const now = await whoIsHere();
  item.box = await seal(now && now.key, open);
  await put('items', item);
  tell();
}

function bodyOf(open) {
  const body = open.multipart ? new FormData() : new URLSearchParams();
  for (const [name, value] of open.values) body.append(name, value);
  for (const f of open.files) if (f.word && !open.text) body.append(`kept_${f.field}`, f.word);
  return body;
}

async function sendText(item, open, csrf) {
  const r = await ask(open.path, {
    method: 'POST',
    body: bodyOf(open),
    headers: { 'Idempotency-Key': item.uuid, 'X-Outbox': `${item.at} ${Date.now()}` },
  }, csrf);
  const what = judge(r);
  if (what === 'fix') Object.assign(item, { state: 'fix', why: Object.values(r.said.fields || {}).join(' ') || r.said.message, fields: r.said.fields, conflict: r.status === 409 });
  if (typeof what === 'string') return what;
  if (!what.to) return LATER;
  const query = new URL(what.to, location.href).searchParams;
  item.number = query.get('sent') || query.get('done') || '';
  item.to = what.to;
  item.got = Date.now();
  return '';
}

/* '' once all of it is there; else why not. `textOnly`: photos follow later. */
async function deliver(item, open, csrf, { textOnly, wait }) {
  let r = '';
  if (!open.text) r = await sendPhotos(item, open, csrf, false);
  const bad = open.files.find((f) => f.refused);
  if (!r && bad && !open.text) {
    Object.assign(item, { state: 'fix', why: bad.refused, fields: { [bad.field]: bad.refused } });
    r = 'fix';
  }
  if (!r && !item.got) r = await sendText(item, open, csrf);
  if (!r && !textOnly && open.text) r = await sendPhotos(item, open, csrf, true, wait);
  if (r || textOnly) return r;
  item.state = 'got';
  item.why = open.files.filter((f) => f.refused).map((f) => f.refused).join(' ');
  item.box = null;
  await dropPhotos(item.uuid);
  return '';
}

async function sendOne(item, csrf, how) {
  const open = item.open;
  delete item.open;
  Object.assign(item, { state: 'sending', why: '', fields: null });
  await put('items', item);
  tell();
  let r = OFF;
  try {
    r = await deliver(item, open, csrf, how);
  } catch (e) { /* no network, or it went away: what was sent is known by its key */ }
  item.tries += r ? 1 : 0;
  if (item.state === 'sending') item.state = 'local';
  if (r === LATER && !(how.wait && item.got)) item.next = Date.now() + Math.min(600000, 1000 * 2 ** Math.min(item.tries, 9)) * (0.75 + Math.random() / 2);
  await put('items', item);
  tell();
  return r;
}

/* ---- all of them --------------------------------------------------------------- */

const LOCK_MS = 30000;
const me = uuid();

/* One tab sends: by the browser's locks where it has them, else by a row with an end. */
async function alone(fn) {
  if (navigator.locks) return navigator.locks.request('linli-outbox', { ifAvailable: true }, (l) => (l ? fn() : null));
  const take = () => change('keep', 'flush', (l) => (l && l.by !== me && l.until > Date.now() ? undefined : { k: 'flush', by: me, until: Date.now() + LOCK_MS }));
  if (!await take()) return null;
  const hold = setInterval(take, LOCK_MS / 3);
  try {
    return await fn();
  } finally {
    clearInterval(hold);
    await drop('keep', 'flush');
  }
}

export const photosWait = () => {
  const c = navigator.connection;
  return localStorage.getItem('photos-wait') === '1' && !(c && c.type === 'wifi');
};

async function round({ only, textOnly, now }) {
  const said = await hello();
  if (!said || said === 'sign-in') return said || OFF;
  let worst = '';
  for (const item of await items()) {
    if (item.state === 'got' && item.got < Date.now() - KEPT_MS) await remove(item.uuid);
    if (!item.open || item.state === 'got' || (only && item.uuid !== only)) continue;
    if (!only && (item.state === 'fix' || (!now && (item.next > Date.now() || item.held > Date.now())))) continue;
    const r = await sendOne(item, said.csrf, { textOnly, wait: !now && photosWait() });
    worst = r || worst;
    if (r === OFF || r === 'sign-in') break;
  }
  return worst;
}

/* Sends what waits. { now: by a tap: without waiting for a better moment or for Wi-Fi;
 * only: one item; textOnly }. Gives '' or why something still waits; null: another tab is at it. */
export async function flush(how = {}) {
  const r = await alone(() => round(how));
  plan();
  return r;
}

let timer;

/* The next try that is due, within the minute in which the page tries anyway. */
async function plan() {
  const due = (await items()).filter((i) => i.state === 'local' && i.next).map((i) => i.next - Date.now());
  clearTimeout(timer);
  if (due.length) timer = setTimeout(flush, Math.max(500, Math.min(60000, ...due)));
}
