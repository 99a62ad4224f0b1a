// A thousand clients that leave at a random point, then many who read and report at once: the
// server serves on, ends cleanly, and (built with the thread sanitizer) says nothing of races.
import assert from 'node:assert/strict'
import net from 'node:net'
import { test } from 'node:test'
import { serve } from '../journeys/server.mjs'
import { Visitor, formOf, numberIn, opened, send, slug, staff } from './report.mjs'

const sleep = (ms) => new Promise((r) => setTimeout(r, ms))
const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

let seed = 20261105 // the same leaving every time
const random = () => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32)

/** Sends a request up to some byte, perhaps waits and reads a little, and is gone. */
function leave(port, bytes) {
  return new Promise((resolve) => {
    const s = net.connect(port, '127.0.0.1')
    const over = () => {
      if (random() < 0.5) s.resetAndDestroy()
      else s.destroy()
    }
    s.on('error', () => {}).on('close', resolve)
    s.on('connect', () => {
      s.write(bytes.subarray(0, Math.floor(random() * bytes.length * 1.5)))
      const wait = random() < 0.5 ? 0 : random() * 60
      if (random() < 0.3) s.once('data', over)
      setTimeout(over, wait)
    })
  })
}

async function requests(url) {
  const host = new URL(url).host
  const get = (at) => Buffer.from(`GET ${at} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  const v = new Visitor(url)
  const body = new Response(formOf(await opened(v), [['photo', dot, 'a.png', 'image/png']]))
  const type = body.headers.get('content-type')
  const bytes = Buffer.from(await body.arrayBuffer())
  const post = Buffer.concat([Buffer.from(`POST /c/${slug}/report HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${url}\r\nContent-Type: ${type}\r\nContent-Length: ${bytes.length}\r\n\r\n`), bytes])
  return [get(`/c/${slug}`), get(`/c/${slug}/report`), get(`/c/${slug}/cases`), get(`/c/${slug}/cases.geojson`), get('/staff/login'), get('/readyz'), post]
}

/** Looks at pages in turn. */
async function reader(c, v, pages) {
  for (let i = 0; !c.stop; i++) {
    const a = await v.get(pages[i % pages.length])
    assert.ok([200, 503].includes(a.status), `${pages[i % pages.length]}: ${a.status}`)
    c.read += a.status === 200
  }
}
async function reporter(c, url) {
  for (let i = 0; !c.stop; i++) {
    const v = new Visitor(url) // each another browser, which keeps the keys of its newest ten only
    const a = await send(v, await opened(v), i % 3 ? [] : [['photo', dot, 'a.png', 'image/png']])
    assert.ok([303, 503].includes(a.status), a.text.slice(0, 300))
    if (a.status === 303) c.shown.push([numberIn(a), v])
  }
}

test('a thousand clients leave at random points, and it goes on', async (t) => {
  const server = await serve({ env: { LINLI_LIMIT_REPORT: '1000000' } })
  let open = true
  t.after(() => open && server.stop())
  const port = Number(new URL(server.url).port)
  const asks = await requests(server.url)
  for (let i = 0; i < 1000; i += 40)
    await Promise.all(Array.from({ length: 40 }, () => leave(port, asks[Math.floor(random() * asks.length)])))

  const c = { stop: false, read: 0, shown: [] }
  const desk = await staff(server.url, 'secretary')
  const anyone = [`/c/${slug}`, `/c/${slug}/cases`, `/c/${slug}/cases.atom`, `/c/${slug}/cases.geojson`, `/en/c/${slug}`]
  const all = [
    ...[1, 2, 3].map(() => reader(c, new Visitor(server.url), anyone)), reader(c, desk, ['/desk', '/desk?sort=new', '/desk/phone']),
    ...[1, 2, 3, 4].map(() => reporter(c, server.url)),
  ]
  await Promise.race([Promise.all(all), (async () => {
    for (const end = Date.now() + 60_000; c.read < 60 || c.shown.length < 30; await sleep(50)) assert.ok(Date.now() < end, `${c.read} pages and ${c.shown.length} reports in a minute`)
  })()])
  await server.tick(600) // what falls due falls due while they look
  c.stop = true
  await Promise.all(all)
  for (const [no, v] of c.shown) assert.equal((await v.get(`/c/${slug}/cases/${no}`)).status, 200)
  open = false
  const said = await server.stop()
  assert.doesNotMatch(said, /ThreadSanitizer|AddressSanitizer|runtime error|"event":"fault"/)
})
