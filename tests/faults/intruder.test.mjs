// Somebody who wants in: addresses tried by those who are not meant, tokens looked for where they
// must not lie, cookies, headers and fields bent. What opens is a hole; what is refused says so.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import http from 'node:http'
import { after, before, test } from 'node:test'
import { program, serve } from '../journeys/server.mjs'
import { Visitor, hidden, lamp, numberIn, opened, report, send, slug, staff, step, stepForm } from './report.mjs'

let server
before(async () => (server = await serve()))
after(() => server.stop())

const secret = '只有网格员该知道的地方'
const phone = '13900001234'

/** The answer as it is on the wire: fetch tidies addresses and headers up. */
function raw(path, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    const rq = http.request({ hostname, port, path, method, headers }, (r) => {
      let text = ''
      r.setEncoding('utf8').on('data', (d) => (text += d)).on('end', () => resolve({ status: r.statusCode, headers: r.headers, text }))
    })
    rq.on('error', reject).end(body)
  })
}

const form = (fields) => new URLSearchParams(fields)
function token(...args) {
  const env = { ...process.env, LINLI_DATA: server.dir, LINLI_DB: server.db, LINLI_KEYS: `${server.dir}/demo.keys` }
  const r = spawnSync(program, ['token', 'add', '外人', ...args], { env, encoding: 'utf8' })
  assert.equal(r.status, 0, r.stderr)
  return r.stdout.trim()
}

