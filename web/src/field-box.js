/* A form as it is kept: what was filled in, and back into the form again. A box: { path, page, title,
 * text, multipart, values: [[name, value]], files: [{ field, name, type, bytes }] }. */
export const words = (el) => (el ? el.textContent.trim().replace(/\s+/g, ' ') : '');

/* "Report · Street lamp · house 3": enough to tell it from the others. */
function titleOf(form) {
  const chosen = Array.from(form.elements).find((x) => x.type === 'radio' && x.checked && x.labels && x.labels.length);
  const picked = form.querySelector('select[name]');
  const more = chosen ? words(chosen.labels[0]) : picked ? words(picked.selectedOptions[0]) : '';
  const typed = Array.from(form.elements).find((x) => x.type === 'text' && x.value.trim());
  return [form.dataset.title || words(document.querySelector('h1')), more, typed && typed.value.trim()].filter(Boolean).join(' · ');
}

export async function boxOf(form, submitter) {
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

/* `seen`: only what a person sees; what the page itself carries stays as it is. */
export function fillIn(form, values, seen) {
  const left = values.slice();
  for (const x of Array.from(form.elements)) {
    if (!x.name || x.type === 'file' || x.type === 'submit' || /^_/.test(x.name) || (seen && x.type === 'hidden')) continue;
    const at = left.findIndex(([name, value]) => name === x.name && (!/radio|checkbox/.test(x.type) || value === x.value));
    if (/radio|checkbox/.test(x.type)) x.checked = at >= 0;
    else if (at >= 0) x.value = left[at][1];
    if (at >= 0) left.splice(at, 1);
    x.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

/* `files` as in a box, `bytes` gives those of its n-th or null. */
export async function putFiles(form, files, bytes) {
  const inputs = Array.from(form.querySelectorAll('input[type=file]'));
  for (const input of inputs) {
    const list = new DataTransfer();
    for (let n = 0; n < files.length; n++) {
      const f = files[n];
      const content = f.field === input.name && await bytes(n);
      if (content) list.items.add(new File([content], f.name || 'photo.jpg', { type: f.type }));
    }
    if (!list.files.length) continue;
    input.files = list.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }
}
