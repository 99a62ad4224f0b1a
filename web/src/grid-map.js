/* <grid-map data-src="….geojson" data-script="/assets/map….js" data-style="/assets/map….css">:
 * what the server drew stays until its button is tapped; only then Leaflet is fetched. */
class GridMap extends HTMLElement {
  connectedCallback() {
    const open = this.querySelector('[data-open]');
    if (!open || !this.dataset.script) return;
    open.hidden = false;
    open.addEventListener('click', () => this.open(open));
  }

  async open(button) {
    button.disabled = true;
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = this.dataset.style;
    document.head.append(style);
    try {
      const map = await import(this.dataset.script);
      await (this.dataset.draw ? map.draw(this) : map.show(this));
      button.remove();
    } catch (e) {
      button.disabled = false;
    }
  }
}

customElements.define('grid-map', GridMap);
