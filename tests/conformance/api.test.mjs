// /api/v1 as another program meets it: every answer is held to the schemas of its OpenAPI document,
// every error is a problem document, and a token sees its place and nothing else.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import test from 'node:test'
import { program, serve } from '../journeys/server.mjs'

const server = await serve()
test.after(() => server.stop())
const api = `${server.url}/api/v1`
const document = await (await fetch(`${api}/openapi.json`)).json()

function token(...args) {
  const env = { ...process.env, LINLI_DATA: server.dir, LINLI_DB: server.db, LINLI_KEYS: `${server.dir}/demo.keys` }
  const r = spawnSync(program, ['token', 'add', 'api', ...args], { encoding: 'utf8', env })
  assert.equal(r.status, 0, r.stderr)
  return r.stdout.trim()
}
const county = token('--scope', 'read,report', '--place', '532503')
const community = token('--scope', 'read', '--place', '532503001008')

/** The part of JSON Schema that the document uses; anything else in it is an error of the test. */
function check(schema, value, at = '$') {
  if (schema.$ref) return check(document.components.schemas[schema.$ref.split('/').at(-1)], value, at)
  const known = ['type', 'format', 'enum', 'pattern', 'items', 'required', 'properties', 'additionalProperties', 'minimum', 'maximum', 'minLength', 'maxLength', 'description', 'default']
  for (const k of Object.keys(schema)) assert.ok(known.includes(k), `${at}: ${k}`)
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value
  const types = [schema.type].flat()
  assert.ok(types.includes(type) || (type === 'integer' && types.includes('number')), `${at}: ${type} is not ${types}`)
  if (schema.enum) assert.ok(schema.enum.includes(value), `${at}: ${value}`)
  if (schema.pattern) assert.match(value, new RegExp(schema.pattern), at)
  if (schema.format === 'date-time' && value !== null) assert.ok(Number.isFinite(Date.parse(value)), `${at}: ${value}`)
  if (type === 'array') value.forEach((v, i) => check(schema.items, v, `${at}[${i}]`))
  if (type !== 'object') return
  for (const k of schema.required ?? []) assert.ok(k in value, `${at}.${k} is missing`)
  for (const [k, v] of Object.entries(value)) {
    if (schema.properties[k]) check(schema.properties[k], v, `${at}.${k}`)
    else assert.notEqual(schema.additionalProperties, false, `${at}.${k} is not described`)
  }
}

/** Asks, and holds the answer to what the document says of this path, method and status. */
async function ask(path, { as = county, status = 200, method = 'GET', body, headers = {}, described = path.split('?')[0] } = {}) {
  const r = await fetch(api + path, {
    method,
    headers: { ...(as ? { Authorization: `Bearer ${as}` } : {}), ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers },
    body: body && (typeof body === 'string' ? body : JSON.stringify(body)),
  })
  const value = await r.json()
  assert.equal(r.status, status, `${path}: ${JSON.stringify(value)}`)
  const responses = document.paths[described][method.toLowerCase()].responses
  const [type, { schema }] = Object.entries((responses[status] ?? responses.default).content)[0]
  assert.equal(r.headers.get('content-type').split(';')[0], type)
  check(schema, value)
  if (status >= 400) assert.equal(value.status, status)
  return value
}

test('the document describes every address there is, and no other', () => {
  assert.match(document.openapi, /^3\.1\./)
  const routes = spawnSync(program, ['routes'], { encoding: 'utf8' }).stdout
  const served = [...routes.matchAll(/^(GET|POST) +\/api\/v1(\/\S+)/gm)].map(([, m, p]) => `${m} ${p.replace(/:no\b/, '{number}').replace(/:token\b/, '{token}')}`).filter((r) => !r.endsWith('/openapi.json'))
  const described = Object.entries(document.paths).flatMap(([p, ms]) => Object.keys(ms).map((m) => `${m.toUpperCase()} ${p}`))
  assert.deepEqual(served.sort(), described.sort())
})