test('a private case: whoever is not meant finds it by no address, list, feed or search', async () => {
  const no = await report(new Visitor(server.url), { body: secret, name: '王秘密', phone })
  const api = token('--scope', 'read', '--place', '532503106')
  const nobody = new Visitor(server.url)
  const others = [['nobody', nobody]]
  for (const login of ['town-mingjiu', 'town-xinansuo', 'dept-shuiwu', 'property', 'owners', 'accountant', 'volunteer', 'admin', 'security', 'audit'])
    others.push([login, await staff(server.url, login)])
  const at = [`/c/${slug}/cases/${no}`, `/en/c/${slug}/cases/${no}`, `/c/532503001008/cases/${no}`, `/c/mjz/cases/${no}`, `/desk/cases/${no}`, `/open311/v2/requests/${no}.json`, `/open311/v2/requests/${no}.xml`]
  const lists = [`/c/${slug}/cases`, `/c/${slug}/cases.geojson`, `/c/${slug}/cases.atom`, `/c/${slug}/cases?format=csv`, `/c/${slug}/cases?q=${no}`, `/search?q=${no}`, `/search?q=${encodeURIComponent(secret)}`, `/search?q=${phone}`,
    `/desk?q=${no}`, `/open311/v2/requests.json`, `/open311/v2/requests.json?service_request_id=${no}`, `/c/${slug}`, `/admin/audit`, '/admin/audit?format=csv', '/dev/outbox?x']
  for (const [who, v] of others) {
    for (const a of at) {
      const r = await v.get(a)
      assert.ok([401, 403, 404].includes(r.status), `${a} as ${who}: ${r.status}`)
    }
    for (const a of lists.slice(0, -1)) {
      const r = await v.get(a)
      assert.ok(r.status < 500, `${a} as ${who}: ${r.status}`)
      for (const word of [secret, phone, '王秘密']) assert.ok(!r.html.replaceAll(encodeURIComponent(word), '').replace(/value="[^"]*"/g, '').replace(/<title>.*?<\/title>|<h1>.*?<\/h1>|“[^”]*”|<main[^>]*>\s*没有[^<]*/gs, '').includes(word) || a.startsWith('/search'), `${a} as ${who} shows ${word}`)
      if (a.startsWith('/search')) assert.ok(!r.html.includes(`cases/${no}`), `${a} as ${who} leads to ${no}`)
    }
  }
  for (const a of [`/cases/${no}`, '/cases', '/changes'])
    assert.ok(!JSON.stringify(await (await fetch(`${server.url}/api/v1${a}`, { headers: { authorization: `Bearer ${api}` } })).json()).includes(`"${no}"`), a)
})

test('what opens something is in no log: receipts, cookies, codes, keys, telephone numbers', async () => {
  const v = new Visitor(server.url)
  const sent = await send(v, await opened(v, { body: secret, phone }))
  const page = await v.get(sent.location)
  const [, receipt] = page.html.match(/\/q\/([A-Za-z0-9-]{20,})/)
  const other = new Visitor(server.url)
  const taken = await other.get(`/q/${receipt}`)
  assert.equal(taken.status, 303)
  assert.ok(!taken.location.includes(receipt), 'the address after it is without the token')
  const key = token('--scope', 'open311', '--place', '532503001008')
  await fetch(`${server.url}/open311/v2/requests.json?api_key=${key}`)
  await fetch(`${server.url}/api/v1/cases`, { headers: { authorization: `Bearer ${key}` } })
  const secretary = await staff(server.url, 'secretary')
  const log = server.log()
  assert.match(log, /\/q\/:token/)
  for (const [what, word] of Object.entries({ receipt, key, phone, body: secret, session: secretary.cookies.get('linli'), password: 'linli-demo' }))
    assert.ok(word.length > 5 && !log.includes(word), `the ${what} stands in the log`)
})

test('cookies are read by no script and go to no other site, and every sign-in makes a new one', async () => {
  const v = new Visitor(server.url)
  v.cookies.set('linli', 'chosenbysomebodyelse0000000000000000000000000')
  const page = await v.get('/staff/login')
  const r = await fetch(`${server.url}/staff/login`, { method: 'POST', redirect: 'manual', body: form({ ...hidden(page.html, '/staff/login'), login: 'clerk', password: 'linli-demo' }), headers: { origin: server.url, cookie: 'linli=chosenbysomebodyelse0000000000000000000000000' } })
  const cookies = r.headers.getSetCookie()
  assert.ok(cookies.some((c) => /^(__Host-)?linli=/.test(c)), cookies.join())
  for (const c of cookies) {
    assert.match(c, /; HttpOnly/, c)
    assert.match(c, /; SameSite=(Lax|Strict)/, c)
    assert.match(c, /; Path=\//, c)
    assert.ok(!c.includes('chosenby'))
  }
})

test('a form needs the token of its own session', async () => {
  const [clerk, secretary] = [await staff(server.url, 'clerk'), await staff(server.url, 'secretary')]
  const no = await report(new Visitor(server.url))
  const fields = await stepForm(secretary, no, 'found_true')
  const [, theirs] = (await clerk.get('/desk')).html.match(/name="_csrf" value="([^"]+)"/)
  for (const bent of [{ ...fields, _csrf: '' }, { ...fields, _csrf: theirs }, { ...fields, _csrf: fields._csrf.slice(0, -2) + 'AA' }])
    assert.equal((await step(secretary, no, bent)).status, 403)
  const anonymous = new Visitor(server.url)
  const a = await anonymous.ask('POST', `/c/${slug}/report`, form(await opened(anonymous)), { origin: 'https://evil.example' })
  assert.equal(a.status, 403)
})

test('no address becomes a header or leads to another site', async () => {
  for (const bad of ['%0d%0aX-Bad:%201', '//evil.example', '/%5cevil.example', '%5c%5cevil.example', 'https://evil.example', 'javascript:alert(1)', '/%09/evil.example', '/%0a/evil.example', '%2f%2fevil.example']) {
    for (const at of [`/prefs/size/elder?back=${bad}`, `/en/prefs/size/elder?back=${bad}`, `/c/hzy${bad}`, `/q/${bad}`, `/${bad}`, `/search?q=${bad}`]) {
      const r = await raw(at)
      assert.ok(r.status < 500, `${at}: ${r.status}`)
      assert.equal(r.headers['x-bad'], undefined, at)
      if (r.headers.location) assert.match(r.headers.location, /^\/(?![\/\\\t\n])/, at)
    }
    const v = new Visitor(server.url)
    const page = await v.get('/staff/login')
    const a = await v.post('/staff/login', form({ ...hidden(page.html, '/staff/login'), back: decodeURIComponent(bad), login: 'clerk', password: 'linli-demo' }))
    assert.equal(a.status, 303, a.text.slice(0, 200))
    assert.equal(new URL(a.location, server.url).origin, server.url, a.location)
  }
  const host = await raw(`/c/${slug}/report`, { headers: { host: 'evil.example' } })
  assert.ok(!host.text.includes('evil.example'), 'a page that others may be shown repeats no Host')
})

test('no name of a file leaves its folder', async () => {
  const up = ['..%2f..%2f..%2fetc%2fpasswd', '....%2f%2fetc%2fpasswd', '%2e%2e/%2e%2e/%2e%2e/etc/passwd', '..%5c..%5cetc%5cpasswd', '%00', 'a%00.jpg', '../../../etc/passwd', '..%252f..%252fetc%252fpasswd', 'demo.db', 'demo.keys']
  for (const u of up)
    for (const at of [`/media/532503/${u}/full`, `/media/532503/x/${u}`, `/media/${u}/x/full`, `/assets/${u}`, `/${u}`, `/errors/${u}`, `/desk/cases/${u}`]) {
      const r = await raw(at)
      assert.ok([400, 401, 404, 405, 422].includes(r.status), `${at}: ${r.status}`)
      assert.doesNotMatch(r.text, /root:.*:0:0:|SQLite format/)
    }
})

test('a key does what it was given for, where it was given, and no cursor widens it', async () => {
  const key = token('--scope', 'open311', '--place', '532503001008')
  const read = token('--scope', 'read', '--place', '532503001008')
  const ask = (path, as, options = {}) => fetch(server.url + path, { ...options, headers: { authorization: `Bearer ${as}`, ...options.headers } })
  const post = (fields) => fetch(`${server.url}/open311/v2/requests.json`, { method: 'POST', body: form(fields) })
  assert.equal((await post({ api_key: read, service_code: lamp, address_string: '红竺园', description: '越权' })).status, 403)
  assert.equal((await post({ service_code: lamp, address_string: '红竺园', description: '无钥匙' })).status, 403)
  assert.equal((await ask('/api/v1/cases', key)).status, 403)
  assert.equal((await ask('/desk', read)).status, 401)
  const report = token('--scope', 'report', '--place', '532503001008')
  for (const place of ['532503106202', '532503', '1', '0'])
    assert.ok([403, 404, 422].includes((await ask('/api/v1/cases', report, { method: 'POST', body: JSON.stringify({ category: lamp, place, text: '越界' }), headers: { 'content-type': 'application/json' } })).status), place)
  assert.equal((await ask('/api/v1/cases', read, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status, 403)
  for (const at of ['cases?before=-1', 'cases?before=99999999999999999999', "cases?before=1' OR 1=1", 'cases?before=%00', 'cases?limit=-1', 'changes?after=-5', 'changes?after=9223372036854775808', 'cases?under=532503', 'cases?under=532503106', 'places?under=532503106', 'cases?place=532503106'])
    for (const page of [await ask(`/api/v1/${at}`, read)]) {
      const said = await page.json()
      assert.ok(page.status < 500, at)
      for (const c of said.cases ?? []) assert.match(c.place, /^532503001008/, at)
      for (const c of said.changes ?? []) assert.match(String(c.place ?? '532503001008'), /^532503001008/, at)
    }
})

test('fields nobody asked for change nothing', async () => {
  const v = new Visitor(server.url)
  const extra = { state: 'closed', open: '0', row_ver: '99', account: '1', county: '1', scope: '1', shown: '1', show: '1', listed: '1', public_text: secret, source: 'leader', sender: '1', opened_ms: '1', closed_ms: '1', lead_org: '1', org: '1', rating: '5', outcome: 'solved', word: 'yes', move: 'close', subject: '1', id: '1', number: 'HZY-26-00001' }
  const sent = await send(v, await opened(v, { ...extra, body: '多出来的字段' }))
  const no = numberIn(sent)
  const [row] = server.sql(`SELECT m.state, m.is_open, m.listed, m.outcome, m.word, m.source, c.public_text FROM matters m JOIN cases c ON c.county = m.county AND c.id = m.id WHERE m.number = '${no}'`).split('\n')
  assert.match(row, /^[a-z_]+\|1\|0\|\|\|resident\|$/, row)
  assert.ok(!row.startsWith('closed'), row)
  assert.equal((await new Visitor(server.url).get(`/c/${slug}/cases/${no}`)).status, 404)
  const me = await staff(server.url, 'clerk')
  for (const at of ['/admin/accounts', '/admin/accounts/clerk/posts', '/admin/orgs', '/admin/accounts/secretary/reset', '/admin/categories']) {
    const keys = hidden((await me.get('/desk/replies')).html, '/desk/replies')
    assert.equal((await me.post(at, form({ ...keys, role: 'security_admin', login: 'clerk', act: 'x' }))).status, 403, at)
  }
})

test('guessing is stopped: passwords, codes and receipts, whatever address is claimed', async () => {
  const v = new Visitor(server.url)
  const page = await v.get('/staff/login')
  const tries = []
  for (let i = 0; i < 7; i++) tries.push(await v.ask('POST', '/staff/login', form({ ...hidden(page.html, '/staff/login'), login: 'grid2', password: `wrong-${i}` }), { 'x-forwarded-for': `10.0.0.${i}`, 'x-real-ip': `10.0.0.${i}` }))
  assert.ok(tries.every((a) => [403, 422, 429].includes(a.status)), tries.map((a) => a.status).join())
  const right = await v.post('/staff/login', form({ ...hidden(page.html, '/staff/login'), login: 'grid2', password: 'linli-demo' }))
  assert.notEqual(right.status, 303, 'the right one comes too late')

  const r = new Visitor(server.url)
  const login = hidden((await r.get('/login')).html, '/login')
  const asked = await r.post('/login', form({ ...login, phone: '13800000002' }))
  assert.equal(asked.status, 200, asked.text.slice(0, 300))
  let code // sent by a job, which may take a moment
  for (const end = Date.now() + 20_000; !code; await new Promise((ok) => setTimeout(ok, 50))) {
    assert.ok(Date.now() < end, 'a code was sent')
    code = (await server.outbox()).map((m) => m.text.match(/(?<!\d)\d{6}(?!\d)/)?.[0]).find(Boolean)
  }
  for (let i = 0; i < 5; i++) await r.post('/login', form({ ...login, phone: '13800000002', code: String((Number(code) + 1 + i) % 1000000).padStart(6, '0') }))
  assert.notEqual((await r.post('/login', form({ ...login, phone: '13800000002', code }))).status, 303, 'a code is used up by five tries')

  let refused = 0
  for (let i = 0; i < 200 && !refused; i++) refused += (await raw(`/q/532503-${'a'.repeat(20)}${String(i).padStart(6, '0')}`, { headers: { 'x-real-ip': `10.1.0.${i}` } })).status === 429
  assert.ok(refused, 'receipts are not guessed by the thousand')
})
