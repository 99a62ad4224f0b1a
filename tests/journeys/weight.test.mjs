// What pages weigh on the wire: nginx with the shipped configuration before the program, an empty
// cache, and the browser's own count of what came, heads left out. HTML travels with gzip, styles
// and scripts with brotli.
import assert from 'node:assert/strict'
import test from 'node:test'
import { kinds } from './inspect.mjs'
import { signIn, world } from './people.mjs'

const types = { Document: 'html', Stylesheet: 'css', Script: 'js', Font: 'font', Image: 'image', Media: 'image' }

/** A page with an empty cache: bytes by kind, requests, photos apart from what a page needs. */
async function weigh(v, at) {
  const cdp = await v.context.newCDPSession(v.page)
  const sent = new Map()
  await cdp.send('Network.enable')
  await cdp.send('Network.clearBrowserCache')
  cdp.on('Network.responseReceived', (e) => sent.set(e.requestId, { type: e.type, url: e.response.url, head: e.response.encodedDataLength, coding: e.response.headers['content-encoding'] ?? e.response.headers['Content-Encoding'] ?? '' }))
  cdp.on('Network.loadingFinished', (e) => Object.assign(sent.get(e.requestId) ?? {}, { bytes: e.encodedDataLength }))
  const r = await v.goto(at)
  assert.equal(r.status(), 200, at)
  await v.page.waitForLoadState('networkidle')
  await cdp.detach()
  const sum = { html: 0, css: 0, js: 0, font: 0, image: 0, photo: 0, all: 0, requests: 0, codings: new Set() }
  for (const s of sent.values()) {
    if (s.url.startsWith('data:')) continue // part of the style that holds it
    assert.equal(new URL(s.url).origin, new URL(v.page.url()).origin, `${at} asks ${s.url}`)
    const kind = new URL(s.url).pathname.startsWith('/media/') ? 'photo' : types[s.type] ?? 'other'
    const bytes = Math.max(0, (s.bytes ?? 0) - s.head)
    sum[kind] = (sum[kind] ?? 0) + bytes
    if (kind === 'photo') continue // what people photographed is weighed when it is uploaded
    sum.all += bytes
    // a page is whole without what a browser fetches afterwards so that it can be installed, and
    // without the pages that a grid worker's phone keeps for the day: these count by their bytes
    const later = s.type === 'Manifest' || /icon-\d+/.test(s.url) || (s.type === 'Fetch' && new URL(s.url).pathname.startsWith('/field'))
    if (!later && bytes) sum.requests++
    if (s.coding) sum.codings.add(`${kind} ${s.coding}`)
  }
  return sum
}

const kb = (n) => (n / 1024).toFixed(1).padStart(6)

function judge(t, at, sum, kind) {
  const { weight, requests } = kinds[kind]
  t.diagnostic(`${at.padEnd(34)} html ${kb(sum.html)} css ${kb(sum.css)} js ${kb(sum.js)} font ${kb(sum.font)} image ${kb(sum.image)} photo ${kb(sum.photo)} all ${kb(sum.all)} KB, ${sum.requests} requests`)
  const over = Object.entries(weight).filter(([k, most]) => sum[k] > most * 1024).map(([k, most]) => `${at}: ${k} ${kb(sum[k]).trim()} KB above ${most}`)
  if (sum.font) over.push(`${at}: a font of the web`)
  if (sum.requests > requests) over.push(`${at}: ${sum.requests} requests above ${requests}`)
  return over
}

test('every page of a resident keeps its weight, as it travels', async (t) => {
  const { server, visit } = await world(t, { front: 'nginx' })
  const v = await visit('phone')
  const over = []
  const no = server.sql(`SELECT number FROM matters WHERE number LIKE 'HZY-%' AND id IN (SELECT id FROM cases WHERE shown=1) ORDER BY number DESC LIMIT 1`)
  for (const at of ['/', '/c/hzy', '/c/hzy/report', '/c/hzy/cases', `/c/hzy/cases/${no}`, '/c/hzy/notices', '/search?in=hzy&q=路灯', '/login', '/prefs', '/about', '/help/phone', '/en/c/hzy/report']) {
    const sum = await weigh(v, at)
    over.push(...judge(t, at, sum, 'resident'))
    assert.deepEqual([...sum.codings].filter((c) => /html|css|js/.test(c)).sort(), ['css br', 'html gzip', 'js br'], at)
  }
  await v.context.addCookies([{ name: 'size', value: 'elder', url: server.url }])
  for (const at of ['/c/hzy', '/c/hzy/report']) over.push(...judge(t, `${at} (elder)`, await weigh(v, at), 'elder'))
  assert.deepEqual(over, [])
})

test('the pages of a grid worker, the shell kept before the day and the day pack keep their weight', async (t) => {
  const { server, visit } = await world(t, { front: 'nginx' })
  const v = await visit('phone', { serviceWorkers: 'block' }) // each page by itself
  const over = []
  await signIn(v, 'grid1', /\/field/)
  for (const at of ['/field', '/field/new', '/field/outbox']) over.push(...judge(t, at, await weigh(v, at), 'field'))
  assert.deepEqual(over, [])
  const size = async (at) => {
    const r = await v.page.request.get(server.url + at, { headers: { 'Accept-Encoding': 'br, gzip' } })
    assert.equal(r.status(), 200, at)
    const sizes = await v.page.evaluate(async (at) => {
      performance.clearResourceTimings()
      await (await fetch(at, { cache: 'reload' })).arrayBuffer()
      return performance.getEntriesByType('resource').map((e) => e.encodedBodySize)
    }, at)
    return sizes[0]
  }
  const worker = await (await v.page.request.get(`${server.url}/sw.js`)).text()
  const shell = [...new Set(worker.match(/\/assets\/[\w.-]+/g)), '/field/shell', '/en/field/shell', '/sw.js']
  assert.ok(shell.length >= 8)
  let all = 0
  for (const at of shell) all += await size(at)
  const pack = await size('/field/pack')
  t.diagnostic(`shell ${kb(all)} KB in ${shell.length} files, day pack ${kb(pack)} KB`)
  assert.ok(all <= 60 * 1024 && pack <= 500 * 1024)
})

test('every page of staff keeps its weight, as it travels', async (t) => {
  const { visit } = await world(t, { front: 'nginx' })
  const v = await visit('desk')
  const over = []
  await signIn(v, 'clerk')
  const first = await v.page.locator('a.ti').first().getAttribute('href')
  for (const at of ['/desk', first, '/desk/phone', '/desk/replies']) over.push(...judge(t, at, await weigh(v, at), 'staff'))
  await signIn(v, 'admin', /\/admin/)
  for (const at of ['/admin', '/admin/categories', '/admin/flows']) over.push(...judge(t, at, await weigh(v, at), 'staff'))
  assert.deepEqual(over, [])
})
