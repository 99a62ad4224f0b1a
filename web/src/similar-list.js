/* <similar-list data-from="/…/similar">: when the kind or the place of a report changes, asks the
 * server for reports of the same kind nearby; the server's own HTML is shown. */
class SimilarList extends HTMLElement {
  connectedCallback() {
    this.form = this.closest('form');
    if (!this.form || !this.dataset.from) return;
    this.form.addEventListener('change', (e) => {
      const matters = e.target.matches('here-button,[name^=code],[name=lat]');
      if (matters) this.find();
    });
  }

  async find() {
    const data = new FormData(this.form);
    const ask = new URLSearchParams();
    for (const name of ['code', 'code_all', 'lat', 'lon', 'qr'])
      if (data.get(name)) ask.set(name, data.get(name));
    if (!ask.has('code') && ask.has('code_all')) ask.set('code', ask.get('code_all'));
    try {
      const r = await fetch(`${this.dataset.from}?${ask}`, { headers: { 'X-Fragment': 'similar' } });
      if (r.ok) this.innerHTML = await r.text();
    } catch (e) { /* no network: the report is sent without it */ }
  }
}

customElements.define('similar-list', SimilarList);
