/* <photo-input data-remove="…" data-blur="…" data-done="…" data-cancel="…" data-brush="…"
 * data-photo="…">: wraps one file input. Photos are shrunk to 1600 px before they travel, which
 * also leaves place and camera behind; each can be taken out again or have faces and number plates
 * blurred. If anything fails the file stays as it is: the server shrinks it too.
 * <blur-brush data-photo="/…">: the same brush over a photo the server keeps; what was rubbed goes
 * into its hidden input. */
import { brush, button, draw, load } from './brush.js';

const LONGEST = 1600;

function toFile(canvas, name) {
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob
    ? done(new File([blob], name.replace(/\.\w*$/, '') + '.jpg', { type: 'image/jpeg' }))
    : fail(new Error('no blob'))), 'image/jpeg', 0.8));
}

async function shrink(file) {
  if (!/^image\//.test(file.type)) return file;
  const url = URL.createObjectURL(file);
  try {
    const image = await load(url);
    const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
    return await toFile(draw(image, Math.round(image.naturalWidth * scale),
      Math.round(image.naturalHeight * scale)), file.name);
  } catch (e) {
    return file;
  } finally {
    URL.revokeObjectURL(url);
  }
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
    this.input.addEventListener('change', () => this.begin());
    if (this.input.form && this.input.form.requestSubmit) this.input.form.addEventListener('submit', (e) => this.hold(e), true);
  }

  begin() {
    const taking = this.take().catch(() => { /* the file stays as it is */ });
    this.taking = taking;
    taking.then(() => { if (this.taking === taking) this.taking = null; });
  }

  /* A form sent while a photo is being shrunk waits for it: the original shall not travel. (A browser
   * too old to send a form by script sends it as it is.) */
  async hold(e) {
    if (!this.taking) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    if (this.held) return;
    this.held = true;
    await this.taking;
    this.held = false;
    e.target.requestSubmit(e.submitter);
  }

  async take() {
    const most = Number(this.dataset.most) || 9;
    const taken = await Promise.all(Array.from(this.input.files).map(shrink));
    this.files = (this.input.multiple ? this.files.concat(taken) : taken).slice(0, most);
    this.show();
  }

  show() {
    const all = new DataTransfer();
    for (const f of this.files) all.items.add(f);
    this.input.files = all.files;
    this.list.textContent = '';
    this.files.forEach((f, n) => this.list.append(this.thumb(f, n)));
    this.dispatchEvent(new Event('photos', { bubbles: true }));
  }

  thumb(file, n) {
    const box = document.createElement('div');
    const image = document.createElement('img');
    box.className = 'thumb';
    image.alt = `${this.dataset.photo || ''} ${n + 1}`;
    image.src = URL.createObjectURL(file);
    box.append(image);
    if (this.dataset.blur && window.HTMLDialogElement)
      box.append(button(this.dataset.blur, 'btn', () => this.paint(image.src, n)));
    box.append(button(this.dataset.remove || '\u00d7', 'btn', () => {
      this.files.splice(n, 1);
      this.show();
      this.input.focus();
    }));
    return box;
  }

  async paint(url, n) {
    const painted = await brush(url, this.dataset);
    if (!painted) return;
    this.files[n] = await toFile(painted.canvas, this.files[n].name);
    this.show();
  }
}

class BlurBrush extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector('input');
    if (!input || !window.HTMLDialogElement) return;
    const open = button(this.dataset.blur, 'btn quiet', async () => {
      const painted = await brush(this.dataset.photo, this.dataset);
      if (!painted) return;
      input.value = painted.shapes.join(';');
      open.textContent = `\u2713 ${this.dataset.blur}`;
    });
    this.append(open);
  }
}

customElements.define('photo-input', PhotoInput);
customElements.define('blur-brush', BlurBrush);
