// Open311 GeoReport v2 as another system meets it, in both formats: every document it specifies,
// every error, and the extension for updates. The XML is read by xmllint, which refuses what is not
// well formed, and must say the same as the JSON.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import test from 'node:test'
import { demoNow, program, serve } from '../journeys/server.mjs'

const server = await serve()
test.after(() => server.stop())
await server.tick(0) // what falls due in the demo at its first moment changes cases
const base = `${server.url}/open311/v2`
const formats = ['json', 'xml']
const ages = Date.parse(demoNow)
const when = (days) => new Date(ages + days * 86400_000).toISOString().replace(/\.\d+/, '')

function token(...args) {
  const env = { ...process.env, LINLI_DATA: server.dir, LINLI_DB: server.db, LINLI_KEYS: `${server.dir}/demo.keys` }
  const r = spawnSync(program, ['token', ...args], { encoding: 'utf8', env })
  assert.equal(r.status, 0, r.stderr)
  return r.stdout.trim()
}
const key = token('add', '12345 热线', '--scope', 'open311', '--place', '532503001008')

/* ---- XML to the shape of the JSON: lists are named by their children --------------------------- */

const lists = { services: 'service', service_requests: 'request', errors: 'error', endpoints: 'endpoint', formats: 'format', attributes: 'attribute', values: 'value', service_request_updates: 'request_update' }

/** xmllint proves it well formed and normalises it; what is left has elements and text only. */
function parse(xml) {
  assert.match(xml, /^<\?xml version="1.0" encoding="utf-8"\?>/)
  const r = spawnSync('xmllint', ['--nonet', '--noout', '-'], { input: xml, encoding: 'utf8' })
  assert.equal(r.status, 0, `${r.stderr}\n${xml.slice(0, 2000)}`)
  const canonical = spawnSync('xmllint', ['--nonet', '--c14n', '-'], { input: xml, encoding: 'utf8', maxBuffer: 64 << 20 }).stdout
  const stack = [{ name: '', kids: [], text: '' }]
  for (const [, close, name, text] of canonical.matchAll(/<(\/?)([a-z_]+)>|([^<]+)/g)) {
    const top = stack.at(-1)
    if (text !== undefined) top.text += text
    else if (close) stack.pop()
    else {
      const kid = { name, kids: [], text: '' }
      top.kids.push(kid)
      stack.push(kid)
    }
  }
  const unescape = (s) => s.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&#xD;/g, '\r').replace(/&amp;/g, '&')
  const value = (e) => {
    if (lists[e.name]) {
      for (const k of e.kids) assert.equal(k.name, lists[e.name], `child of ${e.name}`)
      return e.kids.map(value)
    }
    if (e.kids.length) return Object.fromEntries(e.kids.map((k) => [k.name, value(k)]))
    return unescape(e.text)
  }
  const root = stack[0].kids[0]
  return { root: root.name, tree: value(root) }
}

/** Numbers, truth and null as XML writes them. */
function plain(v) {
  if (Array.isArray(v)) return v.map(plain)
  if (v && typeof v === 'object') return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, plain(x)]))
  if (typeof v === 'string') return v.replace(/[\x00-\x08\x0b-\x1f]/g, '') // XML cannot write them
  return v === null ? '' : typeof v === 'number' && !Number.isInteger(v) ? v.toFixed(6) : String(v)
}

async function ask(path, format, { status = 200, root, ...options } = {}) {
  const [at, query] = path.split('?')
  const r = await fetch(`${base}/${at}.${format}${query ? `?${query}` : ''}`, options)
  const text = await r.text()
  assert.equal(r.status, status, `${path}.${format}: ${text.slice(0, 500)}`)
  assert.equal(r.headers.get('content-type'), format === 'json' ? 'application/json; charset=utf-8' : 'text/xml; charset=utf-8')
  if (format === 'json') return JSON.parse(text)
  const x = parse(text)
  if (root) assert.equal(x.root, root)
  return x.tree
}

