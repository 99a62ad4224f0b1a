// A case handed to another Open311 server: two of our own on loopback, end to end; and a stub that
// answers everything a stranger's server may answer.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import http from 'node:http'
import { describe, test } from 'node:test'
import { program, serve } from '../journeys/server.mjs'

const sleep = (ms) => new Promise((r) => setTimeout(r, ms))

/** Somebody signed in, without a browser: cookies, and the hidden fields of the page's form. */
function visitor(server) {
  let cookie = ''
  const get = async (path) => {
    const r = await fetch(server.url + path, { headers: { cookie }, redirect: 'manual' })
    return { status: r.status, text: await r.text() }
  }
  const post = async (path, page, fields) => {
    const keys = {}
    const form = page.slice(page.indexOf(`action="${path}"`))
    for (const name of ['_csrf', '_key']) keys[name] = form.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1] ?? ''
    const r = await fetch(server.url + path, { method: 'POST', headers: { cookie }, redirect: 'manual', body: new URLSearchParams({ ...keys, ...fields }) })
    const set = r.headers.getSetCookie?.() ?? [r.headers.get('set-cookie')].filter(Boolean)
    for (const c of set) cookie = [cookie, c.split(';')[0]].filter(Boolean).join('; ')
    return { status: r.status, text: await r.text(), location: r.headers.get('location') }
  }
  return {
    get,
    post,
    async as(login) {
      cookie = ''
      const page = await get('/staff/login')
      const action = page.text.match(/<form[^>]*method="post"[^>]*action="([^"]+)"/)[1]
      const r = await post(action, page.text, { login, password: 'linli-demo' })
      assert.equal(r.status, 303, r.text)
      return this
    },
  }
}

async function add(server, fields, status = 303) {
  const admin = await visitor(server).as('admin')
  const page = await admin.get('/admin/new-open311')
  assert.equal(page.status, 200)
  const r = await admin.post('/admin/open311', page.text, { name: '市平台', services: '* facility-0118', live: '1', ...fields })
  assert.equal(r.status, status, r.text)
  return r.text
}

/** An open case that the duty officer sees. */
async function aCase(server, duty) {
  const page = await duty.get('/desk')
  const numbers = [...page.text.matchAll(/href="\/desk\/cases\/([A-Z0-9]+-\d\d-\d{5})"/g)].map((m) => m[1])
  for (const no of numbers) if ((await duty.get(`/desk/cases/${no}`)).text.includes('name="handover_text"')) return no
  throw new Error('no case to hand over')
}

async function hand(duty, no, text = '路灯坏了三天') {
  const { text: page } = await duty.get(`/desk/cases/${no}`)
  const server = page.match(/<select[^>]*name="server"[^]*?<option value="(\d+)"/)[1]
  const r = await duty.post(`/desk/cases/${no}/handover`, page, { server, handover_text: text })
  assert.equal(r.status, 303, r.text.slice(0, 3000))
}

const told = async (duty, no) => [...(await duty.get(`/desk/cases/${no}`)).text.matchAll(/<div class="handover"><p>([^<]*)/g)].map((m) => m[1].trim())

/** Jobs run by themselves; the sentence comes when they have. */
async function until(duty, no, expected) {
  let last = ''
  for (let i = 0; i < 300; i++, await sleep(100)) if (expected.test((last = (await told(duty, no)).join('\n')))) return last
  assert.match(last, expected)
}

/** Answers what the test says: a function of the request, or a list taken in turn. */
async function stub(t, answer) {
  const seen = []
  const server = http.createServer((q, a) => {
    let body = ''
    q.on('data', (d) => (body += d)).on('end', () => {
      seen.push({ method: q.method, url: q.url, headers: q.headers, fields: Object.fromEntries(new URLSearchParams(body)) })
      answer(a, seen.at(-1), seen.length)
    })
  })
  await new Promise((r) => server.listen(0, '127.0.0.1', r))
  t.after(() => {
    server.closeAllConnections?.()
    server.close()
  })
  const host = `127.0.0.1:${server.address().port}`
  return { host, url: `http://${host}/open311/v2`, seen }
}
const json = (a, status, value) => a.writeHead(status, { 'Content-Type': 'application/json' }).end(typeof value === 'string' ? value : JSON.stringify(value))

async function ours(t, host, args = {}) {
  const server = await serve({ env: { LINLI_OPEN311_NEAR: host }, ...args })
  t.after(() => server.stop())
  return { server, duty: await visitor(server).as('duty') }
}

