/* show(element): our own areas and pins drawn by Leaflet, no foreign tiles. The element says
 * data-src and data-pins (GeoJSON), data-label; with data-lat and data-lon (ids of inputs) a tap
 * sets them: one of several ways to say where. What the server drew inside is hidden. */
import L from 'leaflet';

function ink(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

async function read(address) {
  const r = await fetch(address);
  if (!r.ok) throw new Error(address);
  return r.json();
}

function areaStyle(f) {
  const q = Math.min(4, Number(f.properties.q) || 0);
  return { color: ink('--ink-2'), weight: 1, fillColor: ink(`--q${q}`), fillOpacity: 1 };
}

function words(f) {
  const p = f.properties;
  const box = document.createElement('div');
  const line = document.createElement(/^\/[^/]/.test(p.url || '') ? 'a' : 'b');
  if (line.tagName === 'A') line.setAttribute('href', p.url);
  line.textContent = p.name || p.title || '';
  box.append(line);
  if (p.note) box.append(p.note);
  return box;
}

function addAreas(map, areas, choosing) {
  const layer = L.geoJSON(areas, {
    style: areaStyle,
    onEachFeature(f, l) {
      if (f.properties.name) l.bindTooltip(String(f.properties.name), { sticky: true });
      if (f.properties.url && !choosing) l.bindPopup(() => words(f));
    },
  }).addTo(map);
  const bounds = layer.getBounds();
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [12, 12] });
  else map.setView([23.36, 103.39], 12);
}

/* A pin with a number leads to its page beside the list it came from. */
function addPins(map, pins, from) {
  return L.geoJSON(pins, {
    pointToLayer: (f, at) => L.circleMarker(at, {
      radius: 9, weight: 2, color: ink('--surface'), fillOpacity: 1,
      fillColor: ink(f.properties.open ? '--warn' : '--ok'),
    }),
    onEachFeature(f, l) {
      if (f.properties.no) f.properties.url = from.replace(/\.geojson.*/, `/${f.properties.no}`);
      l.bindPopup(() => words(f));
    },
  }).addTo(map);
}

/* Pins by the part of the map that is seen, where there are too many for all at once: their address
 * ends in "bbox=". What has its own address keeps it. */
function followPins(map, from) {
  let shown = null;
  let asked = 0;
  const load = async () => {
    const turn = ++asked;
    const b = map.getBounds();
    const box = [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((d) => d.toFixed(6));
    const pins = await read(from + box.join(','));
    if (turn !== asked) return;
    if (shown) shown.remove();
    shown = addPins(map, pins, from);
  };
  map.on('moveend', () => load().catch(() => {}));
  return load();
}

function choose(map, lat, lon) {
  let pin = null;
  const put = (at) => {
    pin = pin || L.circleMarker(at, { radius: 11, color: ink('--ink'), fillColor: ink('--lamp'), fillOpacity: 1 }).addTo(map);
    pin.setLatLng(at);
  };
  if (lat.value && lon.value) put([lat.value, lon.value]);
  map.on('click', (e) => {
    put(e.latlng);
    lat.value = e.latlng.lat.toFixed(6);
    lon.value = e.latlng.lng.toFixed(6);
    lat.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

export async function show(element) {
  const { src, pins, label, lat, lon } = element.dataset;
  const areas = await read(src);
  const place = document.createElement('div');
  place.className = 'leaflet';
  place.setAttribute('role', 'application');
  place.setAttribute('aria-label', label || '');
  for (const c of element.children) c.hidden = true;
  element.prepend(place);
  const map = L.map(place, { attributionControl: false, renderer: L.canvas({ padding: 0.3 }) });
  addAreas(map, areas, lat);
  if (pins && pins.endsWith('bbox=')) await followPins(map, pins);
  else if (pins) addPins(map, await read(pins), pins);
  const inputs = [lat, lon].map((id) => id && document.getElementById(id));
  if (inputs[0] && inputs[1]) choose(map, inputs[0], inputs[1]);
}
