/* <form data-outbox>: what is sent from it is first kept on this phone, then sent; without network
 * it waits in the outbox. data-outbox="text": its text is received before its photos, unless a
 * checked input says data-photos-first. <form data-outbox> of a page opened with ?item=… takes up an
 * item that waits. Without script, or where the store is shut, the form is sent as any other. */
import { add, bytesOf, flush, items } from './field-outbox.js';

const HURRY = 8000; // how long a form waits for its answer before it goes into the outbox

const words = (el) => (el ? el.textContent.trim().replace(/\s+/g, ' ') : '');

/* "Report · Street lamp · house 3": enough to tell it from the others. */
function titleOf(form) {
  const chosen = Array.from(form.elements).find((x) => x.type === 'radio' && x.checked && x.labels && x.labels.length);
  const picked = form.querySelector('select[name]');
  const more = chosen ? words(chosen.labels[0]) : picked ? words(picked.selectedOptions[0]) : '';
  const typed = Array.from(form.elements).find((x) => x.type === 'text' && x.value.trim());
  return [form.dataset.title || words(document.querySelector('h1')), more, typed && typed.value.trim()].filter(Boolean).join(' · ');
}

async function boxOf(form, submitter) {
  const data = new FormData(form);
  if (submitter && submitter.name) data.append(submitter.name, submitter.value);
  const box = { path: (submitter && submitter.getAttribute('formaction')) || form.getAttribute('action'), page: location.pathname, title: titleOf(form), values: [], files: [] };
  box.multipart = form.enctype === 'multipart/form-data';
  box.text = form.dataset.outbox === 'text' && !form.querySelector('[data-photos-first]:checked');
  for (const [name, value] of data.entries()) {
    if (typeof value === 'string') {
      if (!/^_(csrf|key)$/.test(name)) box.values.push([name, value]);
    } else if (value.size) {
      box.files.push({ field: name, name: value.name, type: value.type, bytes: await value.arrayBuffer() });
    }
  }
  return box;
}

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

async function keep(form, submitter) {
  const item = await add(await boxOf(form, submitter), form.dataset.item);
  form.dataset.item = item.uuid;
  await Promise.race([flush({ only: item.uuid, textOnly: true, now: true }), new Promise((done) => setTimeout(done, HURRY))]);
  const now = (await items()).find((i) => i.uuid === item.uuid);
  if (now && now.state === 'fix') return blame(form, now);
  const english = location.pathname.startsWith('/en/') ? '/en' : '';
  location.assign(now && now.to ? now.to : `${english}/field/outbox?saved=${item.uuid}`);
}

document.addEventListener('submit', (e) => {
  const form = e.target;
  if (e.defaultPrevented || !form.matches('form[data-outbox]') || form.native || !window.indexedDB) return;
  const by = e.submitter;
  if (by && by.hasAttribute('data-online')) return;
  e.preventDefault();
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

/* ---- an item taken up again ------------------------------------------------------ */

function fillIn(form, values) {
  const left = values.slice();
  for (const x of Array.from(form.elements)) {
    if (!x.name || x.type === 'file' || x.type === 'submit' || /^_/.test(x.name)) continue;
    const at = left.findIndex(([name, value]) => name === x.name && (!/radio|checkbox/.test(x.type) || value === x.value));
    if (/radio|checkbox/.test(x.type)) x.checked = at >= 0;
    else if (at >= 0) x.value = left[at][1];
    if (at >= 0) left.splice(at, 1);
    x.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

async function putFiles(form, item) {
  const inputs = Array.from(form.querySelectorAll('input[type=file]'));
  for (const input of inputs) {
    const list = new DataTransfer();
    for (let n = 0; n < item.open.files.length; n++) {
      const f = item.open.files[n];
      const bytes = f.field === input.name && await bytesOf(item.uuid, n);
      if (bytes) list.items.add(new File([bytes], f.name || 'photo.jpg', { type: f.type }));
    }
    if (!list.files.length) continue;
    input.files = list.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

/* A patrol's page has a form for each point. */
function formOf(item) {
  const forms = Array.from(document.querySelectorAll('form[data-outbox]'));
  const point = item.open.values.find(([name]) => name === 'point');
  const own = point && forms.find((f) => f.elements.point && f.elements.point.value === point[1]);
  return own || forms[0];
}

async function takeUp(id) {
  const item = (await items()).find((i) => i.uuid === id);
  if (!item || !item.open || item.state === 'got') return;
  const form = formOf(item);
  form.dataset.item = id;
  fillIn(form, item.open.values);
  await putFiles(form, item);
  if (item.state === 'fix') blame(form, item);
}

const wanted = new URLSearchParams(location.search).get('item');
if (wanted && document.querySelector('form[data-outbox]') && window.indexedDB) takeUp(wanted).catch(() => {});