/** Both formats, held against each other. Gives the JSON. */
async function both(path, root, options) {
  const json = await ask(path, 'json', options)
  assert.deepEqual(await ask(path, 'xml', { ...options, root }), plain(json), path)
  return json
}

/** An error in both formats, with its code, and a sentence that has the name in it. */
async function refused(path, status, names, options = {}) {
  const errors = await both(path, 'errors', { ...options, status })
  assert.equal(errors.length, 1)
  assert.equal(errors[0].code, status)
  assert.match(errors[0].description, names, path)
}
const post = (fields) => ({ method: 'POST', body: new URLSearchParams(fields) })
const report = { api_key: key, service_code: 'facility-0118', lat: '23.3668', long: '103.3855', description: '路灯不亮了' }
const without = (name) => Object.fromEntries(Object.entries(report).filter(([k]) => k !== name))
const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/

/* ---- what is offered --------------------------------------------------------------------------- */

test('discovery names both formats and an address that answers', async () => {
  const d = await both('discovery', 'discovery')
  assert.deepEqual(Object.keys(d).sort(), ['changeset', 'contact', 'endpoints', 'key_service'])
  assert.match(d.changeset, date)
  assert.deepEqual(d.endpoints.map((e) => e.type), ['production', 'test'])
  for (const e of d.endpoints) {
    assert.equal(e.specification, 'http://wiki.open311.org/GeoReport_v2')
    assert.deepEqual(e.formats, ['text/xml', 'application/json'])
    assert.equal((await fetch(`${e.url}/services.json`)).status, 200)
  }
})

test('services and their definitions', async () => {
  const services = await both('services', 'services')
  assert.ok(services.length > 50)
  for (const s of services) {
    assert.deepEqual(Object.keys(s), ['service_code', 'service_name', 'description', 'metadata', 'type', 'keywords', 'group'])
    assert.ok(s.service_code && s.service_name)
    assert.equal(typeof s.metadata, 'boolean')
    assert.equal(s.type, 'realtime')
  }
  assert.equal(new Set(services.map((s) => s.service_code)).size, services.length)
  const definition = await both('services/facility-0118', 'service_definition')
  assert.deepEqual(Object.keys(definition), ['service_code', 'attributes'])
  for (const s of services.filter((s) => s.metadata).slice(0, 5))
    for (const [i, a] of (await both(`services/${s.service_code}`, 'service_definition')).attributes.entries()) {
      assert.equal(a.order, i + 1)
      assert.match(a.datatype, /^(string|number|datetime|text|singlevaluelist|multivaluelist)$/)
      assert.equal('values' in a, /list$/.test(a.datatype))
    }
  await refused('services/nonsense', 404, /nonsense/)
  await refused('services/%3C%26%22%01%3E', 404, /service_code/)
})

test('a jurisdiction that is none, an empty one, ours', async () => {
  for (const path of ['discovery', 'services', 'services/facility-0118', 'requests', 'requests/HZY-26-00001', 'tokens/x', 'servicerequestupdates'])
    await refused(`${path}?jurisdiction_id=nowhere.example`, 404, /jurisdiction_id/)
  await refused('requests', 404, /jurisdiction_id/, post({ ...report, jurisdiction_id: 'nowhere.example' }))
  await both('services?jurisdiction_id=', 'services')
  await both('services?jurisdiction_id=532503', 'services')
})

test('a format that is not offered is refused in the one that always is', async () => {
  for (const path of ['services.yaml', 'requests.html', 'requests/HZY-26-00001.pdf', 'discovery.JSON']) {
    const r = await fetch(`${base}/${path}`)
    assert.equal(r.status, 404, path)
    assert.equal(r.headers.get('content-type'), 'text/xml; charset=utf-8')
    assert.equal(parse(await r.text()).tree[0].code, '404')
  }
})

