/* <photo-input data-remove="…" data-blur="…" data-done="…" data-cancel="…" data-brush="…"
 * data-photo="…">: wraps one file input. Photos are shrunk to 1600 px before they travel, which
 * also leaves place and camera behind; each can be taken out again or have faces and number plates
 * blurred. If anything fails the file stays as it is: the server shrinks it too. */
const LONGEST = 1600;

function draw(source, width, height) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d').drawImage(source, 0, 0, width, height);
  return canvas;
}

function toFile(canvas, name) {
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob
    ? done(new File([blob], name.replace(/\.\w*$/, '') + '.jpg', { type: 'image/jpeg' }))
    : fail(new Error('no blob'))), 'image/jpeg', 0.8));
}

function load(file) {
  return new Promise((done, fail) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = fail;
    image.src = URL.createObjectURL(file);
  });
}

async function shrink(file) {
  if (!/^image\//.test(file.type)) return file;
  try {
    const image = await load(file);
    const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = draw(image, Math.round(image.naturalWidth * scale),
      Math.round(image.naturalHeight * scale));
    URL.revokeObjectURL(image.src);
    return await toFile(canvas, file.name);
  } catch (e) {
    return file;
  }
}

/* Under the brush a grid of four by four averages is left: nothing can be read back from it. */
function smear(canvas, x, y, radius) {
  const c = canvas.getContext('2d');
  const left = Math.max(0, Math.round(x - radius));
  const top = Math.max(0, Math.round(y - radius));
  const width = Math.min(canvas.width - left, radius * 2);
  const height = Math.min(canvas.height - top, radius * 2);
  if (width < 1 || height < 1) return;
  const tiny = document.createElement('canvas');
  tiny.width = tiny.height = 4;
  tiny.getContext('2d').drawImage(canvas, left, top, width, height, 0, 0, 4, 4);
  c.save();
  c.beginPath();
  c.arc(x, y, radius, 0, 7);
  c.clip();
  c.imageSmoothingEnabled = false;
  c.drawImage(tiny, 0, 0, 4, 4, left, top, width, height);
  c.restore();
}

function button(text, name, run) {
  const b = document.createElement('button');
  b.type = 'button';
  b.className = name;
  b.textContent = text;
  b.addEventListener('click', run);
  return b;
}

class PhotoInput extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector('input[type=file]');
    if (!this.input || !window.DataTransfer || !HTMLCanvasElement.prototype.toBlob) return;
    this.files = [];
    this.list = document.createElement('div');
    this.list.className = 'photos';
    this.list.setAttribute('role', 'group');
    this.prepend(this.list);
    this.input.addEventListener('change', () => this.take());
  }

  async take() {
    const most = Number(this.dataset.most) || 9;
    const chosen = Array.from(this.input.files);
    const taken = await Promise.all(chosen.map(shrink));
    this.files = (this.input.multiple ? this.files.concat(taken) : taken).slice(0, most);
    this.show();
  }

  show() {
    const all = new DataTransfer();
    for (const f of this.files) all.items.add(f);
    this.input.files = all.files;
    this.list.textContent = '';
    this.files.forEach((f, n) => this.list.append(this.thumb(f, n)));
  }

  thumb(file, n) {
    const box = document.createElement('div');
    box.className = 'thumb';
    const image = document.createElement('img');
    image.alt = `${this.dataset.photo || ''} ${n + 1}`;
    image.src = URL.createObjectURL(file);
    box.append(image);
    if (this.dataset.blur && window.HTMLDialogElement)
      box.append(button(this.dataset.blur, 'btn', () => this.paint(file, n)));
    box.append(button(this.dataset.remove, 'btn', () => {
      this.files.splice(n, 1);
      this.show();
      this.input.focus();
    }));
    return box;
  }

  async paint(file, n) {
    const image = await load(file);
    const canvas = draw(image, image.naturalWidth, image.naturalHeight);
    const dialog = document.createElement('dialog');
    dialog.className = 'paint';
    dialog.setAttribute('aria-label', this.dataset.blur);
    const hint = document.createElement('p');
    hint.textContent = this.dataset.brush;
    const bar = document.createElement('div');
    bar.className = 'grid2';
    bar.append(button(this.dataset.cancel, 'btn', () => dialog.close()),
      button(this.dataset.done, 'btn primary', async () => {
        this.files[n] = await toFile(canvas, file.name);
        dialog.close();
        this.show();
      }));
    const rub = (e) => {
      if (!e.buttons) return;
      const r = canvas.getBoundingClientRect();
      const scale = canvas.width / r.width;
      smear(canvas, (e.clientX - r.left) * scale, (e.clientY - r.top) * scale, canvas.width / 24);
    };
    canvas.addEventListener('pointerdown', rub);
    canvas.addEventListener('pointermove', rub);
    dialog.append(hint, canvas, bar);
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }
}

customElements.define('photo-input', PhotoInput);
