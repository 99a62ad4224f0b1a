/* <form data-outbox>: what is sent from it is first kept on this phone, then sent; without network
 * it waits in the outbox. data-outbox="text": its text is received before its photos, unless a
 * checked input says data-photos-first. <form data-outbox> of a page opened with ?item=… takes up an
 * item that waits. Without script, or where the store is shut, the form is sent as any other. */
import { boxOf, fillIn, putFiles, words } from './field-box.js';
import { clear, forgetOld, goOn, restore, watch } from './field-draft.js';
import { add, bytesOf, flush, hold, items } from './field-outbox.js';
import { keepPage } from './field-store.js';

const HURRY = 8000; // how long a form waits for its answer before it goes into the outbox

/* ---- what the server did not like ------------------------------------------ */

function blame(form, item) {
  form.querySelectorAll('[data-blamed]').forEach((p) => p.remove());
  const put = (where, text, role) => {
    const p = document.createElement('p');
    p.className = role ? 'note bad' : 'msg';
    p.dataset.blamed = '';
    if (role) p.setAttribute('role', role);
    p.textContent = text;
    where.prepend(p);
    return p;
  };
  const fields = item.fields || {};
  for (const name of Object.keys(fields)) {
    const field = form.querySelector(`#f-${name}`);
    if (field) field.classList.add('err');
    put(field || form, fields[name]);
  }
  const top = put(form, item.why || Object.values(fields).join(' '), 'alert');
  top.tabIndex = -1;
  top.focus();
}

/* ---- keeping and sending ------------------------------------------------------ */

/* Not before what was kept is all back in the form: a photo that is still being read is part of it. */
async function keep(form, submitter) {
  await back;
  const item = await add(await boxOf(form, submitter), form.dataset.item);
  form.dataset.item = item.uuid;
  await clear(form).catch(() => {});
  await Promise.race([flush({ only: item.uuid, textOnly: true, now: true }), new Promise((done) => setTimeout(done, HURRY))]);
  const now = (await items()).find((i) => i.uuid === item.uuid);
  if (now && now.state === 'fix') {
    goOn(form);
    return blame(form, now);
  }
  const english = location.pathname.startsWith('/en/') ? '/en' : '';
  location.assign(now && now.to ? now.to : `${english}/field/outbox?saved=${item.uuid}`);
}

/* data-stay="{outcome}: kept on this phone": a list with a button per row, "outcome.row"; the page
 * stays, what waits is sent behind it, and what waited before is shown in its row. */
function mark(form, value) {
  const row = form.querySelector(`#h${CSS.escape(value.split('.')[1] || '')}`);
  const by = row && Array.from(row.querySelectorAll('[name=mark]'));
  if (!by) return '';
  for (const b of by) {
    b.classList.toggle('primary', b.value === value);
    b.setAttribute('aria-pressed', b.value === value);
  }
  const now = words(by.find((b) => b.value === value));
  row.querySelector('.kept').textContent = form.dataset.stay.replace('{outcome}', now);
  return `${row.dataset.title} · ${now}`;
}

async function stay(form, by) {
  const box = await boxOf(form, by);
  box.title = mark(form, by.value) || box.title;
  await add(box);
  if (await flush({ now: true }) !== '') return;
  const r = await fetch(location.pathname, { credentials: 'same-origin' });
  if (r.ok && !r.redirected) await keepPage(location.pathname, await r.text());
}

async function overlay(form) {
  for (const i of await items())
    if (i.open && i.open.path === form.getAttribute('action')) for (const [name, v] of i.open.values) if (name === 'mark') mark(form, v);
}

for (const form of document.querySelectorAll('form[data-stay]')) if (window.indexedDB) overlay(form).catch(() => {});

document.addEventListener('submit', (e) => {
  const form = e.target;
  if (e.defaultPrevented || !form.matches('form[data-outbox]') || form.native || !window.indexedDB) return;
  const by = e.submitter;
  if (by && by.hasAttribute('data-online')) return void clear(form).catch(() => {}); // its page brings all of it back
  e.preventDefault();
  if (form.dataset.stay) return stay(form, by).catch(() => {});
  if (form.busy) return;
  form.busy = true;
  form.classList.add('busy');
  keep(form, by).catch(() => {
    form.native = true; // the store is shut: as without script
    if (form.requestSubmit) form.requestSubmit(by);
    else form.submit();
  }).then(() => {
    form.busy = false;
    form.classList.remove('busy');
  });
});

/* ---- an item taken up again, and half a form ------------------------------------- */

/* A patrol's page has a form for each point. */
function formOf(item) {
  const forms = Array.from(document.querySelectorAll('form[data-outbox]'));
  const point = item.open.values.find(([name]) => name === 'point');
  const own = point && forms.find((f) => f.elements.point && f.elements.point.value === point[1]);
  return own || forms[0];
}

async function takeUp(item) {
  const form = formOf(item);
  const fold = form.closest('details');
  form.dataset.item = item.uuid;
  if (fold) fold.open = true;
  await hold(item.uuid);
  form.draft.off = true; // what is put back is no change
  fillIn(form, item.open.values);
  await putFiles(form, item.open.files, (n) => bytesOf(item.uuid, n));
  form.draft.off = false;
  if (item.state === 'fix') blame(form, item);
}

async function bringBack(forms) {
  const wanted = new URLSearchParams(location.search).get('item');
  const open = (await items()).filter((i) => i.open && i.state !== 'got');
  const item = wanted && open.find((i) => i.uuid === wanted);
  if (item) await takeUp(item);
  for (const form of forms) await restore(form, wanted, new Set(open.map((i) => i.uuid)));
  await forgetOld();
}

let back = Promise.resolve();
const forms = Array.from(document.querySelectorAll('form[data-outbox]'));
if (forms.length && window.indexedDB) {
  forms.forEach(watch);
  back = bringBack(forms).catch(() => { /* the store is shut: the form is as the server drew it */ });
}