/* ---- sending ------------------------------------------------------------------------------------ */

const send = async (fields, format = 'json') => (await ask('requests', format, { root: 'service_requests', ...post(fields) }))[0]

test('a request is taken in both formats, as form and as multipart, and has a number at once', async () => {
  for (const format of formats) {
    const made = await send(report, format)
    assert.match(made.service_request_id, /^HZY-26-\d{5}$/)
    assert.ok(!('token' in made))
  }
  const form = new FormData()
  for (const [k, v] of Object.entries(report)) form.set(k, v)
  form.set('photo1', new Blob([Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')], { type: 'image/png' }), 'a.png')
  const [made] = await ask('requests', 'json', { method: 'POST', body: form })
  assert.match(made.service_request_id, /^HZY-26-\d{5}$/)
})

test('what FixMyStreet sends is taken: CRLF, "-" for a last name, an address instead of a position', async () => {
  await send({ ...without('lat'), long: '', address_string: '南湖花园 3 幢', description: '第一行\r\n第二行 <b>&', first_name: '张', last_name: '-', email: 'a@b.example', phone: '+1 555 0100', media_url: 'https://example.org/a.jpg', deviceid: 'x' })
})

test('the same Idempotency-Key is one request', async () => {
  const options = { ...post(report), headers: { 'Idempotency-Key': 'open311-0123456789abcdef' } }
  const [one] = await ask('requests', 'json', options)
  assert.deepEqual(await ask('requests', 'json', options), [one])
  await refused('requests', 400, /./, { ...post({ ...report, description: '别的' }), headers: options.headers })
})

test('what a request lacks is named, in the asked format', async () => {
  await refused('requests', 403, /api_key/, post(without('api_key')))
  await refused('requests', 403, /api_key/, post({ ...report, api_key: 'wrong' }))
  await refused('requests', 400, /service_code/, post(without('service_code')))
  await refused('requests', 404, /nonsense/, post({ ...report, service_code: 'nonsense' }))
  await refused('requests', 400, /address_string/, post({ api_key: key, service_code: 'facility-0118' }))
  for (const [lat, long] of [['95', '103'], ['23', '190'], ['0', '0'], ['NaN', '103'], ['twenty', '103']])
    await refused('requests', 400, /lat, long/, post({ ...report, lat, long }))
})

test('a key opens its own door only, and none once it is revoked', async () => {
  const reader = token('add', 'reader', '--scope', 'read', '--place', '532503')
  await refused('requests', 403, /api_key/, post({ ...report, api_key: reader }))
  const gone = token('add', 'gone', '--scope', 'open311', '--place', '532503001008')
  await send({ ...report, api_key: gone })
  const line = token('list', '--json').split('\n').map((l) => JSON.parse(l)).find((t) => t.name === 'gone')
  token('revoke', String(line.id))
  await refused('requests', 403, /api_key/, post({ ...report, api_key: gone }))
})

/* ---- asking ------------------------------------------------------------------------------------- */

const fields = ['service_request_id', 'status', 'status_notes', 'service_name', 'service_code', 'description', 'agency_responsible', 'service_notice', 'requested_datetime', 'updated_datetime', 'expected_datetime', 'address', 'address_id', 'zipcode', 'lat', 'long', 'media_url']
const all = () => both(`requests?start_date=${when(-89)}&end_date=${when(1)}`, 'service_requests')

test('requests of the last 90 days: every element, newest first, released ones alone', async () => {
  const list = await both('requests', 'service_requests')
  assert.ok(list.length > 20 && list.length <= 1000)
  let last = Infinity
  for (const r of list) {
    assert.deepEqual(Object.keys(r), fields)
    assert.equal(typeof r.service_request_id, 'string')
    assert.match(r.status, /^(open|closed)$/)
    for (const f of ['requested_datetime', 'updated_datetime', 'expected_datetime']) if (r[f] !== null) assert.match(r[f], date)
    const at = Date.parse(r.requested_datetime)
    assert.ok(at <= last && at >= ages - 90 * 86400_000)
    last = at
    if (r.lat !== null) assert.ok(r.lat > 23 && r.lat < 24 && r.long > 103 && r.long < 104)
  }
  const made = await send(report)
  assert.deepEqual(await both(`requests?service_request_id=${made.service_request_id}`, 'service_requests'), [])
  await refused(`requests/${made.service_request_id}`, 404, new RegExp(made.service_request_id))
  await refused(`tokens/${made.service_request_id}`, 404, /token/)
})

test('who sent a request may ask after it with the key; another key may not', async () => {
  const { service_request_id: id } = await send(report)
  const [mine] = await both(`requests/${id}?api_key=${key}`, 'service_requests')
  assert.equal(mine.service_request_id, id)
  assert.equal(mine.status, 'open')
  assert.equal(mine.description, null) // not what was said, before staff wrote a public text
  assert.deepEqual((await both(`requests?service_request_id=${id},nonsense&api_key=${key}`, 'service_requests')).map((r) => r.service_request_id), [id])
  assert.deepEqual(await both(`tokens/${id}?api_key=${key}`, 'service_requests'), [{ service_request_id: id, token: id }])
  const other = token('add', 'other', '--scope', 'open311', '--place', '532503001008')
  await refused(`requests/${id}?api_key=${other}`, 404, new RegExp(id))
  await refused(`requests/${id}?api_key=wrong`, 403, /api_key/)
})

test('filters: codes, states, windows, changes, pages', async () => {
  const list = await all()
  const ids = (rs) => rs.map((r) => r.service_request_id)
  for (const status of ['open', 'closed', 'open,closed']) {
    const got = await both(`requests?start_date=${when(-89)}&end_date=${when(1)}&status=${status}`, 'service_requests')
    assert.deepEqual(ids(got), ids(list.filter((r) => status.split(',').includes(r.status))))
  }
  const codes = [...new Set(list.map((r) => r.service_code))].slice(0, 2)
  assert.equal(codes.length, 2)
  const some = await both(`requests?start_date=${when(-89)}&end_date=${when(1)}&service_code=${codes.join(',')}`, 'service_requests')
  assert.deepEqual(ids(some), ids(list.filter((r) => codes.includes(r.service_code))))
  const [from, to] = [when(-20), when(-5)]
  const window = await both(`requests?start_date=${from}&end_date=${to}`, 'service_requests')
  assert.deepEqual(ids(window), ids(list.filter((r) => r.requested_datetime && Date.parse(r.requested_datetime) >= Date.parse(from) && Date.parse(r.requested_datetime) <= Date.parse(to))))
  assert.ok(window.length > 0 && window.length < list.length)
  const paged = []
  for (let page = 1; page < 100; page++) {
    const part = await ask(`requests?start_date=${when(-89)}&end_date=${when(1)}&page=${page}&page_size=7`, 'json')
    paged.push(...part)
    if (part.length < 7) break
  }
  assert.deepEqual(ids(paged), ids(list))
  assert.ok((await ask(`requests?start_date=${when(-89)}&end_date=${when(1)}&page=1`, 'json')).length <= 50)
  const lately = when(-0.25)
  const changed = await ask(`requests?updated_after=${lately}`, 'json')
  assert.deepEqual(ids(changed), ids(list.filter((r) => Date.parse(r.updated_datetime) >= Date.parse(lately))))
  assert.ok(changed.length > 0 && changed.length < list.length)
  const two = ids(list).slice(0, 2)
  assert.deepEqual(ids(await both(`requests?service_request_id=${two.join(',')}&status=nonsense`, 'service_requests')), two)
  for (const id of two) {
    assert.deepEqual(ids(await both(`requests/${id}`, 'service_requests')), [id])
    assert.equal((await both(`tokens/${id}`, 'service_requests'))[0].token, id)
  }
})

test('dates: a zone is compulsory, a raw plus is forgiven, 90 days are the most', async () => {
  for (const bad of ['yesterday', '2026-11-01', '2026-11-01T00:00:00', '2026-13-01T00:00:00Z'])
    for (const name of ['start_date', 'end_date', 'updated_after']) await refused(`requests?${name}=${bad}`, 400, new RegExp(name))
  assert.equal((await fetch(`${base}/requests.json?start_date=2026-11-01T00:00:00+08:00`)).status, 200)
  await both('requests?start_date=2026-11-01T00%3A00%3A00%2B08%3A00', 'service_requests')
  await refused(`requests?start_date=${when(-100)}&end_date=${when(0)}`, 400, /90/)
  await both(`requests?start_date=${when(-100)}`, 'service_requests')
  await both(`requests?start_date=&end_date=`, 'service_requests')
  await refused('requests?status=broken', 400, /status/)
  await refused('requests?page=0', 400, /page/)
  await refused('requests?page_size=many', 400, /page_size/)
  await refused('requests/HZY-26-99999', 404, /HZY-26-99999/)
})

/* ---- updates ------------------------------------------------------------------------------------ */

test('updates go out: inside the window, in the words of the extension', async () => {
  const updates = await both(`servicerequestupdates?start_date=${when(-30)}&end_date=${when(0)}`, 'service_request_updates')
  assert.ok(updates.length > 10)
  for (const u of updates) {
    assert.deepEqual(Object.keys(u), ['update_id', 'service_request_id', 'status', 'updated_datetime', 'description'])
    assert.match(u.status, /^(open|investigating|in_progress|action_scheduled|fixed|closed|no_further_action|not_councils_responsibility|duplicate|for_triage|cancelled)$/)
    const at = Date.parse(u.updated_datetime)
    assert.ok(at >= Date.parse(when(-30)) && at <= ages + 60_000)
  }
  assert.equal(new Set(updates.map((u) => u.update_id)).size, updates.length)
  await both('servicerequestupdates', 'service_request_updates')
  await refused(`servicerequestupdates?start_date=${when(-3)}`, 400, /start_date/)
  await refused('servicerequestupdates?start_date=x&end_date=y', 400, /start_date/)
})

test('updates come in: once each, by key, onto a case the sender may see', async () => {
  const { service_request_id } = await send(report)
  const update = { api_key: key, service_request_id, update_id: 'u-1', updated_datetime: when(0), status: 'IN_PROGRESS', description: '已安排维修' }
  const first = await ask('servicerequestupdates', 'json', post(update))
  assert.match(first[0].update_id, /^\d+$/)
  assert.deepEqual(await both('servicerequestupdates', 'service_request_updates', post(update)), first)
  const second = await ask('servicerequestupdates', 'json', post({ ...update, update_id: 'u-2', updated_datetime: '2026-11-05T09:00:00 08:00' }))
  assert.notEqual(second[0].update_id, first[0].update_id)
  for (const name of ['service_request_id', 'update_id', 'updated_datetime', 'status', 'description'])
    await refused('servicerequestupdates', 400, new RegExp(name), post({ ...update, [name]: '' }))
  await refused('servicerequestupdates', 400, /updated_datetime/, post({ ...update, updated_datetime: '2026-11-05' }))
  await refused('servicerequestupdates', 403, /api_key/, post({ ...update, api_key: 'wrong' }))
  await refused('servicerequestupdates', 404, /HZY-26-99999/, post({ ...update, service_request_id: 'HZY-26-99999' }))
})

test('what the specification does not name is answered in the asked format too', async () => {
  await refused('servicerequestupdates', 413, /./, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: `api_key=${key}&description=${'x'.repeat(100_000)}` })
  await refused('requests', 400, /description/, post({ ...report, description: '长'.repeat(4001) }))
  await send({ ...report, description: '长'.repeat(4000) })
})
