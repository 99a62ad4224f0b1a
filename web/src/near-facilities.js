/* <near-facilities data-from="/…/facilities">: once kind and position of a report are known, or the
 * number on a label is typed, the server's own list of what stands there appears to choose from.
 * Without script its button shows the same. */
class NearFacilities extends HTMLElement {
  connectedCallback() {
    this.form = this.closest('form');
    this.hits = this.querySelector('.hits');
    this.button = this.querySelector('button');
    if (!this.form || !this.hits || !this.dataset.from) return;
    this.form.addEventListener('change', (e) => {
      if (e.target.matches('here-button,[name^=code],[name=found],[name=lat],[name=grid],[name=community],[name=facility_no]'))
        this.find();
    });
    this.button.addEventListener('click', (e) => {
      e.preventDefault();
      this.find();
    });
  }

  async find() {
    const data = new FormData(this.form);
    const ask = new URLSearchParams();
    for (const name of ['code', 'code_all', 'found', 'lat', 'lon', 'grid', 'community', 'facility_no'])
      if (data.get(name)) ask.set(name, data.get(name));
    const chosen = data.get('facility');
    try {
      const r = await fetch(`${this.dataset.from}?${ask}`, { headers: { 'X-Fragment': 'facilities' } });
      if (!r.ok) return;
      this.hits.innerHTML = await r.text();
    } catch (e) {
      return; /* no network: the report is sent without it */
    }
    const again = chosen && this.hits.querySelector(`[value="${chosen}"]`);
    if (again) again.checked = true;
    const around = this.closest('details');
    if (around && this.hits.querySelector('input')) around.open = true;
  }
}

customElements.define('near-facilities', NearFacilities);
