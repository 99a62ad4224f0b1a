/* Keys of people who work here all day; never while somebody types. A letter in a <kbd> on a button
 * or link presses it; / goes to the search. <list-keys>: J and K walk the rows, X ticks. */
function typing(e) {
  const t = e.target;
  return (/^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName) && t.type !== 'checkbox') ||
    e.ctrlKey || e.metaKey || e.altKey;
}

function pressNamed(key) {
  for (const k of document.querySelectorAll('a kbd, button kbd'))
    if (k.textContent === key.toUpperCase()) {
      k.closest('a,button').click();
      return true;
    }
  return false;
}

if (document.documentElement.dataset.density === 'desk')
  document.addEventListener('keydown', (e) => {
    const q = document.getElementById('q');
    if (typing(e)) return;
    if (e.key === '/' && q) {
      q.focus();
      e.preventDefault();
    } else if (/^[a-z]$/.test(e.key) && pressNamed(e.key)) {
      e.preventDefault();
    }
  });

class ListKeys extends HTMLElement {
  connectedCallback() {
    this.press = (e) => !typing(e) && this.key(e.key);
    document.addEventListener('keydown', this.press);
  }

  disconnectedCallback() {
    document.removeEventListener('keydown', this.press);
  }

  key(key) {
    const links = Array.from(this.querySelectorAll('a.ti'));
    const row = (a) => a.closest('tr,li');
    const at = links.findIndex((a) => row(a).contains(document.activeElement));
    if (key === 'j' && links[at + 1]) links[at + 1].focus();
    if (key === 'k' && at > 0) links[at - 1].focus();
    if (key !== 'x' || at < 0) return;
    const tick = row(links[at]).querySelector('[type=checkbox]');
    if (tick) tick.click();
  }
}

customElements.define('list-keys', ListKeys);

/* <tick-all data-text="{n} ticked">: a box that ticks all of its form, and how many are ticked. */
class TickAll extends HTMLElement {
  connectedCallback() {
    this.form = this.closest('form');
    this.all = this.querySelector('input');
    this.hidden = false;
    this.count = (e) => this.say(e.target);
    this.form.addEventListener('change', this.count);
    this.form.addEventListener('fresh', this.count);
    this.say(null);
  }

  say(by) {
    const boxes = Array.from(this.form.querySelectorAll('[type=checkbox][name]'));
    if (by === this.all) for (const b of boxes) b.checked = this.all.checked;
    const n = boxes.filter((b) => b.checked).length;
    this.all.checked = n > 0 && n === boxes.length;
    this.querySelector('output').textContent = n ? this.dataset.text.replace('{n}', n) : '';
    for (const b of boxes) b.closest('li,tr').classList.toggle('on', b.checked);
  }
}

customElements.define('tick-all', TickAll);
