/* <combo-box data-src="/…?q=">: wraps a search form. While somebody types (also pinyin initials),
 * the server's own list of results appears below; arrows walk it. Without script the form
 * searches. */
class ComboBox extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector('input');
    if (!this.input || !this.dataset.src) return;
    this.hits = document.createElement('div');
    this.hits.className = 'hits';
    this.hits.setAttribute('role', 'status');
    this.append(this.hits);
    this.input.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.find(), 200);
    });
    this.addEventListener('keydown', (e) => this.walk(e));
  }

  async find() {
    const words = this.input.value.trim();
    if (!words || this.composing) {
      this.hits.textContent = '';
      return;
    }
    const asked = words;
    try {
      const r = await fetch(this.dataset.src + encodeURIComponent(words),
        { headers: { 'X-Fragment': 'hits' } });
      if (!r.ok || asked !== this.input.value.trim()) return;
      const page = new DOMParser().parseFromString(await r.text(), 'text/html');
      const found = page.getElementById('hits');
      this.hits.innerHTML = (found || page.body).innerHTML;
    } catch (e) { /* no network: the button still searches */ }
  }

  walk(e) {
    const down = e.key === 'ArrowDown';
    if (!down && e.key !== 'ArrowUp') return;
    const stops = [this.input].concat(Array.from(this.hits.querySelectorAll('a')));
    const next = stops[stops.indexOf(document.activeElement) + (down ? 1 : -1)];
    if (!next) return;
    e.preventDefault();
    next.focus();
  }
}

customElements.define('combo-box', ComboBox);
