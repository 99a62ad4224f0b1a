/* <list-keys>: in a list of work, J and K walk the rows, X ticks, / goes to the search. Never
 * while somebody types. */
class ListKeys extends HTMLElement {
  connectedCallback() {
    this.press = (e) => this.key(e);
    document.addEventListener('keydown', this.press);
  }

  disconnectedCallback() {
    document.removeEventListener('keydown', this.press);
  }

  key(e) {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) && e.target.type !== 'checkbox';
    if (typing || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === '/') {
      const q = document.getElementById('q');
      if (q) { q.focus(); e.preventDefault(); }
      return;
    }
    const links = Array.from(this.querySelectorAll('a.ti'));
    const at = links.findIndex((a) => a.closest('tr,li').contains(document.activeElement));
    if (e.key === 'j' && links[at + 1]) links[at + 1].focus();
    if (e.key === 'k' && at > 0) links[at - 1].focus();
    if (e.key !== 'x' || at < 0) return;
    const tick = links[at].closest('tr,li').querySelector('[type=checkbox]');
    if (tick) tick.click();
  }
}

customElements.define('list-keys', ListKeys);
