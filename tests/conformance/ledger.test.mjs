// The second verifier of the ledger on its own: published vectors, and proofs that must not pass.
// What it says of a whole ledger, as published and tampered with, is in civic/ledger/verify_test.c.
import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import test from 'node:test'
import '../../tools/verify/ledger.js'

const ledger = globalThis.linliLedger
const { hex, unhex, utf8 } = ledger
const bytes = (b) => new Uint8Array(b)

test('its hashes are those of the platform, at every length of the last block', () => {
  for (let n = 0; n < 260; n++) {
    const b = bytes(randomBytes(n))
    assert.equal(hex(ledger.sha256(b)), createHash('sha256').update(b).digest('hex'))
    assert.equal(hex(ledger.sha512(b)), createHash('sha512').update(b).digest('hex'))
  }
})

test('its signatures are those of RFC 8032', () => {
  const vectors = [
    ['d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'],
    ['3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'],
    ['fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', 'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'],
  ]
  for (const [key, message, signature] of vectors) {
    assert.ok(ledger.ed25519(unhex(key), unhex(message), unhex(signature)))
    for (const at of [0, 31, 32, 63]) {
      const bad = unhex(signature)
      bad[at] ^= 1
      assert.ok(!ledger.ed25519(unhex(key), unhex(message), bad))
    }
    assert.ok(!ledger.ed25519(unhex(key), unhex(message + '00'), unhex(signature)))
  }
})

test('it reads the published note', () => {
  const key = ledger.readKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
  const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
  const line = '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM='
  assert.ok(ledger.noteSigned({ text, signatures: [line] }, key, ledger.ed25519))
  assert.ok(!ledger.noteSigned({ text: text + 'x', signatures: [line] }, key, ledger.ed25519))
  assert.throws(() => ledger.readKey('PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'))
})

test('its trees are the published ones', () => {
  const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
  const roots = ['6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4', '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c', '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328']
  const tree = new ledger.Tree()
  assert.equal(hex(tree.root()), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  entries.forEach((e, i) => {
    tree.add(ledger.leafHash(unhex(e)))
    assert.equal(hex(tree.root()), roots[i])
  })
  const path = ['bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b', 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'].map(unhex)
  const leaf = ledger.leafHash(unhex(entries[5])), root = unhex(roots[7])
  assert.ok(ledger.included(leaf, 5, 8, path, root))
  for (const [i, n, p] of [[4, 8, path], [5, 6, path], [5, 8, path.slice(1)], [5, 8, [...path, root]], [8, 8, path], [-1, 8, path]])
    assert.ok(!ledger.included(leaf, i, n, p, root))
})

test('it accepts the growth of every tree and nothing else', () => {
  const leaves = Array.from({ length: 34 }, (_, i) => ledger.leafHash(Uint8Array.of(i)))
  const root = (a) => (a.length === 1 ? a[0] : ledger.nodeHash(root(a.slice(0, split(a.length))), root(a.slice(split(a.length)))))
  const split = (n) => 2 ** Math.floor(Math.log2(n - 1))
  const prove = (m, a, whole) => {
    if (m === a.length) return whole ? [] : [root(a)]
    const k = split(a.length)
    return m <= k ? [...prove(m, a.slice(0, k), whole), root(a.slice(k))] : [...prove(m - k, a.slice(k), false), root(a.slice(0, k))]
  }
  for (let n = 1; n <= leaves.length; n++)
    for (let m = 1; m <= n; m++) {
      const older = root(leaves.slice(0, m)), newer = root(leaves.slice(0, n)), proof = prove(m, leaves.slice(0, n), true)
      const bad = older.slice()
      bad[7] ^= 1
      assert.ok(ledger.grown(m, older, n, newer, proof), `${m} ${n}`)
      assert.ok(!ledger.grown(m, bad, n, newer, proof))
      assert.ok(!ledger.grown(m, older, n, bad, proof))
      if (m < n) assert.ok(!ledger.grown(m, older, n, newer, proof.slice(1)))
    }
})

/** A log of one entry, signed here. */
function made() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const typed = Buffer.concat([Buffer.from([1]), publicKey.export({ format: 'der', type: 'spki' }).subarray(12)])
  const log = 'linli/00/532503'
  const id = createHash('sha256').update(`${log}\n`).update(typed).digest().subarray(0, 4)
  const salt = randomBytes(32), content = Buffer.from('收入 48,300.00')
  const hash = createHash('sha256').update(salt).update(content).digest()
  const tree = new ledger.Tree()
  tree.add(ledger.leafHash(bytes(hash)))
  const text = `${log}\n1\n${Buffer.from(tree.root()).toString('base64')}\n`
  const signed = Buffer.concat([id, sign(null, Buffer.from(text), privateKey)])
  return { format: 'linli-proof', version: 1, log, key: `${log}+${id.toString('hex')}+${typed.toString('base64')}`, leaf: 0,
    hash: hash.toString('hex'), salt: salt.toString('hex'), content: content.toString('base64'), proof: [],
    checkpoint: `${text}\n— ${log} ${signed.toString('base64')}\n` }
}

test('a proof is accepted, and refused for each part that is not as it was', () => {
  const good = made(), other = made()
  const check = (change, options) => ledger.checkProof({ ...good, ...change }, null, options)
  assert.deepEqual(check({}), { faults: [], looked: true, size: 1, key: good.key })
  assert.deepEqual(check({ content: undefined }).looked, false)
  assert.deepEqual(ledger.checkProof({ ...good, content: undefined }, utf8('收入 48,300.00')).faults, [])
  assert.deepEqual(ledger.checkProof({ ...good, content: undefined }, utf8('收入 48,300.01')).faults, ['content'])
  assert.deepEqual(check({ content: Buffer.from('收入 48,300.01').toString('base64') }).faults, ['content'])
  assert.deepEqual(check({ salt: other.salt }).faults, ['content'])
  assert.deepEqual(check({ hash: other.hash, content: undefined }).faults, ['root'])
  assert.deepEqual(check({ checkpoint: other.checkpoint, content: undefined }).faults, ['signature', 'root'])
  assert.deepEqual(check({ proof: [good.hash] }).faults, ['root'])
  assert.deepEqual(check({}, { keys: [other.key] }).faults, ['key'])
  assert.deepEqual(check({}, { keys: [good.key] }).faults, [])
  assert.throws(() => check({ format: 'other' }))
})

test('the file under a publication is the same proof', () => {
  const good = made()
  const file = { format: 'linli-proof-1', publication: '收入 48,300.00', salt: good.salt, leaf: good.hash, index: 0, size: 1,
    path: [], checkpoint: good.checkpoint, key: good.key }
  assert.deepEqual(ledger.checkProof(file), { faults: [], looked: true, size: 1, key: good.key })
  assert.deepEqual(ledger.checkProof({ ...file, publication: '收入 48,300.01' }).faults, ['content'])
  assert.deepEqual(ledger.checkProof({ ...file, index: 1 }).faults, ['root'])
})
