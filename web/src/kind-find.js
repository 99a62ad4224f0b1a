/* <kind-find data-from="/…?q=">: the search box among the kinds of a report. While somebody types a
 * word, its pinyin or its initials, the server's own choice of kinds appears below; Enter takes the
 * first. Without script its button searches. */
class KindFind extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector('input');
    this.hits = this.querySelector('.hits');
    if (!this.input || !this.hits) return;
    this.addEventListener('input', (e) => {
      if (e.target !== this.input || e.isComposing) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.find(), 200);
    });
    this.input.addEventListener('compositionend', () => this.find());
    this.input.addEventListener('keydown', (e) => this.enter(e));
    this.querySelector('button').addEventListener('click', (e) => {
      e.preventDefault();
      this.find();
    });
    this.addEventListener('change', (e) => this.chosen(e.target));
    const list = this.closest('form').querySelector('select[name^=code]');
    if (list) list.addEventListener('change', () => { if (list.value) this.clear(); });
  }

  async find() {
    const typed = this.input.value.trim();
    try {
      const r = await fetch(this.dataset.from + encodeURIComponent(typed),
        { headers: { 'X-Fragment': 'kinds' } });
      if (r.ok && typed === this.input.value.trim()) this.hits.innerHTML = await r.text();
    } catch (e) { /* no network: the list below has them all */ }
  }

  async enter(e) {
    if (e.key !== 'Enter' || e.ctrlKey || e.metaKey || e.isComposing) return;
    e.preventDefault();
    clearTimeout(this.timer);
    await this.find();
    const first = this.hits.querySelector('input');
    if (first) {
      first.focus();
      first.click();
    }
  }

  /* One kind is chosen, here or in the list. */
  chosen(radio) {
    if (radio.type !== 'radio') return;
    const list = this.closest('form').querySelector('select[name^=code]');
    if (list) list.value = '';
  }

  clear() {
    for (const radio of this.querySelectorAll('input:checked')) radio.checked = false;
  }
}

customElements.define('kind-find', KindFind);
