/* Half a form is kept on this phone while it is filled in, photos too: a phone closes a tab to save
 * memory without asking. It comes back when the page is opened again, is sealed as the outbox is, and
 * goes once the form is kept, emptied by a tap, or a week old. What the page itself carries (hidden
 * fields, positions) is not part of it: a position is of its moment. */
import { boxOf, fillIn, putFiles } from './field-box.js';
import { all, get, seal, unseal, whoIsHere, withStores } from './field-store.js';

const PAUSE = 300;
const OLD = 7 * 86400000;

function keyOf(now, form) {
  const query = new URLSearchParams(location.search);
  query.delete('item');
  const point = form.elements.point ? `#${form.elements.point.value}` : '';
  return `draft/${now.who}${location.pathname}?${query}${point}`;
}

/* Photos are written again only where they are others. */
const marks = (form) => Array.from(form.querySelectorAll('input[type=file]'), (i) => Array.from(i.files, (f) => `${i.name} ${f.name} ${f.size}`).join()).join(';');

function dropRow(stores, k) {
  stores.keep.delete(k);
  stores.photos.delete(IDBKeyRange.bound(`${k}/`, `${k}/\uffff`));
}

async function save(form) {
  const now = await whoIsHere();
  if (!now || form.draft.off) return;
  const k = keyOf(now, form);
  const mark = marks(form);
  const photos = mark !== form.draft.mark;
  const box = await boxOf(form);
  const bytes = photos && await Promise.all(box.files.map((f) => seal(now.key, f.bytes)));
  const files = box.files.map(({ field, name, type }) => ({ field, name, type }));
  const row = { k, at: Date.now(), item: form.dataset.item || '', box: await seal(now.key, { values: box.values, files }) };
  if (form.draft.off) return;
  await withStores(['keep', 'photos'], 'readwrite', (stores) => {
    if (photos) dropRow(stores, k);
    stores.keep.put(row);
    if (photos) bytes.forEach((b, n) => stores.photos.put({ id: `${k}/${n}`, box: b }));
  });
  form.draft.mark = mark;
}

export function watch(form) {
  form.draft = { off: false, mark: '' };
  const soon = () => {
    clearTimeout(form.draft.timer);
    if (!form.draft.off) form.draft.timer = setTimeout(() => save(form).catch(() => { /* the store is full or shut */ }), PAUSE);
  };
  for (const name of ['input', 'change', 'photos']) form.addEventListener(name, soon);
}

/* It is kept otherwise, or not wanted: nothing that is still being written brings it back. */
export async function clear(form) {
  const now = await whoIsHere();
  if (!form.draft || !now) return;
  form.draft.off = true;
  clearTimeout(form.draft.timer);
  await withStores(['keep', 'photos'], 'readwrite', (stores) => dropRow(stores, keyOf(now, form)));
}

/* The server wants something else of it: what is changed now is a draft again. */
export function goOn(form) {
  if (form.draft) Object.assign(form.draft, { off: false, mark: '' });
}

export async function forgetOld() {
  for (const row of await all('keep'))
    if (/^draft\//.test(row.k) && row.at < Date.now() - OLD) await withStores(['keep', 'photos'], 'readwrite', (stores) => dropRow(stores, row.k));
}

function say(form) {
  const words = document.querySelector('field-day');
  const p = document.createElement('p');
  const off = document.createElement('button');
  p.className = 'note';
  p.setAttribute('role', 'status');
  p.append(Object.assign(document.createElement('span'), { textContent: words.dataset.draft }), ' ');
  Object.assign(off, { type: 'button', className: 'btn quiet', textContent: words.dataset.draftOff });
  off.addEventListener('click', () => clear(form).then(() => location.reload()));
  p.append(off);
  form.prepend(p);
}

/* What was half filled in, back into its form. `taken`: the item the form was opened for, whose draft
 * alone may change it. */
export async function restore(form, taken, known) {
  const now = await whoIsHere();
  const row = now && await get('keep', keyOf(now, form));
  if (!row || row.item !== (taken || row.item) || (row.item && !known.has(row.item))) return;
  const box = await unseal(now.key, row.box);
  form.draft.off = true; // what is put back is no change
  fillIn(form, box.values, true);
  await putFiles(form, box.files, async (n) => {
    const photo = await get('photos', `${row.k}/${n}`);
    return photo && unseal(now.key, photo.box);
  });
  if (row.item) form.dataset.item = row.item;
  const fold = form.closest('details');
  if (fold) fold.open = true;
  form.draft.off = false;
  say(form);
}
