/* The second verifier of the ledger. It shares no code with the server, asks no network and trusts
 * nothing but a public key: hashes (FIPS 180-4), signatures (RFC 8032) and trees (RFC 6962) are all
 * here, so that it runs from a file, in any browser with BigInt or in node. The formats it reads
 * are described in docs/decisions/ under "ledger". Defines one name: linliLedger. */
(function () {
  'use strict';

  /* ---- bytes ------------------------------------------------------------ */

  const utf8 = (text) => new TextEncoder().encode(text);

  function unhex(text) {
    if (!/^([0-9a-f]{2})*$/.test(text)) throw new Error('not hexadecimal');
    const out = new Uint8Array(text.length / 2);
    for (let i = 0; i < out.length; i++) out[i] = parseInt(text.substr(2 * i, 2), 16);
    return out;
  }

  function hex(bytes) {
    let out = '';
    for (const b of bytes) out += (b < 16 ? '0' : '') + b.toString(16);
    return out;
  }

  function unbase64(text) {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4) throw new Error('not base64');
    const raw = atob(text), out = new Uint8Array(raw.length);
    for (let i = 0; i < out.length; i++) out[i] = raw.charCodeAt(i);
    return out;
  }

  function join(...parts) {
    const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const p of parts) {
      out.set(p, at);
      at += p.length;
    }
    return out;
  }

  function same(a, b) {
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }

  /* ---- SHA-256 and SHA-512 ------------------------------------------------- */

  /* Their constants are the first bits of the roots of the first primes. */
  function primes(n) {
    const out = [];
    for (let p = 2; out.length < n; p++) if (out.every((q) => p % q)) out.push(p);
    return out;
  }

  /* The fraction of the square (2) or cube (3) root of p, as `bits` bits. */
  function fraction(p, power, bits) {
    const one = BigInt(1), wide = BigInt(p) << BigInt(power * bits);
    let low = BigInt(0), high = BigInt(1) << BigInt(bits + 8);
    while (high - low > one) {
      const middle = (low + high) >> one;
      if (middle ** BigInt(power) <= wide) low = middle;
      else high = middle;
    }
    return low & ((one << BigInt(bits)) - one);
  }

  const K256 = Int32Array.from(primes(64), (p) => Number(BigInt.asIntN(32, fraction(p, 3, 32))));
  const H256 = primes(8).map((p) => Number(BigInt.asIntN(32, fraction(p, 2, 32))));
  const K512 = primes(80).map((p) => fraction(p, 3, 64));
  const H512 = primes(8).map((p) => fraction(p, 2, 64));

  function padded(bytes, block) {
    const tail = block / 8; /* bytes of the length */
    const blocks = Math.ceil((bytes.length + 1 + tail) / block);
    const out = new Uint8Array(blocks * block), view = new DataView(out.buffer);
    out.set(bytes);
    out[bytes.length] = 0x80;
    view.setUint32(out.length - 8, Math.floor(bytes.length / 0x20000000));
    view.setUint32(out.length - 4, (bytes.length << 3) >>> 0);
    return view;
  }

  const W = new Int32Array(64);

  /* node's own is quicker: see useSha256. */
  let hash256 = sha256;

  function sha256(bytes) {
    const view = padded(bytes, 64), s = Int32Array.from(H256);
    for (let at = 0; at < view.byteLength; at += 64) {
      for (let i = 0; i < 16; i++) W[i] = view.getInt32(at + 4 * i);
      for (let i = 16; i < 64; i++) {
        const x = W[i - 15], y = W[i - 2];
        const u = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const v = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        W[i] = (W[i - 16] + u + W[i - 7] + v) | 0;
      }
      let [a, b, c, d, e, f, g, h] = s;
      for (let i = 0; i < 64; i++) {
        const u = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const t = (h + u + ((e & f) ^ (~e & g)) + K256[i] + W[i]) | 0;
        const v = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        h = g;
        g = f;
        f = e;
        e = (d + t) | 0;
        d = c;
        const m = (a & b) ^ (a & c) ^ (b & c);
        c = b;
        b = a;
        a = (t + v + m) | 0;
      }
      [a, b, c, d, e, f, g, h].forEach((x, i) => (s[i] = (s[i] + x) | 0));
    }
    const out = new Uint8Array(32), to = new DataView(out.buffer);
    s.forEach((x, i) => to.setInt32(4 * i, x));
    return out;
  }

  function sha512(bytes) {
    const view = padded(bytes, 128), mask = (BigInt(1) << BigInt(64)) - BigInt(1);
    const turn = (x, n) => ((x >> BigInt(n)) | (x << BigInt(64 - n))) & mask;
    const s = H512.slice();
    for (let at = 0; at < view.byteLength; at += 128) {
      const w = [];
      for (let i = 0; i < 16; i++) w[i] = view.getBigUint64(at + 8 * i);
      for (let i = 16; i < 80; i++) {
        const x = w[i - 15], y = w[i - 2];
        const u = turn(x, 1) ^ turn(x, 8) ^ (x >> BigInt(7));
        const v = turn(y, 19) ^ turn(y, 61) ^ (y >> BigInt(6));
        w[i] = (w[i - 16] + u + w[i - 7] + v) & mask;
      }
      let [a, b, c, d, e, f, g, h] = s;
      for (let i = 0; i < 80; i++) {
        const u = turn(e, 14) ^ turn(e, 18) ^ turn(e, 41);
        const t = h + u + ((e & f) ^ (~e & mask & g)) + K512[i] + w[i];
        const v = (turn(a, 28) ^ turn(a, 34) ^ turn(a, 39)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = (d + t) & mask;
        d = c;
        c = b;
        b = a;
        a = (t + v) & mask;
      }
      [a, b, c, d, e, f, g, h].forEach((x, i) => (s[i] = (s[i] + x) & mask));
    }
    const out = new Uint8Array(64), to = new DataView(out.buffer);
    s.forEach((x, i) => to.setBigUint64(8 * i, x));
    return out;
  }

  /* ---- Ed25519: is a signature true? ------------------------------------------ */

  const O = BigInt(0), I = BigInt(1), TWO = BigInt(2);
  const P = (I << BigInt(255)) - BigInt(19);
  const L = (I << BigInt(252)) + BigInt('27742317777372353535851937790883648493');
  const mod = (x) => ((x % P) + P) % P;

  function power(x, n) {
    let r = I;
    for (; n > O; n >>= I) {
      if (n & I) r = mod(r * x);
      x = mod(x * x);
    }
    return r;
  }
  const inverse = (x) => power(x, P - TWO);
  const D = mod(BigInt(-121665) * inverse(BigInt(121666)));
  const ROOT = power(TWO, (P - I) / BigInt(4)); /* of -1 */

  function number(bytes) {
    let n = O;
    for (let i = bytes.length - 1; i >= 0; i--) n = (n << BigInt(8)) | BigInt(bytes[i]);
    return n;
  }

  /* x, y, z, t of a point of the curve, or null. */
  function point(bytes) {
    const all = number(bytes), sign = all >> BigInt(255), y = all & ((I << BigInt(255)) - I);
    if (y >= P) return null;
    const u = mod(y * y - I), v = mod(D * y * y + I);
    let x = mod(u * power(v, BigInt(3)) * power(u * power(v, BigInt(7)), (P - BigInt(5)) / BigInt(8)));
    if (mod(v * x * x) === mod(-u)) x = mod(x * ROOT);
    if (mod(v * x * x) !== u || (x === O && sign)) return null;
    if ((x & I) !== sign) x = mod(-x);
    return [x, y, I, mod(x * y)];
  }

  function add(p, q) {
    const a = mod((p[1] - p[0]) * (q[1] - q[0])), b = mod((p[1] + p[0]) * (q[1] + q[0]));
    const c = mod(TWO * p[3] * q[3] * D), d = mod(TWO * p[2] * q[2]);
    const e = b - a, f = d - c, g = d + c, h = b + a;
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  }

  function times(p, n) {
    let r = [O, I, I, O];
    for (; n > O; n >>= I) {
      if (n & I) r = add(r, p);
      p = add(p, p);
    }
    return r;
  }

  const BASE_Y = mod(BigInt(4) * inverse(BigInt(5)));
  const BASE = point(Uint8Array.from({ length: 32 }, (_, i) => Number((BASE_Y >> BigInt(8 * i)) & BigInt(255))));

  function ed25519(key, message, signature) {
    if (key.length !== 32 || signature.length !== 64) return false;
    const a = point(key), r = point(signature.subarray(0, 32)), s = number(signature.subarray(32));
    if (!a || !r || s >= L) return false;
    const h = number(sha512(join(signature.subarray(0, 32), key, message))) % L;
    const left = times(BASE, s), right = add(r, times(a, h));
    return mod(left[0] * right[2]) === mod(right[0] * left[2]) &&
      mod(left[1] * right[2]) === mod(right[1] * left[2]);
  }

  /* ---- trees -------------------------------------------------------------------- */

  const leafHash = (entry) => hash256(join(Uint8Array.of(0), entry));
  const nodeHash = (left, right) => hash256(join(Uint8Array.of(1), left, right));

  /* A tree that only grows: complete subtrees from left to right. */
  class Tree {
    constructor() {
      this.size = 0;
      this.edge = [];
    }
    add(leaf) {
      let hash = leaf;
      for (let n = this.size; n % 2; n = (n - 1) / 2) hash = nodeHash(this.edge.pop(), hash);
      this.edge.push(hash);
      this.size++;
    }
    root() {
      return this.edge.length ? this.edge.reduceRight((right, left) => nodeHash(left, right)) : hash256(new Uint8Array(0));
    }
  }

  /* RFC 9162, 2.1.3.2. Indices stay below 2^53. */
  function included(leaf, index, size, proof, root) {
    let fn = index, sn = size - 1, hash = leaf;
    if (!(index >= 0 && index < size)) return false;
    for (const p of proof) {
      if (sn === 0) return false;
      if (fn % 2 || fn === sn) {
        hash = nodeHash(p, hash);
        while (fn % 2 === 0 && fn) {
          fn = Math.floor(fn / 2);
          sn = Math.floor(sn / 2);
        }
      } else hash = nodeHash(hash, p);
      fn = Math.floor(fn / 2);
      sn = Math.floor(sn / 2);
    }
    return sn === 0 && same(hash, root);
  }

  /* Are the first `from` entries of the newer tree the older tree? RFC 9162, 2.1.4.2. */
  function grown(from, older, size, newer, proof) {
    if (from === size) return proof.length === 0 && same(older, newer);
    if (!(from > 0 && from < size) || proof.length === 0) return false;
    let odd = from, fn = from - 1, sn = size - 1;
    while (odd % 2 === 0) odd /= 2;
    const path = odd === 1 ? [older, ...proof] : proof; /* then the older root is a node itself */
    for (; fn % 2; fn = (fn - 1) / 2) sn = Math.floor(sn / 2);
    let fr = path[0], sr = path[0];
    for (const p of path.slice(1)) {
      if (sn === 0) return false;
      if (fn % 2 || fn === sn) {
        fr = nodeHash(p, fr);
        sr = nodeHash(p, sr);
        while (fn % 2 === 0 && fn) {
          fn /= 2;
          sn = Math.floor(sn / 2);
        }
      } else sr = nodeHash(sr, p);
      fn = Math.floor(fn / 2);
      sn = Math.floor(sn / 2);
    }
    return sn === 0 && same(fr, older) && same(sr, newer);
  }

  /* ---- signed notes -------------------------------------------------------------- */

  /* NAME+HASH+BASE64, as keys of signed notes are written. */
  function readKey(text) {
    const m = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim());
    if (!m) throw new Error('not a key');
    const typed = unbase64(m[3]), id = hash256(join(utf8(m[1] + '\n'), typed)).subarray(0, 4);
    if (hex(id) !== m[2]) throw new Error('the key does not fit its own hash');
    if (typed[0] !== 1 || typed.length !== 33) throw new Error('a kind of key not known here');
    return { name: m[1], id, key: typed.subarray(1), text: text.trim() };
  }

  function readNote(note) {
    const at = note.lastIndexOf('\n\n');
    if (at < 0 || !note.endsWith('\n')) throw new Error('not a note');
    const lines = note.slice(0, at).split('\n'), size = Number(lines[1]);
    if (lines.length < 3 || !/^(0|[1-9][0-9]*)$/.test(lines[1]) || !Number.isSafeInteger(size)) throw new Error('not a checkpoint');
    const root = unbase64(lines[2]);
    if (root.length !== 32) throw new Error('not a checkpoint');
    return { origin: lines[0], size, root, text: note.slice(0, at + 1), signatures: note.slice(at + 2).split('\n') };
  }

  function noteSigned(note, key, verify) {
    for (const line of note.signatures) {
      const m = /^— (\S+) ([A-Za-z0-9+/=]+)$/.exec(line);
      if (!m || m[1] !== key.name) continue;
      const bytes = unbase64(m[2]);
      if (same(bytes.subarray(0, 4), key.id) && verify(key.key, utf8(note.text), bytes.subarray(4))) return true;
    }
    return false;
  }

  /* ---- an export, line by line ------------------------------------------------------ */

  /* options: known: texts of checkpoints kept elsewhere; keys: texts of keys that are trusted (none:
   * those of the file, which then must be compared by hand); verify: another Ed25519. */
  class Export {
    constructor(options) {
      const o = options || {};
      this.verify = o.verify || ed25519;
      this.known = (o.known || []).map(readNote);
      this.trusted = (o.keys || []).map(readKey);
      this.faults = [];
      this.logs = [];
      this.log = null;
      this.lines = 0;
    }

    fault(code, where) {
      this.faults.push({ code, log: this.log ? this.log.origin : '', where });
    }

    line(text) {
      if (!text) return;
      const row = JSON.parse(text);
      if (this.lines++ === 0) {
        if (row.format !== 'linli-ledger' || row.version !== 1) throw new Error('not an export of a ledger');
      } else if ('log' in row) this.open(row);
      else if (!this.log) throw new Error('a line before its log');
      else if ('leaf' in row) this.leaf(row);
      else if ('checkpoint' in row) this.checkpoint(row.checkpoint);
      else if ('end' in row) this.close(row.end);
      else throw new Error('a line that is not known');
    }

    open(row) {
      if (this.log && !this.log.ended) this.fault('cut', this.log.tree.size);
      const key = readKey(row.key);
      this.log = { origin: row.log, key, size: row.size, tree: new Tree(), pos: 0, notes: new Map(), entries: [],
        withdrawn: new Map(), withdrawals: new Set(), content: 0, leaves: 0, ended: false, signed: 0 };
      this.logs.push(this.log);
      if (key.name !== row.log || (this.trusted.length && !this.trusted.some((k) => k.text === key.text))) this.fault('key', 0);
    }

    leaf(row) {
      const log = this.log, at = log.tree.size;
      if (row.leaf !== at) this.fault('missing', at);
      const entry = 'entry' in row ? utf8(row.entry) : unhex(row.hash);
      log.tree.add(leafHash(entry));
      log.leaves++;
      if ('entry' in row) log.entries.push(row.entry);
      else this.content(row, entry);
      for (const note of this.known) if (note.origin === log.origin && note.size === log.tree.size) this.compare(note);
    }

    content(row, hash) {
      const log = this.log;
      if (!(row.pos > log.pos)) this.fault('order', row.leaf);
      log.pos = row.pos;
      if ('withdrawn' in row) log.withdrawn.set(`${row.hash}\n${row.reason}`, row.leaf);
      else if (row.erased) this.fault('silent', row.leaf);
      else if (row.open) this.opened(row, hash);
    }

    opened(row, hash) {
      if (typeof row.content !== 'string') return this.fault('content-missing', row.leaf);
      const bytes = unbase64(row.content);
      if (!same(hash256(join(unhex(row.salt), bytes)), hash)) this.fault('content', row.leaf);
      this.log.content++;
      if (row.kind !== 'withdrawal') return undefined;
      const m = /^withdrawal 1\n([0-9a-f]{64})\n(.*)\n$/.exec(new TextDecoder().decode(bytes));
      if (m) this.log.withdrawals.add(`${m[1]}\n${m[2]}`);
      return undefined;
    }

    checkpoint(text) {
      const log = this.log;
      let note;
      try {
        note = readNote(text);
      } catch {
        return this.fault('signature', log.tree.size);
      }
      log.signed = note.size;
      log.notes.set(note.size, text);
      if (note.size !== log.tree.size) return this.fault('root', note.size);
      return this.compare(note);
    }

    compare(note) {
      if (note.origin !== this.log.origin || !noteSigned(note, this.log.key, this.verify)) this.fault('signature', note.size);
      else if (!same(note.root, this.log.tree.root())) this.fault('root', note.size);
    }

    close(end) {
      const log = this.log;
      log.ended = true;
      if (end !== log.tree.size || log.size !== log.tree.size || log.signed !== log.size) this.fault('cut', log.tree.size);
      for (const [what, leaf] of log.withdrawn) if (!log.withdrawals.has(what)) this.fault('silent', leaf);
      for (const note of this.known) if (note.origin === log.origin && note.size > log.tree.size) this.fault('short', note.size);
    }

    /* The checkpoints of each county as the log of the instance has them; it is written to the
     * file first, so a county may be ahead of it, never behind. */
    joins() {
      const byOrigin = new Map();
      for (const log of this.logs)
        for (const text of log.entries) {
          const note = readNote(text);
          if (!byOrigin.has(note.origin)) byOrigin.set(note.origin, new Map());
          byOrigin.get(note.origin).set(note.size, text);
        }
      for (const origin of byOrigin.keys())
        if (!this.logs.some((l) => l.origin === origin)) this.faults.push({ code: 'cut', log: origin, where: 0 });
      for (const log of this.logs) {
        const joined = byOrigin.get(log.origin);
        if (!joined) continue;
        const most = [...joined.keys()].reduce((a, b) => Math.max(a, b));
        this.log = log;
        for (const [size, text] of log.notes) if (size <= most && joined.get(size) !== text) this.fault('fork', size);
        for (const [size] of joined) if (!log.notes.has(size)) this.fault('fork', size);
      }
    }

    end() {
      if (this.lines === 0) throw new Error('an empty file');
      if (this.log && !this.log.ended) this.fault('cut', this.log.tree.size);
      for (const note of this.known) if (!this.logs.some((l) => l.origin === note.origin)) this.fault('other', note.size);
      this.joins();
      return { faults: this.faults, logs: this.logs.map((l) => ({ origin: l.origin, key: l.key.text, leaves: l.leaves,
        content: l.content, withdrawn: l.withdrawn.size, checkpoints: l.notes.size })) };
    }
  }

  /* ---- the proof of one entry --------------------------------------------------------- */

  /* The file under a publication has the same in words of its own: its text as it stands, the hash
   * as `leaf`, the place in the log as `index`. */
  function readProof(p) {
    if (p.format !== 'linli-proof-1') return p;
    return { format: 'linli-proof', version: 1, log: readNote(p.checkpoint).origin, key: p.key, leaf: p.index, hash: p.leaf,
      salt: p.salt, text: p.publication, proof: p.path, checkpoint: p.checkpoint };
  }

  /* `bytes`: the content, where the proof does not carry it; null: content is not looked at. */
  function checkProof(given, bytes, options) {
    const proof = readProof(given), o = options || {}, faults = [], key = readKey(proof.key), note = readNote(proof.checkpoint);
    const hash = unhex(proof.hash);
    const content = proof.content ? unbase64(proof.content) : typeof proof.text === 'string' ? utf8(proof.text) : bytes;
    const trusted = (o.keys || []).map(readKey);
    if (proof.format !== 'linli-proof' || proof.version !== 1) throw new Error('not a proof of an entry');
    if (key.name !== proof.log || note.origin !== proof.log || (trusted.length && !trusted.some((k) => k.text === key.text))) faults.push('key');
    if (!noteSigned(note, key, o.verify || ed25519)) faults.push('signature');
    if (!included(leafHash(hash), proof.leaf, note.size, proof.proof.map(unhex), note.root)) faults.push('root');
    if (content && proof.salt && !same(hash256(join(unhex(proof.salt), content)), hash)) faults.push('content');
    return { faults, looked: Boolean(content && proof.salt), size: note.size, key: key.text };
  }

  globalThis.linliLedger = { Export, checkProof, readProof, readKey, readNote, noteSigned, Tree, included, grown, leafHash, nodeHash,
    useSha256: (other) => (hash256 = other), sha256, sha512, ed25519, hex, unhex, unbase64, utf8 };
})();
