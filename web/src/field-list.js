/* <field-outbox>: the page of what waits. The server drew one <template> of a row and one for each
 * state; this fills them, with text alone. */
import { bundle } from './field-bundle.js';
import { flush, items, photosWait, remove } from './field-outbox.js';
import { confirmed } from './confirm-dialog.js';

const mb = (n) => (n / 1048576).toFixed(n < 10485760 ? 1 : 0);
const clock = (ms) => new Date(ms).toLocaleString([], { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' });

class FieldOutbox extends HTMLElement {
  connectedCallback() {
    if (!window.indexedDB) return;
    this.list = this.querySelector('ul');
    this.querySelector('.script').hidden = false;
    this.on('.send', () => this.send());
    this.on('.export', () => this.export());
    const wait = this.querySelector('[name=photos_wait]');
    wait.checked = localStorage.getItem('photos-wait') === '1';
    wait.addEventListener('change', () => { localStorage.setItem('photos-wait', wait.checked ? '1' : '0'); this.show(); });
    document.addEventListener('outbox', () => this.show());
    this.show();
  }

  on(name, fn) {
    const b = this.querySelector(name);
    if (b) b.addEventListener('click', fn);
  }

  async send() {
    const button = this.querySelector('.send');
    button.disabled = true;
    await flush({ now: true });
    button.disabled = false;
  }

  /* A file that only the office can open, for where the phone finds no network for long. */
  async export() {
    const file = await bundle();
    if (!file) return;
    const a = document.createElement('a');
    a.href = URL.createObjectURL(file);
    a.download = `outbox-${new Date().toISOString().slice(0, 16).replace(/\D/g, '')}.linli`;
    document.body.append(a);
    a.click();
    a.remove();
  }

  async show() {
    if (this.showing) { this.again = true; return; }
    this.showing = true;
    const mine = await items().catch(() => []);
    const rows = mine.reverse().map((i) => this.row(i));
    this.list.textContent = '';
    this.list.append(...rows);
    this.querySelector('.none').hidden = mine.length > 0;
    const waiting = mine.filter((i) => i.state !== 'got');
    for (const b of this.querySelectorAll('.some')) b.hidden = !waiting.length;
    await this.room(mine.reduce((n, i) => n + (i.state === 'got' ? 0 : i.size), 0));
    this.showing = false;
    if (this.again) { this.again = false; this.show(); }
  }

  row(item) {
    const li = this.querySelector('template.row-of').content.cloneNode(true).firstElementChild;
    const put = (name, text) => {
      const el = li.querySelector(name);
      el.textContent = text || '';
      el.hidden = !text;
    };
    const open = item.open || { title: item.title, files: [] };
    const half = item.state !== 'got' && item.got;
    const state = half ? 'photos' : item.state;
    li.id = `item-${item.uuid}`;
    put('.what', item.number || open.title || this.dataset.other);
    put('.when', [clock(item.at), item.number ? open.title : '', item.n ? this.dataset.photos.replace('{n}', item.n) : ''].filter(Boolean).join(' · '));
    put('.why', item.why);
    li.querySelector('.state').append(this.querySelector(`template.state-${state}`).content.cloneNode(true));
    this.conflict(li, item, open);
    const edit = li.querySelector('.edit');
    edit.hidden = !item.open || item.got || item.state === 'sending';
    if (!edit.hidden) edit.href = `${open.page}?item=${item.uuid}`;
    const drop = li.querySelector('.drop');
    drop.hidden = item.state === 'sending';
    drop.addEventListener('click', async () => {
      if (item.state === 'got' || await confirmed(this.dataset)) await remove(item.uuid);
    });
    return li;
  }

  /* Somebody else was faster: what was written here beside how it stands there now. */
  conflict(li, item, open) {
    const box = li.querySelector('.both');
    box.hidden = !item.conflict || item.state !== 'fix';
    if (box.hidden) return;
    box.querySelector('.mine').textContent = open.values.filter(([name, v]) => v && !/^(seen|lat|lon|accuracy|move)$/.test(name)).map((v) => v[1]).join(' · ') || open.title;
    box.querySelector('.theirs').textContent = item.why;
    box.querySelector('a').href = open.page;
  }

  async room(waiting) {
    const line = this.querySelector('.room');
    let text = this.dataset.room.replace('{mb}', mb(waiting));
    let full = false;
    if (navigator.storage && navigator.storage.estimate) {
      const e = await navigator.storage.estimate();
      full = e.quota && e.usage > e.quota * 0.8;
      text += ` ${this.dataset.left.replace('{mb}', mb(Math.max(0, e.quota - e.usage)))}`;
    }
    line.textContent = text;
    this.querySelector('.full').hidden = !full;
    this.querySelector('.held').hidden = !photosWait();
  }
}

customElements.define('field-outbox', FieldOutbox);