test('nobody without a token, and no cookie in its place', async () => {
  for (const path of ['/places', '/cases', '/changes']) {
    await ask(path, { as: '', status: 401 })
    await ask(path, { as: 'wrong', status: 401 })
    await ask(path, { as: '', status: 401, headers: { cookie: `session=${county}` } })
  }
  await ask('/cases', { as: community, status: 403, method: 'POST', body: { category: 'facility-0118', place: '532503001008' } })
  const key = token('--scope', 'open311', '--place', '532503')
  await ask('/cases', { as: key, status: 403 })
})

test('places: the token\'s and what lies below, never beyond', async () => {
  const all = await ask('/places')
  assert.equal(all.places.length, 13)
  assert.equal((await ask(`/places?under=${all.places[0].code}`)).place.code, all.places[0].code)
  assert.equal((await ask('/places', { as: community })).place.code, '532503001008000')
  await ask(`/places?under=${all.places[0].code}`, { as: community, status: 422 })
  await ask('/places?under=nowhere', { status: 422 })
})

test('cases: pages that follow each other, within the place, without anything personal', async () => {
  const seen = []
  for (let next = ''; next !== null;) {
    const page = await ask(`/cases?limit=40${next && `&before=${next}`}`)
    seen.push(...page.cases)
    next = page.next
  }
  const numbers = seen.map((c) => c.number)
  assert.equal(new Set(numbers).size, numbers.length)
  assert.ok(numbers.length > 100)
  assert.ok(seen.every((c) => !('body' in c) && !('reporter' in c)))
  const mine = await ask('/cases?limit=100', { as: community })
  assert.ok(mine.cases.length > 0 && mine.cases.length < numbers.length)
  for (const c of mine.cases) assert.match(c.place, /^532503001008/)
  assert.ok((await ask('/cases?state=open')).cases.every((c) => c.open))
  assert.deepEqual(await ask(`/cases/${mine.cases[0].number}`, { as: community, described: '/cases/{number}' }), mine.cases[0])
  const other = seen.find((c) => !c.place.startsWith('532503001008'))
  await ask(`/cases/${other.number}`, { as: community, status: 404, described: '/cases/{number}' })
  await ask('/cases/HZY-26-99999', { status: 404, described: '/cases/{number}' })
  for (const bad of ['state=x', 'limit=0', 'limit=1000', 'before=x', 'under=x']) {
    const problem = await ask(`/cases?${bad}`, { status: 422 })
    assert.equal(problem.errors[0].field, bad.split('=')[0])
  }
})

test('a case is reported once under one key, and its change is seen by cursor', async () => {
  let { next: after, more } = await ask('/changes')
  while (more) ({ next: after, more } = await ask(`/changes?after=${after}`))
  const report = { category: 'facility-0118', place: '532503001008', text: '压力异常', address: '泵房', urgent: 1 }
  const options = { method: 'POST', status: 201, body: report, headers: { 'Idempotency-Key': 'pump-0123456789abcdef' } }
  const { number } = await ask('/cases', options)
  assert.deepEqual(await ask('/cases', options), { number })
  await ask('/cases', { ...options, status: 422, body: { ...report, text: '别的' } })
  const made = await ask(`/cases/${number}`, { described: '/cases/{number}' })
  assert.deepEqual([made.category, made.open, made.urgent, made.public_text], ['facility-0118', true, true, null])
  let changes = []
  for (let i = 0; i < 100 && !changes.length; i++, await new Promise((r) => setTimeout(r, 50))) changes = (await ask(`/changes?after=${after}`)).changes.filter((c) => c.number === number)
  assert.equal(changes[0].kind, 'matter.opened')
  const problem = await ask('/cases', { method: 'POST', status: 422, body: { category: 'nonsense', place: '532503001008' } })
  assert.ok(problem.errors.length)
  for (const body of [{}, { category: 'facility-0118', place: '532503' }, { category: 'facility-0118', place: '999' }, { ...report, lat: 95, lon: 103 }]) await ask('/cases', { method: 'POST', status: 422, body })
})
