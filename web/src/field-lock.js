/* <field-lock>: a bound phone opens by six digits, without network. The digits make a key (PBKDF2)
 * that opens the box of this phone: the key of the outbox and the word that opens sessions. The box
 * is sealed a second time by a key of this browser that no script can read out, so a copy of the
 * store alone cannot be tried. Every try is counted before it is judged; after five wrong ones it
 * takes longer each time, after twenty only name and password open it.
 * data-mode="bind": the page where a phone is bound. */
import { canSeal, change, drop, enter, forgetPages, get, openSession, put, whoIsHere } from './field-store.js';

const ROUNDS = 300000;
const DAY = 86400000;
const FREE = 5;
const LAST = 20;
const OPEN_MS = 1800000;

const cipher = (iv) => ({ name: 'AES-GCM', iv });
const random = (n) => crypto.getRandomValues(new Uint8Array(n));

async function pinKey(pin, salt) {
  const raw = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS }, raw, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

async function makeLock(pin, said) {
  const salt = random(16);
  const iv = random(12);
  const iv2 = random(12);
  const own = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const inner = await crypto.subtle.encrypt(cipher(iv), await pinKey(pin, salt), new TextEncoder().encode(JSON.stringify(said)));
  const box = await crypto.subtle.encrypt(cipher(iv2), own, inner);
  await put('keep', { k: 'lock', who: said.who, name: said.name, salt, iv, iv2, own, box, n: 0, wait: 0, end: Date.now() + 30 * DAY });
}

async function openBox(lock, pin) {
  const inner = await crypto.subtle.decrypt(cipher(lock.iv2), lock.own, lock.box);
  const text = await crypto.subtle.decrypt(cipher(lock.iv), await pinKey(pin, lock.salt), inner);
  return JSON.parse(new TextDecoder().decode(text));
}

class FieldLock extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector('form');
    this.said = this.querySelector('.said');
    if (!this.form || !window.indexedDB) return;
    this.form.addEventListener('submit', (e) => {
      e.preventDefault();
      if (this.busy) return;
      this.busy = true;
      const done = () => { this.busy = false; };
      (this.dataset.mode === 'bind' ? this.bind() : this.unlock()).then(done, done);
    });
    if (this.dataset.mode === 'bind') {
      if (!canSeal()) this.say(this.dataset.insecure);
    } else {
      this.begin();
    }
  }

  say(text) {
    this.said.textContent = text;
    this.said.hidden = !text;
  }

  /* ---- binding ---- */

  async bind() {
    const { pin, pin2 } = this.form.elements;
    if (!canSeal()) return this.say(this.dataset.insecure);
    if (!/^\d{6}$/.test(pin.value) || /^(\d)\1{5}$/.test(pin.value)) return this.say(this.dataset.six);
    if (pin.value !== pin2.value) return this.say(this.dataset.differ);
    const body = new URLSearchParams(new FormData(this.form));
    body.delete('pin');
    body.delete('pin2');
    body.set('name', (/Android [^;)]*; ([^;)]+)|iPhone|iPad/.exec(navigator.userAgent) || [''])[0].slice(0, 60));
    try {
      const r = await fetch('/field/bind', { method: 'POST', body, headers: { Accept: 'application/json' } });
      const said = await r.json();
      if (!r.ok) return this.say(said.message);
      await makeLock(pin.value, said);
      await enter(said, Date.now() + OPEN_MS, said.phone);
      location.replace('/field');
    } catch (e) {
      this.say(this.dataset.off);
    }
  }

  /* ---- opening ---- */

  async begin() {
    const lock = await get('keep', 'lock');
    if (!lock || await whoIsHere()) return;
    document.querySelectorAll('.unlocked').forEach((x) => { x.hidden = true; });
    this.hidden = false;
    this.querySelector('.name').textContent = lock.name;
    this.querySelector('.forgot').addEventListener('click', () => this.forget());
    if (this.isDead(lock)) this.close();
    else this.form.elements.pin.focus();
  }

  isDead(lock) {
    return !lock.box || lock.n >= LAST || lock.end < Date.now();
  }

  /* The digits open nothing any more: name and password do, and what waits is still there. */
  close() {
    this.form.hidden = true;
    this.say(this.dataset.dead);
  }

  async forget() {
    await drop('keep', 'lock');
    await drop('keep', 'now');
    location.assign('/staff/login?back=%2Ffield');
  }

  async unlock() {
    const pin = this.form.elements.pin;
    const now = Date.now();
    const lock = await change('keep', 'lock', (l) => {
      if (!l || l.wait > now || this.isDead(l)) return undefined;
      const n = l.n + 1;
      return Object.assign(l, { n, wait: n >= FREE ? now + Math.min(3600000, 60000 * 2 ** (n - FREE)) : 0 });
    });
    if (!lock) {
      const kept = await get('keep', 'lock');
      if (!kept || this.isDead(kept)) return this.close();
      return this.say(this.dataset.wait.replace('{n}', Math.ceil((kept.wait - now) / 60000)));
    }
    let box;
    try {
      box = await openBox(lock, pin.value);
    } catch (e) {
      pin.value = '';
      if (lock.n >= LAST) return this.close();
      return this.say(this.dataset.wrong);
    }
    await change('keep', 'lock', (l) => l && Object.assign(l, { n: 0, wait: 0 }));
    await this.go(box);
  }

  /* With network the server has a word: the phone may have been taken away meanwhile. */
  async go(box) {
    const r = await openSession(box.phone).catch(() => null);
    if (r && r.status === 403) {
      await forgetPages('');
      await drop('keep', 'now');
      await change('keep', 'lock', (l) => l && Object.assign(l, { box: null }));
      this.form.hidden = true;
      return this.say(this.dataset.taken);
    }
    if (r && r.ok) await change('keep', 'lock', (l) => l && Object.assign(l, { end: Date.now() + 30 * DAY }));
    await enter(box, Date.now() + OPEN_MS, box.phone);
    location.replace(location.pathname.endsWith('/shell') ? location.pathname.replace(/\/shell$/, '') : location.href);
  }
}

customElements.define('field-lock', FieldLock);
