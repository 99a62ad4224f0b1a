/* <offline-form data-wait="…" data-kept="…">: wraps a form. What was typed is kept on this device
 * until it has been sent; without a network the form waits and sends itself; a second tap on the
 * button is no second report. Passwords, codes and files are not kept.
 * data-draft="/…": the name of the draft, where several pages fill one; a button named go leads to
 * another of them, unless its value is "send". */
const PATIENCE = 8000;
const PREFIX = 'draft:';
const SENT = 'sent';

/* The draft goes when the page after the submit is another one: the server took it. */
function forgetSent() {
  const [key, at] = (sessionStorage.getItem(SENT) || '').split(' ');
  if (!key) return;
  if (at !== location.pathname) localStorage.removeItem(key);
  sessionStorage.removeItem(SENT);
}

function keeps(field) {
  const typed = /^(text|search|tel|email|number|textarea|select-one)$/.test(field.type);
  if (!field.name || field.closest('[data-secret]') || /password|secret|^find$/.test(field.name)) return false;
  return typed ? field.name !== 'code' : /^(radio|checkbox)$/.test(field.type) && !/^kept_/.test(field.name);
}

class OfflineForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector('form');
    if (!this.form) return;
    this.key = PREFIX + (this.dataset.draft || location.pathname);
    this.restore();
    this.form.addEventListener('input', () => this.keep());
    this.form.addEventListener('submit', (e) => this.send(e));
    window.addEventListener('online', () => this.retry());
    window.addEventListener('pageshow', () => { this.busy = false; });
  }

  fields() {
    return Array.from(this.form.elements).filter(keeps);
  }

  draft() {
    try { return JSON.parse(localStorage.getItem(this.key)) || {}; } catch (e) { return {}; }
  }

  keep() {
    const draft = this.dataset.draft ? this.draft() : {};
    for (const f of this.fields()) delete draft[f.name];
    for (const f of this.fields()) {
      if (f.type === 'radio' || f.type === 'checkbox') {
        if (f.checked) draft[f.name] = f.value;
      } else if (f.value) draft[f.name] = f.value;
    }
    try { localStorage.setItem(this.key, JSON.stringify(draft)); } catch (e) { /* full: no draft */ }
  }

  /* What the server filled in wins over the draft. */
  restore() {
    const draft = this.draft();
    let any = false;
    for (const f of this.fields()) {
      if (!(f.name in draft)) continue;
      if (f.type === 'radio' || f.type === 'checkbox') {
        if (f.value !== draft[f.name] || f.checked) continue;
        f.click();
      } else if (f.value) continue;
      else f.value = draft[f.name];
      any = true;
    }
    if (any) this.say(this.dataset.kept, 'saved', this);
  }

  send(e) {
    this.by = e.submitter;
    if (this.busy) {
      e.preventDefault();
      return;
    }
    if (!this.sure && this.dataset.wait && this.form.requestSubmit) {
      e.preventDefault();
      this.keep();
      this.reach();
      return;
    }
    this.sure = false;
    this.busy = true;
    const on = this.by && this.by.name === 'go' && this.by.value !== 'send';
    const to = (this.by && this.by.getAttribute('formaction')) || this.form.action;
    if (!on) sessionStorage.setItem(SENT, `${this.key} ${new URL(to, location.href).pathname}`);
  }

  /* A phone with a weak signal says it is online: only an answer tells. Without one the browser
   * would show its own page in place of the form. */
  async reach() {
    this.busy = true;
    const late = new AbortController();
    const end = setTimeout(() => late.abort(), PATIENCE);
    try {
      await fetch('/healthz', { method: 'HEAD', cache: 'no-store', signal: late.signal });
      this.sure = true;
    } catch (e) {
      this.waiting = true;
      this.say(this.dataset.wait, 'saved wait', this.form.querySelector('.sticky') || this);
      setTimeout(() => this.retry(), 10000);
    }
    clearTimeout(end);
    this.busy = false;
    if (this.sure) this.form.requestSubmit(this.by);
  }

  retry() {
    if (!this.waiting) return;
    this.waiting = false;
    this.form.requestSubmit(this.by);
  }

  /* Where the reader is: what was kept above the form, what waits beside the button. */
  say(text, name, where) {
    if (!text) return;
    this.status = this.status || document.createElement('p');
    this.status.setAttribute('role', 'status');
    this.status.className = name;
    this.status.textContent = text;
    where.prepend(this.status);
  }
}

try { forgetSent(); } catch (e) { /* storage is off: forms work all the same */ }
customElements.define('offline-form', OfflineForm);
