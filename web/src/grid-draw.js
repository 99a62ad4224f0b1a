/* draw(element): the outlines of a community's grids, drawn and changed by mouse, finger or keyboard.
 * What is drawn is written into the form's text as GeoJSON, where the server looks at it first;
 * nothing is stored from here. The server wrote the tools and their words into the element. */
import L from 'leaflet';

const SNAP_PX = 14;
const STEP = 0.00001; /* a metre or so, for an arrow key */

const ringOf = (f) => (f.geometry.type === 'MultiPolygon' ? f.geometry.coordinates[0][0] : f.geometry.coordinates[0]);
const round = (n) => Number(n.toFixed(6));
const at = (c) => [c[1], c[0]];
const isDrawn = (f) => f.geometry && /Polygon$/.test(f.geometry.type);

function ink(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/* The corners without the one that closes the ring. */
function cornersOf(f) {
  const ring = ringOf(f);
  const last = ring[ring.length - 1];
  const closed = ring.length > 1 && last[0] === ring[0][0] && last[1] === ring[0][1];
  return closed ? ring.slice(0, -1) : ring.slice();
}

function putCorners(f, corners) {
  const ring = ringOf(f);
  ring.splice(0, ring.length, ...corners, ...(corners.length ? [corners[0]] : []));
}

class Drawing {
  constructor(element, text, tools) {
    this.text = text;
    this.tools = tools;
    this.part = (name) => tools.querySelector(`[data-${name}]`);
    this.said = this.part('said');
    this.past = [];
    this.chosen = 0;
    this.adding = false;
    this.read(text.value);
    this.openMap(element);
    this.listen();
    this.draw();
    this.fit();
  }

  read(value) {
    try {
      const json = JSON.parse(value);
      this.all = json.type === 'FeatureCollection' ? json.features : [];
    } catch (e) {
      this.all = [];
    }
  }

  openMap(element) {
    const place = document.createElement('div');
    place.className = 'leaflet';
    place.setAttribute('role', 'application');
    place.setAttribute('aria-label', element.dataset.label || '');
    element.prepend(place);
    this.map = L.map(place, { attributionControl: false, doubleClickZoom: false });
    this.map.setView([23.36, 103.39], 14);
    this.layer = L.layerGroup().addTo(this.map);
    this.map.on('click', (e) => this.adding && this.addCorner([round(e.latlng.lng), round(e.latlng.lat)]));
  }

  fit() {
    const points = this.all.filter(isDrawn).flatMap((f) => cornersOf(f).map(at));
    if (points.length) this.map.fitBounds(points, { padding: [16, 16] });
  }

  listen() {
    this.part('grid').addEventListener('change', (e) => this.choose(Number(e.target.value)));
    this.part('name').addEventListener('focus', () => { this.named = false; });
    this.part('name').addEventListener('input', (e) => this.rename(e.target.value));
    this.part('new').addEventListener('click', () => this.begin());
    this.part('add').addEventListener('click', () => this.setAdding(!this.adding));
    this.part('undo').addEventListener('click', () => this.undo());
    this.part('drop').addEventListener('click', () => this.change(() => {
      this.all.splice(this.chosen, 1);
      this.chosen = Math.max(0, this.chosen - 1);
    }));
    this.part('corners').addEventListener('change', (e) => this.typed(e.target));
    this.part('corners').addEventListener('click', (e) => this.pressed(e.target.closest('button')));
  }

  say(word, args = {}) {
    const text = this.said.dataset[word] || '';
    this.said.textContent = text.replace(/\{(\w+)\}/g, (m, name) => args[name]);
  }

  /* ---- changes: each can be taken back ---- */

  change(how) {
    this.past.push(JSON.stringify(this.all));
    if (this.past.length > 200) this.past.shift();
    how();
    this.write();
    this.draw();
  }

  /* Without drawing anew: a tap that leaves the name is meant for what lies under the finger. */
  rename(name) {
    const f = this.all[this.chosen];
    if (!f) return;
    if (!this.named) this.past.push(JSON.stringify(this.all));
    this.named = true;
    f.properties.name = name;
    this.write();
    this.part('undo').disabled = false;
    this.part('grid').selectedOptions[0].textContent = name || `(${this.chosen + 1})`;
  }

  undo() {
    const before = this.past.pop();
    if (!before) return;
    this.all = JSON.parse(before);
    this.chosen = Math.min(this.chosen, Math.max(0, this.all.length - 1));
    this.write();
    this.draw();
    this.say('undone');
  }

  /* A grid of fewer than three corners is not yet one. */
  write() {
    const features = this.all.filter((f) => !isDrawn(f) || cornersOf(f).length > 2);
    this.text.value = JSON.stringify({ type: 'FeatureCollection', features });
    this.text.dispatchEvent(new Event('change', { bubbles: true }));
  }

  begin() {
    this.change(() => {
      this.chosen = this.all.push({ type: 'Feature', properties: { name: '' }, geometry: { type: 'Polygon', coordinates: [[]] } }) - 1;
    });
    this.fresh = this.chosen;
    this.setAdding(true);
    this.part('name').focus();
  }

  setAdding(on) {
    this.adding = on;
    this.part('add').setAttribute('aria-pressed', String(on));
    if (!on) this.fresh = -1;
    this.say(on ? 'adding' : 'done');
  }

  choose(i) {
    this.chosen = i;
    this.setAdding(false);
    this.said.textContent = '';
    this.draw();
  }

  /* ---- corners ---- */

  /* The corner of another grid that lies under the finger, exactly; else the point as it is. */
  snapped(c) {
    const here = this.map.latLngToContainerPoint(at(c));
    let best = c;
    let least = SNAP_PX;
    this.all.forEach((f, i) => {
      if (i === this.chosen || !isDrawn(f)) return;
      for (const other of cornersOf(f)) {
        const far = here.distanceTo(this.map.latLngToContainerPoint(at(other)));
        if (far < least) [best, least] = [other.slice(0, 2), far];
      }
    });
    if (best !== c) this.say('snapped');
    return best;
  }

  /* Into the nearest side; of a grid that is just begun, behind the last. */
  placeOf(corners, c) {
    if (this.fresh === this.chosen || corners.length < 3) return corners.length;
    const p = this.map.latLngToContainerPoint(at(c));
    let best = corners.length;
    let least = Infinity;
    corners.forEach((from, i) => {
      const to = corners[(i + 1) % corners.length];
      const far = L.LineUtil.pointToSegmentDistance(p, this.map.latLngToContainerPoint(at(from)), this.map.latLngToContainerPoint(at(to)));
      if (far < least) [best, least] = [i + 1, far];
    });
    return best;
  }

  edit(how) {
    const f = this.all[this.chosen];
    if (!f || !isDrawn(f)) return;
    this.change(() => {
      const corners = cornersOf(f);
      how(corners);
      putCorners(f, corners);
    });
  }

  addCorner(c) {
    this.edit((corners) => corners.splice(this.placeOf(corners, c), 0, this.snapped(c)));
  }

  moveCorner(i, c) {
    this.edit((corners) => { corners[i] = c; });
  }

  dropCorner(i) {
    this.edit((corners) => corners.splice(i, 1));
  }

  typed(input) {
    const row = input.closest('tr');
    const c = [...row.querySelectorAll('input')].map((n) => Number(n.value));
    if (c.every((n) => Number.isFinite(n) && n !== 0)) this.moveCorner(Number(row.dataset.i), c.map(round));
  }

  pressed(button) {
    if (!button) return;
    const i = Number(button.closest('tr').dataset.i);
    if (button.dataset.act === 'drop') this.dropCorner(i);
    else this.edit((corners) => {
      const to = corners[(i + 1) % corners.length];
      corners.splice(i + 1, 0, [round((corners[i][0] + to[0]) / 2), round((corners[i][1] + to[1]) / 2)]);
    });
  }

  keyed(i, c, e) {
    const step = STEP * (e.shiftKey ? 10 : 1);
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[e.key];
    if (by) this.moveCorner(i, [round(c[0] + by[0]), round(c[1] + by[1])]);
    else if (e.key === 'Delete' || e.key === 'Backspace') this.dropCorner(i);
    else return;
    e.preventDefault();
    e.stopPropagation();
    const again = this.markers[Math.min(i, this.markers.length - 1)];
    if (again) again.getElement().focus();
  }

  /* ---- what is seen ---- */

  draw() {
    this.layer.clearLayers();
    this.markers = [];
    this.all.forEach((f, i) => isDrawn(f) && this.drawGrid(f, i));
    const f = this.all[this.chosen];
    if (f && isDrawn(f)) cornersOf(f).forEach((c, i) => this.drawCorner(c, i));
    this.drawTools(f);
  }

  drawGrid(f, i) {
    const on = i === this.chosen;
    const area = L.polygon(cornersOf(f).map(at), {
      color: ink(on ? '--primary' : '--ink-2'), weight: on ? 3 : 1, fillColor: ink('--q1'), fillOpacity: on ? 0.5 : 0.3,
    }).addTo(this.layer);
    area.bindTooltip(String(f.properties.name || ''), { sticky: true });
    area.on('click', (e) => {
      if (this.adding) return;
      L.DomEvent.stopPropagation(e);
      this.choose(i);
    });
  }

  drawCorner(c, i) {
    const name = this.said.dataset.corner.replace('{n}', i + 1);
    const m = L.marker(at(c), { draggable: true, title: name, alt: name, icon: L.divIcon({ className: 'corner', iconSize: [22, 22] }) }).addTo(this.layer);
    m.on('dragend', () => {
      const p = m.getLatLng();
      this.moveCorner(i, this.snapped([round(p.lng), round(p.lat)]));
    });
    m.getElement().addEventListener('keydown', (e) => this.keyed(i, c, e));
    this.markers.push(m);
  }

  drawTools(f) {
    const select = this.part('grid');
    select.replaceChildren(...this.all.map((g, i) => new Option(g.properties.name || `(${i + 1})`, i, false, i === this.chosen)));
    this.part('name').value = f ? f.properties.name || '' : '';
    this.part('undo').disabled = !this.past.length;
    for (const name of ['add', 'drop', 'name']) this.part(name).disabled = !f;
    const rows = f && isDrawn(f) ? cornersOf(f).map((c, i) => this.row(c, i)) : [];
    this.part('corners').replaceChildren(...rows);
  }

  row(c, i) {
    const row = this.part('row').content.firstElementChild.cloneNode(true);
    row.dataset.i = i;
    row.querySelector('th').textContent = i + 1;
    row.querySelectorAll('input').forEach((n, k) => {
      n.value = c[k].toFixed(6);
      n.setAttribute('aria-label', `${i + 1} ${n.getAttribute('aria-label')}`);
    });
    return row;
  }
}

export async function draw(element) {
  const text = document.getElementById(element.dataset.draw);
  const tools = element.querySelector('.draw-tools');
  if (!text || !tools) return;
  tools.hidden = false;
  element.drawing = new Drawing(element, text, tools);
}
