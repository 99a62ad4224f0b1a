/* A dialog with a photo and a brush that leaves nothing to be recognised. brush(url, words) ends
 * with {canvas, shapes}, or null if it was left; shapes are "x,y,w,h,round" in the photo's pixels,
 * for a server that does the same to the photo it keeps. */
export function load(url) {
  return new Promise((done, fail) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = fail;
    image.src = url;
  });
}

export function draw(source, width, height) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d').drawImage(source, 0, 0, width, height);
  return canvas;
}

export function button(text, name, run) {
  const b = document.createElement('button');
  b.type = 'button';
  b.className = name;
  b.textContent = text;
  b.addEventListener('click', run);
  return b;
}

/* Under the brush a grid of four by four averages is left: nothing can be read back from it. */
function smear(canvas, box) {
  const c = canvas.getContext('2d');
  const tiny = draw(canvas, 4, 4);
  tiny.getContext('2d').drawImage(canvas, box.x, box.y, box.w, box.h, 0, 0, 4, 4);
  c.save();
  c.beginPath();
  c.ellipse(box.x + box.w / 2, box.y + box.h / 2, box.w / 2, box.h / 2, 0, 0, 7);
  c.clip();
  c.imageSmoothingEnabled = false;
  c.drawImage(tiny, 0, 0, 4, 4, box.x, box.y, box.w, box.h);
  c.restore();
}

function boxAt(canvas, e) {
  const r = canvas.getBoundingClientRect();
  const scale = canvas.width / r.width;
  const radius = Math.round(Math.max(canvas.width, canvas.height) / 24);
  const x = Math.max(0, Math.round((e.clientX - r.left) * scale) - radius);
  const y = Math.max(0, Math.round((e.clientY - r.top) * scale) - radius);
  return { x, y, w: Math.min(canvas.width - x, radius * 2), h: Math.min(canvas.height - y, radius * 2) };
}

export async function brush(url, words) {
  const image = await load(url);
  const canvas = draw(image, image.naturalWidth, image.naturalHeight);
  const dialog = document.createElement('dialog');
  const hint = document.createElement('p');
  const bar = document.createElement('div');
  const shapes = [];
  let last = null;
  dialog.className = 'paint';
  dialog.setAttribute('aria-label', words.blur);
  hint.textContent = words.brush;
  bar.className = 'grid2';
  const rub = (e) => {
    if (!e.buttons) return;
    const box = boxAt(canvas, e);
    const near = last && Math.abs(last.x - box.x) + Math.abs(last.y - box.y) < box.w / 4;
    if (near || box.w < 1 || box.h < 1) return;
    last = box;
    smear(canvas, box);
    shapes.push(`${box.x},${box.y},${box.w},${box.h},round`);
  };
  canvas.addEventListener('pointerdown', rub);
  canvas.addEventListener('pointermove', rub);
  return new Promise((done) => {
    bar.append(button(words.cancel, 'btn', () => dialog.close()),
      button(words.done, 'btn primary', () => dialog.close('done')));
    dialog.append(hint, canvas, bar);
    dialog.addEventListener('close', () => {
      dialog.remove();
      done(dialog.returnValue === 'done' && shapes.length ? { canvas, shapes } : null);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
