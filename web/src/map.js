/* <grid-map data-src="….geojson" data-pins="….geojson" data-lat="id" data-lon="id" data-label="…">
 * Our own areas and pins drawn by Leaflet, no foreign tiles. What the server put inside (a drawn
 * map, a list) stays for those without script and is hidden behind the live map otherwise.
 * With data-lat and data-lon a tap sets the two fields: one of several ways to say where. */
import L from 'leaflet';

function ink(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function areaStyle(f) {
  const q = Math.min(4, Number(f.properties.q) || 0);
  return { color: ink('--ink-2'), weight: 1, fillColor: ink(`--q${q}`), fillOpacity: 1 };
}

function text(f) {
  const box = document.createElement('div');
  const url = f.properties.url;
  const line = document.createElement(/^\/[^/]/.test(url || '') ? 'a' : 'b');
  if (line.tagName === 'A') line.setAttribute('href', url);
  line.textContent = f.properties.name || '';
  box.append(line);
  if (f.properties.note) box.append(f.properties.note);
  return box;
}

class GridMap extends HTMLElement {
  async connectedCallback() {
    if (!this.dataset.src) return;
    const areas = await (await fetch(this.dataset.src)).json();
    const place = document.createElement('div');
    place.className = 'leaflet';
    place.setAttribute('role', 'application');
    place.setAttribute('aria-label', this.dataset.label || '');
    for (const c of this.children) c.hidden = true;
    this.prepend(place);
    this.map = L.map(place, { attributionControl: false, renderer: L.canvas({ padding: 0.3 }) });
    const layer = L.geoJSON(areas, { style: areaStyle, onEachFeature: (f, l) => this.area(f, l) });
    layer.addTo(this.map);
    const bounds = layer.getBounds();
    if (bounds.isValid()) this.map.fitBounds(bounds, { padding: [12, 12] });
    else this.map.setView([23.36, 103.39], 12);
    if (this.dataset.pins) await this.pins();
    if (this.dataset.lat) this.choose();
  }

  area(f, l) {
    if (f.properties.name) l.bindTooltip(String(f.properties.name), { sticky: true });
    if (f.properties.url && !this.dataset.lat) l.bindPopup(() => text(f));
  }

  async pins() {
    const found = await (await fetch(this.dataset.pins)).json();
    L.geoJSON(found, {
      pointToLayer: (f, at) => L.circleMarker(at, {
        radius: 9, weight: 2, color: ink('--surface'),
        fillColor: ink(`--${f.properties.tone || 'primary'}`), fillOpacity: 1,
      }),
      onEachFeature: (f, l) => l.bindPopup(() => text(f)),
    }).addTo(this.map);
  }

  choose() {
    const lat = document.getElementById(this.dataset.lat);
    const lon = document.getElementById(this.dataset.lon);
    if (!lat || !lon) return;
    const put = (at) => {
      if (!this.pin) this.pin = L.circleMarker(at, { radius: 11, color: ink('--ink'), fillColor: ink('--lamp'), fillOpacity: 1 }).addTo(this.map);
      this.pin.setLatLng(at);
    };
    if (lat.value && lon.value) put([lat.value, lon.value]);
    this.map.on('click', (e) => {
      put(e.latlng);
      lat.value = e.latlng.lat.toFixed(6);
      lon.value = e.latlng.lng.toFixed(6);
      lat.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }
}

customElements.define('grid-map', GridMap);
