// verify.mjs FILE [--since CHECKPOINT]… [--key KEYFILE]: the second verifier on the command line: an
// export of the ledger, or the proof of one entry (with --content FILE where it does not carry it).
// Exit status 0: everything holds; 1: something does not; 2: the file cannot be read.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import './ledger.js';

const ledger = globalThis.linliLedger;
ledger.useSha256((bytes) => createHash('sha256').update(bytes).digest());
const words = {
  content: 'entry %: the content is not what was published',
  'content-missing': 'entry %: its content is missing',
  missing: 'entry %: missing',
  order: 'entry %: not in the order of publication',
  silent: 'entry %: erased without a withdrawal in the log',
  root: 'checkpoint of % entries: the entries give another root',
  signature: 'checkpoint of % entries: not signed by the key of this log',
  fork: 'checkpoint of % entries: the log of the instance has another one, or none',
  short: 'checkpoint of % entries: the log is shorter',
  cut: 'the file ends at entry %, before the log does',
  key: 'the key is not the one it should be',
  other: 'a checkpoint of % entries is of a log that is not in this file',
};

/* node's own Ed25519: quicker than the one in ledger.js, and a third opinion. */
function native(key, message, signature) {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]);
  return verify(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
}

const names = [], known = [], keys = [];
let content = null;
const args = process.argv.slice(2);
try {
  while (args.length) {
    const a = args.shift();
    if (a === '--since') known.push(readFileSync(args.shift(), 'utf8'));
    else if (a === '--key') keys.push(...readFileSync(args.shift(), 'utf8').split('\n').filter(Boolean));
    else if (a === '--content') content = new Uint8Array(readFileSync(args.shift()));
    else names.push(a);
  }
  if (names.length !== 1) throw new Error('usage: verify.mjs FILE [--since CHECKPOINT] [--key KEYFILE] [--content FILE]');
  process.exitCode = await check(names[0]);
} catch (e) {
  console.error(String(e.message || e));
  process.exitCode = 2;
}

function say(fault) {
  const code = fault.code || fault;
  console.log(`${fault.log ? fault.log + ': ' : ''}${words[code].replace('%', fault.where)}`);
}

async function check(file) {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  let run = null;
  for await (const line of lines) {
    if (!run && !line.includes('"linli-ledger"')) return one(file);
    run ||= new ledger.Export({ known, keys, verify: native });
    run.line(line);
  }
  if (!run) throw new Error('an empty file');
  const r = run.end();
  r.faults.slice(0, 50).forEach(say);
  if (r.faults.length > 50) console.log(`and ${r.faults.length - 50} more`);
  for (const l of r.logs) console.log(`${l.origin}: ${l.leaves} entries (content of ${l.content} checked, ${l.withdrawn} withdrawn), ${l.checkpoints} checkpoints`);
  if (!keys.length) for (const l of r.logs) console.log(`the file's own key, compare it with one you trust: ${l.key}`);
  console.log(r.faults.length ? 'NOT as it was published' : 'everything is as it was published');
  return r.faults.length ? 1 : 0;
}

function one(file) {
  const r = ledger.checkProof(JSON.parse(readFileSync(file, 'utf8')), content, { keys, verify: native });
  r.faults.forEach(say);
  if (!keys.length) console.log(`the file's own key, compare it with one you trust: ${r.key}`);
  console.log(r.faults.length ? 'NOT as it was published' : r.looked ? 'the content is what was published' : 'the entry is in the log; its content was not looked at');
  return r.faults.length ? 1 : 0;
}
