// Builds what browsers run. node build.mjs DIR MANIFEST [DEPFILE] writes DIR/name.hash.ext with .br
// and .gz beside it, and the list of them (name, file, type, hash); node build.mjs DIR --plain
// writes names without hashes, for serve --assets-dir. No clock, no network: same in, same out.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import esbuild from 'esbuild';
import { transform } from 'lightningcss';

const here = dirname(fileURLToPath(import.meta.url));
const [out, list, depfile] = process.argv.slice(2);
const plain = list === '--plain';
const types = {
  '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.webmanifest': 'application/manifest+json',
};
const old = { chrome: 64 << 16, safari: 12 << 16 };
const manifest = [];
const inputs = new Set();

function read(path) {
  inputs.add(path);
  return readFileSync(path);
}

/* Writes one asset, its compressed forms and its line of the manifest. */
function emit(name, bytes) {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const ext = extname(name);
  const file = plain ? name : `${name.slice(0, -ext.length)}.${hash.slice(0, 8)}${ext}`;
  mkdirSync(dirname(join(out, file)), { recursive: true });
  writeFileSync(join(out, file), bytes);
  if (ext !== '.png' && !plain) {
    writeFileSync(join(out, file + '.br'), brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }));
    writeFileSync(join(out, file + '.gz'), gzipSync(bytes, { level: 9 }));
  }
  manifest.push([name, file, types[ext], hash].join('\t'));
}

/* Own drawings and pictures, flat: src/img/logo.svg is "logo.svg". */
function pictures() {
  for (const name of readdirSync(join(here, 'src/img')).sort())
    if (types[extname(name)]) emit(name, read(join(here, 'src/img', name)));
}

/* Lucide's icons named in icons.txt, and our own symbols, as one sprite. */
function sprite() {
  const names = read(join(here, 'icons.txt')).toString().split('\n').filter(Boolean);
  const symbols = names.map((name) => {
    const svg = readFileSync(join(here, 'node_modules/lucide-static/icons', `${name}.svg`), 'utf8');
    const inside = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'));
    return `<symbol id="${name}" viewBox="0 0 24 24">${inside.replace(/\s*\n\s*/g, '')}</symbol>`;
  });
  const own = read(join(here, 'src/symbols.svg')).toString().split('\n').filter((l) => l.startsWith('<symbol'));
  emit('icons.svg', Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg">${symbols.concat(own).join('')}</svg>`));
}

async function bundle(entry, loader) {
  const r = await esbuild.build({
    entryPoints: [join(here, 'src', entry)], bundle: true, write: false, minify: true,
    metafile: true, absWorkingDir: here, logLevel: 'warning', ...loader,
  });
  for (const path of Object.keys(r.metafile.inputs)) inputs.add(join(here, path));
  return Buffer.from(r.outputFiles[0].contents);
}

/* Pictures of a style are put into it: one request less on every page that shows them. */
async function style(entry) {
  const css = await bundle(entry, { loader: { '.png': 'dataurl', '.svg': 'dataurl' } });
  const { code } = transform({ filename: entry, code: css, minify: true, targets: old });
  emit(entry, Buffer.from(code));
}

async function script(entry) {
  emit(entry, await bundle(entry, { target: 'es2018', format: 'esm', charset: 'utf8' }));
}

/* The service worker knows the files of this build that a grid worker's pages need. */
async function worker() {
  const files = ['app.css', 'field.js', 'icons.svg', 'logo.svg', 'empty.svg'].map((name) => '/assets/' + manifest.find((m) => m.startsWith(name + '\t')).split('\t')[1]);
  emit('sw.js', await bundle('sw.js', { target: 'es2018', format: 'iife', charset: 'utf8', define: { SHELL_FILES: JSON.stringify(files) } }));
}

if (!plain) rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
pictures();
sprite();
for (const entry of readdirSync(join(here, 'src')).filter((f) => /^(app|map|kiosk|gallery)\.css$/.test(f)))
  await style(entry);
for (const entry of ['app.js', 'field.js', 'grid-draw.js', 'map.js', 'verify.js'].filter((f) => existsSync(join(here, 'src', f))))
  await script(entry);
await worker();
if (!plain) writeFileSync(list, manifest.sort().join('\n') + '\n');
if (depfile) {
  for (const d of ['src', 'src/img']) inputs.add(join(here, d));
  writeFileSync(depfile, `${list}: ${[...inputs].map((p) => p.replace(/ /g, '\\ ')).join(' ')}\n`);
}
