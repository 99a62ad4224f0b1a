// The HTTP probe table, over raw sockets: through nginx every probe must be refused as nginx
// refuses it; directly, none may crash the server, hang past the idle timeout, or be answered
// twice. Then what nginx is configured for: the client's address, limits, the one-second cache.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import https from 'node:https'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { nginx } from './nginx.mjs'

const top = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const program = path.resolve(top, process.env.LINLI ?? 'build/linli')
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-http-'))
const sleep = (ms) => new Promise((r) => setTimeout(r, ms))
const children = []
const logs = { direct: '', behind: '' }
let tcp, front, tls

function freePort() {
  return new Promise((resolve) => {
    const s = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address()
      s.close(() => resolve(port))
    })
  })
}

async function until(what, ready) {
  for (let i = 0; i < 300; i++, await sleep(50)) if (await ready()) return
  throw new Error(`${what} did not start\n${logs.direct}\n${logs.behind}`)
}

/* A program on an empty database of its own. */
function linli(name, listen) {
  const data = path.join(dir, name)
  fs.mkdirSync(data)
  const env = { ...process.env, LINLI_DATA: data, LINLI_KEYS: `${data}/keys`, LINLI_DB: `sqlite:${data}/l.db`, LINLI_LISTEN: listen }
  for (const args of [['keys', 'init'], ['migrate']]) {
    const r = spawnSync(program, args, { env, encoding: 'utf8' })
    assert.equal(r.status, 0, r.stderr)
  }
  const child = spawn(program, ['serve'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  child.stderr.setEncoding('utf8').on('data', (d) => (logs[name] += d))
  children.push(child)
  return child
}

async function behind() {
  const socket = path.join(dir, 'l.sock')
  linli('behind', `unix:${socket}`)
  await until('linli behind nginx', () => fs.existsSync(socket))
  children.push(nginx(dir, socket, { front, plain: front + 1, tls }))
  await until('nginx', () => talk(front, 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n').then((a) => a.includes('ok\n')))
}

/* What is said to some bytes: everything until the line is closed or so many ms have passed. */
function talk(port, bytes, ms = 4000) {
  return new Promise((resolve) => {
    let heard = ''
    const s = net.connect(port, '127.0.0.1')
    const done = () => {
      clearTimeout(timer)
      s.destroy()
      resolve(heard)
    }
    const timer = setTimeout(() => ((heard += '\n(silence)'), done()), ms)
    s.setEncoding('latin1').on('data', (d) => (heard += d)).on('close', done).on('error', done)
    s.on('connect', () => s.write(Buffer.from(bytes, 'latin1')))
  })
}

const statuses = (answer) => [...answer.matchAll(/^HTTP\/1\.[01] (\d{3}) /gm)].map((m) => Number(m[1]))

before(async () => {
  tcp = await freePort()
  front = await freePort()
  tls = await freePort()
  linli('direct', `127.0.0.1:${tcp}`)
  await until('linli', () => talk(tcp, 'GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n').then((a) => a.includes('ready')))
  await behind()
})

after(async () => {
  for (const child of children.reverse()) {
    const gone = new Promise((r) => child.on('exit', r))
    child.kill('SIGTERM')
    await gone
  }
  fs.rmSync(dir, { recursive: true, force: true })
})

const form = 'Content-Type: application/x-www-form-urlencoded\r\n'
const post = (headers, body) => `POST /login HTTP/1.1\r\nHost: x\r\n${form}${headers}\r\n${body}`
const get = (headers) => `GET /about HTTP/1.1\r\nHost: x\r\n${headers}\r\n`
const close = 'Connection: close\r\n'

// name, bytes, the statuses right through nginx, the statuses right directly ([]: cut without a word)
const probes = [
  ['length and coding together', post('Content-Length: 3\r\nTransfer-Encoding: chunked\r\n', '3\r\na=b\r\n0\r\n\r\n'), [400], [400]],
  ['two different lengths', post('Content-Length: 3\r\nContent-Length: 30\r\n', 'a=b'), [400], [400]],
  ['a length with a plus', post('Content-Length: +5\r\n', 'a=bcd'), [400], [400, 400]],
  ['a length below zero', post('Content-Length: -5\r\n', 'a=bcd'), [400], [400, 400]],
  ['an unknown coding', post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'), [501], [501]],
  ['a space before the colon', get('X-A : 1\r\n'), [400], [400]],
  ['NUL in a value', get(`X-A: a\0b\r\n${close}`), [400], [200]],
  ['no host', `GET /about HTTP/1.1\r\n${close}\r\n`, [400], [400, 400]],
  ['two hosts', get('Host: y\r\n'), [400], [400]],
  ['a head of 100 KB', get(`X-A: ${'x'.repeat(100_000)}\r\n`), [400], [431]],
  ['an address of 20 KB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n${close}\r\n`, [414], [400]],
  ['a chunk without length', post('Transfer-Encoding: chunked\r\n', 'zz\r\na=b\r\n0\r\n\r\n'), [400], [400]],
  ['a method nobody knows', `BREW /about HTTP/1.1\r\nHost: x\r\n${close}\r\n`, [405], [405]],
  ['options', `OPTIONS /about HTTP/1.1\r\nHost: x\r\n${close}\r\n`, [405], [405]],
  ['no protocol', `\x16\x03\x01\x02\r\n\r\n`, [400], []],
]

const fits = (seen, wanted) =>
  seen.length <= Math.max(1, wanted.length) && seen.every((s) => wanted.includes(s) || (!wanted.length && s === 400))

for (const [name, bytes, throughNginx, direct] of probes) {
  test(`${name} is refused by nginx`, async () => {
    const answer = await talk(front, bytes)
    assert.ok(!answer.includes('(silence)'), answer)
    assert.deepEqual(statuses(answer), throughNginx, answer)
  })
  test(`${name} does no harm directly`, async () => {
    const answer = await talk(tcp, bytes)
    assert.ok(!answer.includes('(silence)'), answer)
    // libmicrohttpd 0.9.75 writes the head of some of its own refusals twice
    assert.ok(fits(statuses(answer), direct), `${statuses(answer)}\n${answer}`)
  })
}

for (const [name, port] of [['through nginx', () => front], ['directly', () => tcp]]) {
  test(`what is well formed works ${name}`, async () => {
    assert.deepEqual(statuses(await talk(port(), get('') + get('') + get(close))), [200, 200, 200])
    const chunked = await talk(port(), post(`Transfer-Encoding: chunked\r\n${close}`, '3\r\na=b\r\n0\r\n\r\n'))
    assert.deepEqual(statuses(chunked), [422])
    const expect = await talk(port(), post(`Expect: 100-continue\r\nContent-Length: 3\r\n${close}`, ''), 700)
    assert.match(expect, /^HTTP\/1\.1 100 Continue/)
    const head = await talk(port(), `HEAD /about HTTP/1.1\r\nHost: x\r\n${close}\r\n`)
    assert.deepEqual(statuses(head), [200])
    assert.match(head, /\r\n\r\n$/)
  })
  test(`400 MB are refused early, in our words, ${name}`, async () => {
    const answer = await talk(port(), post('Content-Length: 419430400\r\n', 'a=b'))
    assert.deepEqual(statuses(answer), [413])
    assert.match(Buffer.from(answer, 'latin1').toString(), /<h1>[^<]*太大/)
  })
}

test('nginx says who the client is, and drops what the client says', async () => {
  const before = logs.behind.length
  const answer = await talk(front, get(`X-Real-IP: 9.9.9.9\r\nX-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\nX-Request-Id: chosenbyclient\r\nCookie: a=${Date.now()}\r\n${close}`))
  assert.deepEqual(statuses(answer), [200])
  await sleep(100)
  assert.ok(!logs.behind.slice(before).includes('chosenbyclient'))
  assert.deepEqual(statuses(await talk(front, `GET /metrics HTTP/1.1\r\nHost: x\r\nX-Real-IP: 127.0.0.1\r\n${close}\r\n`)), [404])
})

test('nginx keeps public pages for a second, and only those', async () => {
  const count = (text) => text.split('"event":"request"').length - 1
  await sleep(1200)
  let from = count(logs.behind)
  for (let i = 0; i < 20; i++) await talk(front, get(close))
  await sleep(100)
  assert.ok(count(logs.behind) - from <= 4, `${count(logs.behind) - from} of 20 reached linli`)
  from = count(logs.behind)
  const large = await talk(front, get(`Cookie: size=elder\r\n${close}`))
  assert.match(large, /data-size="elder"/)
  assert.doesNotMatch(await talk(front, get(close)), /data-size="elder"/)
  from = count(logs.behind)
  for (let i = 0; i < 5; i++) await talk(front, `GET /login HTTP/1.1\r\nHost: x\r\n${close}\r\n`)
  await sleep(100)
  assert.equal(count(logs.behind) - from, 5)
})

test('over TLS a form comes back with its origin, and cookies never travel without TLS', async () => {
  const ask = (method, target, headers = {}, body) => new Promise((resolve, reject) => {
    const rq = https.request({ host: '127.0.0.1', port: tls, method, path: target, headers: { host: 'linli.example', ...headers }, rejectUnauthorized: false }, (r) => {
      let text = ''
      r.on('data', (d) => (text += d)).on('end', () => resolve({ status: r.statusCode, headers: r.headers, text }))
    })
    rq.on('error', reject).end(body)
  })
  const page = await ask('GET', '/about')
  assert.equal(page.status, 200)
  assert.match(page.headers['strict-transport-security'], /max-age/)
  assert.match(page.headers['content-security-policy'], /default-src 'none'/)
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const foreign = await ask('POST', '/login', { ...type, origin: 'https://evil.example' }, 'a=b')
  assert.equal(foreign.status, 403)
  const own = await ask('POST', '/login', { ...type, origin: 'https://linli.example' }, 'a=b')
  assert.notEqual(own.status, 403)
  const size = await ask('GET', '/prefs/size/elder?back=%2F')
  assert.match(String(size.headers['set-cookie']), /^size=elder;.*; Secure/)
  assert.deepEqual(statuses(await talk(front + 1, get(close))), [308])
})

test('after all that both still serve', async () => {
  for (const port of [tcp, front]) assert.deepEqual(statuses(await talk(port, get(close))), [200])
})