// Two at a time: the first one waits two minutes for what a killed server held.
describe('a case handed over', { concurrency: 2 }, () => {
  test('a server that is slow holds nobody up, and a kill in the middle sends the same request again', async (t) => {
    const held = []
    const s = await stub(t, (a) => (held.length < 1 ? held.push(a) : json(a, 200, [{ service_request_id: 'K-1' }])))
    const { server, duty } = await ours(t, s.host)
    await add(server, { url: s.url })
    const no = await aCase(server, duty)
    await hand(duty, no)
    for (let i = 0; i < 100 && !held.length; i++) await sleep(50)
    assert.equal(held.length, 1)
    assert.match((await told(duty, no))[0], /正在转往/)
    await server.restart()
    const after = await visitor(server).as('duty')
    for (let i = 0; i < 1200 && s.seen.length < 2; i++) await sleep(100)
    await until(after, no, /编号 K-1/)
    assert.equal(s.seen[0].headers['idempotency-key'], s.seen[1].headers['idempotency-key'])
    assert.deepEqual(s.seen[0].fields, s.seen[1].fields)
  })

  test('two servers: one hands a case over, the other declines it, and the word comes back', async (t) => {
    const there = await serve()
    t.after(() => there.stop())
    const env = { ...process.env, LINLI_DATA: there.dir, LINLI_DB: there.db, LINLI_KEYS: `${there.dir}/demo.keys` }
    const made = spawnSync(program, ['token', 'add', '隔壁县', '--scope', 'open311', '--place', '532503001008'], { env, encoding: 'utf8' })
    assert.equal(made.status, 0, made.stderr)
    const { server, duty } = await ours(t, new URL(there.url).host)
    await add(server, { url: `${there.url}/open311/v2/`, key: made.stdout.trim(), jurisdiction: '532503' })
    const no = await aCase(server, duty)
    await hand(duty, no)
    const handed = await until(duty, no, /编号 [A-Z0-9]+-26-\d{5}/)
    const number = handed.match(/[A-Z0-9]+-26-\d{5}/)[0]

    const clerk = await visitor(there).as('duty')
    const { text: page } = await clerk.get(`/desk/cases/${number}`)
    assert.match(page, /路灯坏了三天/)
    assert.match(page, new RegExp(no)) // our number is with it
    const moves = [...page.matchAll(/name="move" value="([^"]+)"/g)].map((m) => m[1])
    const decline = moves.find((m) => /decline|refuse|reject/.test(m))
    assert.ok(decline, moves.join())
    await server.tick(16)
    await until(duty, no, /办理中/)

    const seen = page.match(/name="seen" value="(\d+)"/)[1]
    const form = page.slice(page.indexOf(`value="${decline}"`))
    const reason = form.match(/name="reason"[^]*?<option value="([^"]+)"/)?.[1] ?? ''
    const r = await clerk.post(`/desk/cases/${number}/move`, page, { move: decline, seen, reason, say: '不属于本辖区', outcome: '' })
    assert.equal(r.status, 303, r.text.slice(0, 4000))
    await server.tick(16)
    await until(duty, no, /已办结/)
    const list = (await duty.get(`/desk/cases/${no}`)).text
    assert.ok(list.includes(`市平台 ${number}`), 'the outside reference') // R 1
  })

  test('what is sent: kind, spot, the text and the number, with the key; nothing of the reporter', async (t) => {
    const s = await stub(t, (a) => json(a, 200, [{ service_request_id: 77 }]))
    const { server, duty } = await ours(t, s.host)
    await add(server, { url: s.url, key: 'their-key', jurisdiction: 'city.example' })
    const no = await aCase(server, duty)
    await hand(duty, no, '<b>&\n第二行')
    await until(duty, no, /编号 77/)
    const [{ method, url, headers, fields }] = s.seen
    assert.deepEqual([method, url], ['POST', '/open311/v2/requests.json'])
    assert.match(headers['idempotency-key'], /^linli-handover-\d+-\d+$/)
    assert.deepEqual([fields.api_key, fields.jurisdiction_id, fields.service_code], ['their-key', 'city.example', 'facility-0118'])
    assert.equal(fields.description.replace(/\r/g, ''), `<b>&\n第二行\n${no}`)
    assert.deepEqual(Object.keys(fields).filter((k) => !['api_key', 'jurisdiction_id', 'service_code', 'lat', 'long', 'address_string', 'description'].includes(k)), [])
    assert.ok(!(await duty.get(`/desk/cases/${no}`)).text.includes('name="handover_text"'), 'a case is handed to a system once')
  })

  test('every answer a server may give becomes a sentence, and nothing is lost', async (t) => {
    let answer
    const s = await stub(t, (a, q) => answer(a, q))
    const { server, duty } = await ours(t, s.host)
    await add(server, { url: s.url })
    const no = await aCase(server, duty)
    const again = async () => {
      const { text } = await duty.get(`/desk/cases/${no}`)
      const id = text.match(/name="handover" value="(\d+)"/)[1]
      const r = await duty.post(`/desk/cases/${no}/handover/again`, text, { handover: id })
      assert.equal(r.status, 303)
    }
    answer = (a) => json(a, 403, [{ code: 403, description: 'api_key <bad>\u0007' }])
    await hand(duty, no)
    await until(duty, no, /没有接收：api_key &lt;bad&gt;/)
    for (const [value, status, says] of [
      ['{"not": "a list"', 200, /无法识别/],
      [{ hello: 'world' }, 200, /无法识别/],
      [[], 200, /无法识别/],
      ['['.repeat(100_000), 200, /无法识别/],
      [[{ service_request_id: null }], 200, /无法识别/],
      ['<html>', 404, /没有接收：HTTP 404/],
      ['', 302, /没有接收：HTTP 302/],
      [[{ service_request_id: 'x'.repeat(300_000) }], 200, /无法识别/],
      [{ errors: [{ code: 400, description: 'lat required' }] }, 400, /没有接收：lat required/],
    ]) {
      answer = (a) => json(a, status, value)
      await again()
      await until(duty, no, says)
    }
    let calls = 0
    answer = (a) => (++calls < 3 ? json(a, 500, 'no') : json(a, 200, [{ token: 'T 1/2' }]))
    const before = s.seen.length
    await again()
    await until(duty, no, /暂时联系不上/)
    await until(duty, no, /还没有给编号/) // by itself, after the back-off
    assert.equal(new Set(s.seen.slice(before).map((q) => q.headers['idempotency-key'])).size, 1)

    answer = (a, q) => (q.url.startsWith('/open311/v2/tokens/T%201%2F2.json') ? json(a, 200, [{ token: 'T 1/2', service_request_id: '9-1' }]) : json(a, 200, [{ service_request_id: '9-1', status: 'open', status_notes: '已派单' }]))
    await server.tick(16)
    await until(duty, no, /编号 9-1/)
    await server.tick(16)
    await until(duty, no, /办理中: 已派单/)
    for (const [value, status, says] of [
      ['oops', 500, /暂时联系不上/],
      [[], 404, /已查不到/],
      ['{', 200, /暂时联系不上/],
    ]) {
      answer = (a) => json(a, status, value)
      await server.tick(24 * 60)
      await until(duty, no, says)
      assert.match((await told(duty, no))[0], /编号 9-1.*办理中: 已派单/) // what they last said stands
    }
    answer = (a) => json(a, 200, { service_requests: [{ service_request_id: '9-1', status: 'closed', status_notes: '已修复' }] })
    await server.tick(24 * 60)
    await until(duty, no, /已办结: 已修复$/)
    answer = (a) => json(a, 200, [{ service_request_id: '9-1', status: 'open', status_notes: '' }])
    await server.tick(24 * 60 + 1)
    await until(duty, no, /办理中$/)
  })

  test('addresses: https, or a host the operator lists; nothing private by surprise', async (t) => {
    const s = await stub(t, (a) => json(a, 200, [{ service_request_id: 'never' }]))
    const server = await serve()
    t.after(() => server.stop())
    for (const url of [s.url, 'http://city.example/open311/v2', 'ftp://city.example', 'https://user:secret@city.example/', 'file:///etc/passwd', 'https://'])
      assert.match(await add(server, { url }, 422), /https:\/\/ 开头/)
    for (const [services, says] of [['', /./], ['nonsense x', /没有这个类别/], ['facility-0118', /服务代码/], ['facility-0118 a\nfacility-0118 b', /写了两次/]])
      assert.match(await add(server, { url: 'https://city.example/open311/v2', services }, 422), says)
    // a name that leads to this machine is seen when it is connected to
    await add(server, { url: `https://localhost:${s.host.split(':')[1]}/open311/v2` })
    const duty = await visitor(server).as('duty')
    const no = await aCase(server, duty)
    await hand(duty, no)
    await until(duty, no, /不允许访问/)
    assert.equal(s.seen.length, 0)
  })

  test('only those who may hand over; the key is never shown again', async (t) => {
    const s = await stub(t, (a) => json(a, 200, [{ service_request_id: '1' }]))
    const { server, duty } = await ours(t, s.host)
    await add(server, { url: s.url, key: 'their-secret' })
    const admin = await visitor(server).as('admin')
    const list = (await admin.get('/admin/open311')).text
    const id = list.match(/\/admin\/open311\/(\d+)/)[1]
    assert.ok(!(await admin.get(`/admin/open311/${id}`)).text.includes('their-secret'))
    assert.equal((await duty.get('/admin/open311')).status, 403)
    const no = await aCase(server, duty)
    const clerk = await visitor(server).as('clerk')
    const { text: page, status } = await clerk.get(`/desk/cases/${no}`)
    if (status === 200) assert.ok(!page.includes('name="handover_text"'))
    const r = await clerk.post(`/desk/cases/${no}/handover`, page, { server: '1', handover_text: 'x' })
    assert.ok([403, 404].includes(r.status), String(r.status))
    assert.equal(s.seen.length, 0)
  })
})
