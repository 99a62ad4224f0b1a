/* <field-day data-who="…" data-at="ms" data-off data-off-at data-waiting data-fix data-sign-in>: the
 * line at the top of a grid worker's page. It says what the network and the outbox are like, keeps
 * today's pages for where there is no network, and sends what waits: when the page opens, when it
 * is looked at again, when the network comes, and every minute. */
import { flush, hello, items } from './field-outbox.js';
import { canSeal, change, forgetPages, get, isLocked, keepPage, put, seal, whoIsHere, withStore } from './field-store.js';

const MINUTE = 60000;
const fill = (text, args) => text.replace(/\{(\w+)\}/g, (m, name) => args[name]);

class FieldDay extends HTMLElement {
  connectedCallback() {
    this.line = this.querySelector('a');
    this.english = location.pathname.startsWith('/en/');
    if (!this.line || !window.indexedDB) return;
    this.worker();
    this.touched = true;
    for (const name of ['pointerdown', 'keydown']) document.addEventListener(name, () => { this.touched = true; });
    document.addEventListener('outbox', () => this.show());
    document.addEventListener('net', (e) => { this.net = e.detail; this.show(); });
    window.addEventListener('online', () => this.look());
    window.addEventListener('offline', () => { this.net = null; this.show(); });
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.look(); });
    document.addEventListener('submit', (e) => this.leave(e));
    setInterval(() => this.look(), MINUTE);
    if (this.dataset.who) this.look();
  }

  async worker() {
    if (!navigator.serviceWorker) return;
    const scope = this.english ? '/en/field' : '/field';
    this.reg = await navigator.serviceWorker.register('/sw.js', { scope }).catch(() => null);
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
  }

  async look() {
    if (this.busy) return;
    this.busy = true;
    try {
      if (await this.shut()) return;
      await hello();
      if (this.net && this.net !== 'sign-in') {
        await flush();
        await this.pack();
        this.update();
      }
    } catch (e) { /* the store is shut: pages and forms work all the same */ }
    this.busy = false;
    this.show();
  }

  /* A bound phone that nobody touched for half an hour asks for its PIN again; never while a form is
   * half filled. */
  async shut() {
    if (this.touched || this.typed())
      await change('keep', 'now', (n) => n && n.until && Object.assign(n, { until: Date.now() + 30 * MINUTE }));
    this.touched = false;
    if (!await isLocked()) return false;
    location.replace(`${this.english ? '/en' : ''}/field/shell`);
    return true;
  }

  typed() {
    return Array.from(document.querySelectorAll('form[data-outbox]')).some((f) => Array.from(f.elements).some((x) => (x.type === 'checkbox' || x.type === 'radio' ? x.checked !== x.defaultChecked : x.type !== 'hidden' && 'defaultValue' in x && x.value !== x.defaultValue)));
  }

  /* Today's tasks and what goes with them, and the pages they are worked on. */
  async pack() {
    const now = await whoIsHere();
    const kept = await get('keep', 'pack');
    const mine = kept && now && kept.who === now.who;
    if (!now || (mine && kept.at > Date.now() - 10 * MINUTE && kept.english === this.english)) return;
    const r = await fetch('/field/pack', { headers: Object.assign({ Accept: 'application/json' }, mine && kept.etag ? { 'If-None-Match': kept.etag } : {}) });
    if (r.status === 200) {
      const pack = await r.json();
      if (!mine) await forgetPages(now.who);
      await this.warm(pack.pages); // first: what was cut short begins anew
      await put('keep', { k: 'pack', who: now.who, at: Date.now(), english: this.english, etag: r.headers.get('ETag'), pages: pack.pages, box: await seal(now.key, pack) });
    } else if (r.status === 304) {
      await this.warm(kept.pages);
      await change('keep', 'pack', (k) => k && Object.assign(k, { at: Date.now(), english: this.english }));
    }
  }

  async warm(pages) {
    for (const page of pages) {
      const path = (this.english ? '/en' : '') + page;
      const r = await fetch(path, { credentials: 'same-origin' });
      if (r.ok) await keepPage(path, await r.text());
    }
    if (this.reg && this.reg.active && !this.reg.waiting) this.reg.active.postMessage('prune');
  }

  /* A new build takes over where no form is half filled: it changes no page that is open, but what
   * is typed shall not meet another version of its form either. */
  update() {
    if (this.reg && this.reg.waiting && !this.typed()) this.reg.waiting.postMessage('update');
  }

  /* Signing out leaves nothing of mine to be read here; what still waits stays sealed. */
  async leave(e) {
    if (!/\/logout$/.test(e.target.action) || e.target.left) return;
    e.preventDefault();
    const left = (await items()).some((i) => i.state !== 'got');
    await forgetPages('').catch(() => {});
    await withStore('keep', 'readwrite', (s) => {
      s.delete('now');
      s.delete('pack');
      if (!canSeal()) s.delete(IDBKeyRange.bound('draft/', 'draft/\uffff'));
    });
    if (!left) await withStore('items', 'readwrite', (s) => s.clear());
    e.target.left = true;
    e.target.submit();
  }

  async show() {
    const mine = await items().catch(() => []);
    const waiting = mine.filter((i) => i.state === 'local' || i.state === 'sending').length;
    const fix = mine.filter((i) => i.state === 'fix').length;
    const words = [];
    if (this.net === null && this.dataset.who) words.push(fill(this.dataset.off, { at: new Date(Number(this.dataset.at)).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }) }));
    if (this.net === 'sign-in') words.push(this.dataset.signIn);
    if (waiting) words.push(fill(this.dataset.waiting, { n: waiting }));
    if (fix) words.push(fill(this.dataset.fix, { n: fix }));
    this.line.hidden = !words.length;
    this.line.className = `strip${fix || this.net === 'sign-in' ? ' bad' : this.net === null ? ' off' : ''}`;
    this.line.querySelector('span').textContent = words.join(' · ');
    if (this.net === 'sign-in') this.line.href = `${this.english ? '/en' : ''}/staff/login?back=${encodeURIComponent(location.pathname)}`;
  }
}

customElements.define('field-day', FieldDay);
