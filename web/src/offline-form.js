/* <offline-form data-wait="…" data-kept="…">: wraps a form. What was typed is kept on this device
 * until it has been sent; without a network the form waits and sends itself; a second tap on the
 * button is no second report. Passwords, codes and files are not kept. */
const PREFIX = 'draft:';
const SENT = 'sent';

/* The draft goes when the page after the submit is another one: the server took it. */
function forgetSent() {
  const key = sessionStorage.getItem(SENT);
  if (!key || key === PREFIX + location.pathname) return;
  localStorage.removeItem(key);
  sessionStorage.removeItem(SENT);
}

function keeps(field) {
  return field.name && !field.closest('[data-secret]') &&
    /^(text|search|tel|email|number|textarea|select-one|radio|checkbox)$/.test(field.type) &&
    !/code|password|csrf|idem/.test(field.name);
}

class OfflineForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector('form');
    if (!this.form) return;
    this.key = PREFIX + location.pathname;
    this.restore();
    this.form.addEventListener('input', () => this.keep());
    this.form.addEventListener('submit', (e) => this.send(e));
    window.addEventListener('online', () => this.waiting && this.form.requestSubmit());
    window.addEventListener('pageshow', () => { this.busy = false; });
  }

  fields() {
    return Array.from(this.form.elements).filter(keeps);
  }

  keep() {
    const draft = {};
    for (const f of this.fields()) {
      if (f.type === 'radio' || f.type === 'checkbox') {
        if (f.checked) draft[f.name] = f.value;
      } else if (f.value) draft[f.name] = f.value;
    }
    try { localStorage.setItem(this.key, JSON.stringify(draft)); } catch (e) { /* full: no draft */ }
  }

  /* What the server filled in wins over the draft. */
  restore() {
    let draft = {};
    try { draft = JSON.parse(localStorage.getItem(this.key)) || {}; } catch (e) { /* no draft */ }
    let any = false;
    for (const f of this.fields()) {
      if (!(f.name in draft)) continue;
      if (f.type === 'radio' || f.type === 'checkbox') {
        if (f.value === draft[f.name] && !f.checked) f.click();
      } else if (!f.value) {
        f.value = draft[f.name];
        any = true;
      }
    }
    if (any) this.say(this.dataset.kept, 'saved');
  }

  send(e) {
    if (!navigator.onLine && this.dataset.wait) {
      e.preventDefault();
      this.keep();
      this.waiting = true;
      this.say(this.dataset.wait, 'saved wait');
      return;
    }
    if (this.busy) {
      e.preventDefault();
      return;
    }
    this.busy = true;
    sessionStorage.setItem(SENT, this.key);
  }

  say(text, name) {
    if (!text) return;
    this.status = this.status || document.createElement('p');
    this.status.setAttribute('role', 'status');
    this.status.className = name;
    this.status.textContent = text;
    if (!this.status.parentNode) this.prepend(this.status);
  }
}

try { forgetSent(); } catch (e) { /* storage is off: forms work all the same */ }
customElements.define('offline-form', OfflineForm);
