// What people are told, on the running program: not at night, ten things as one, answered by a digit,
// ended by one tap; and staff see how far each message got. The gateway is a test that signs as it does.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { hidden, staff, step, stepForm, Visitor } from '../faults/report.mjs'
import { serve } from '../journeys/server.mjs'

const secret = 'a secret shared with the gateway'
const phone = '13955550001'
const town = '532503001008000'
let server, duty

before(async () => {
  server = await serve({ env: { LINLI_SMS_SECRET: secret, LINLI_SMS_URL: 'http://127.0.0.1:9/', LINLI_BASE_URL: 'http://127.0.0.1:9', LINLI_LIMIT_TOKEN: '1000' } })
  duty = await staff(server.url, 'duty')
})
after(() => server?.stop())

const idOf = (no) => server.sql(`SELECT id FROM matters WHERE number = '${no}'`)
const rows = (sql) => server.sql(sql).split('\n').filter(Boolean).map((line) => line.split('|'))
const states = (no, kind) => rows(`SELECT sms FROM notices WHERE ref = ${idOf(no)} AND kind = '${kind}'`).map(([sms]) => sms)
const word = (no) => server.sql(`SELECT word FROM matters WHERE number = '${no}'`)
const clock = (to) => server.clock({ to: `2026-11-${to}:00+08:00` })

/** Until it holds: the program's own workers may be at it when a tick returns. */
async function until(what, fn) {
  for (const end = Date.now() + 20_000; ; await new Promise((r) => setTimeout(r, 30))) {
    const got = await fn()
    if (got) return got
    assert.ok(Date.now() < end, what)
  }
}
const toMe = async (kind) => (await server.outbox()).filter((m) => m.to === phone && (!kind || m.kind === kind))
const become = (n, kind, state) => until(`${n} ${kind} ${state}: ${states(n, kind)}`, () => states(n, kind).join() === state)

async function move(v, no, name, fields = {}, files) {
  const a = await step(v, no, { ...(await stepForm(v, no, name)), ...fields }, files)
  assert.equal(a.status, 303, `${no} ${name}: ${a.text.slice(0, 500)}`)
}

/** Called in for a resident by the duty officer and handed to the unit. */
async function handed() {
  const page = await duty.get('/desk/phone')
  const a = await duty.post('/desk/phone', new URLSearchParams({ ...hidden(page.html, '/desk/phone'), source: 'hotline', phone, name: '白光明', code: 'facility-0118', community: town, spot: '3号楼前' }))
  const no = a.location.match(/[A-Z0-9]+-\d\d-\d{5}/)?.[0]
  assert.ok(no, a.text.slice(0, 500))
  for (const name of ['accept', 'file']) await move(duty, no, name)
  const at = await duty.get(`/desk/cases/${no}`)
  await move(duty, no, 'dispatch', { org: at.html.match(/<option value="(\d+)"[^>]*>蒙自市城市管理局/)[1] })
  return no
}

async function closed(no) {
  const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  await move(await staff(server.url, 'dept-chengguan'), no, 'feed_back', { outcome: 'solved', say: '11月5日城市管理局已换灯头，路灯亮了。' }, [['after', dot, 'a.png', 'image/png']])
  const secretary = await staff(server.url, 'secretary')
  await move(secretary, no, 'found_done', {}, [['photo', dot, 'a.png', 'image/png']])
  await move(secretary, no, 'close', { say: '已核实，路灯亮了。' })
}

/** As the gateway sends it: the answer's status. */
async function gateway(at, said) {
  const body = JSON.stringify(said)
  const time = String(Math.floor(Date.now() / 1000))
  const sign = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')
  return (await fetch(server.url + at, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Linli-Time': time, 'Linli-Signature': sign }, body })).status
}

let no = []
test('ten things of a day are one message in the evening', async () => {
  for (let i = 0; i < 10; i++) no.push(await handed())
  await clock('05T17:30')
  for (const n of no) await become(n, 'cases.handed', 'digest')
  assert.equal((await toMe()).length, 0)
  await clock('05T18:05')
  for (const n of no) await become(n, 'cases.handed', 'merged')
  await until('the digest has left', async () => (await toMe()).length)
  const told = await toMe()
  assert.equal(told.length, 1)
  assert.match(told[0].text, /10/)
  assert.ok([...told[0].text].length <= 70, told[0].text)
})

test('what is not urgent waits for the morning, and leaves once', async () => {
  await clock('05T22:30')
  await closed(no[0])
  await clock('06T06:30')
  await become(no[0], 'cases.closed', 'wait')
  await clock('06T07:05')
  await become(no[0], 'cases.closed', 'shown')
  assert.equal((await toMe('cases.closed')).length, 1)
})

test('staff see how far a message got, and not to whom', async () => {
  const page = await duty.get(`/desk/cases/${no[0]}`)
  assert.match(page.text, /告知情况/)
  const told = page.text.slice(page.text.indexOf('告知情况'))
  assert.match(told, /短信|演示/)
  assert.ok(!page.html.includes(phone))
})

test('a reply of one digit is the word of the resident, once; what is none is asked again', async () => {
  assert.equal((await fetch(`${server.url}/sms/reply`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ from: phone, text: '1' }) })).status, 403)
  assert.equal(await gateway('/sms/reply', { from: phone, text: '好的谢谢' }), 200)
  assert.equal(word(no[0]), '')
  await server.tick(1)
  await until('it is asked again', async () => (await toMe('notices.unclear')).length === 1)
  for (let i = 0; i < 3; i++) assert.equal(await gateway('/sms/reply', { from: phone, text: '１' }), 200)
  assert.equal(word(no[0]), 'yes')
  assert.equal(await gateway('/sms/reply', { from: phone, text: '3' }), 200) // answered is answered
  assert.equal(word(no[0]), 'yes')
  await clock('06T09:00')
  for (const [i, text, want] of [[1, '2', 'partly'], [2, '3', 'no']]) {
    await closed(no[i])
    await server.tick(1)
    await become(no[i], 'cases.closed', 'shown')
    assert.equal(await gateway('/sms/reply', { from: phone, text }), 200)
    assert.match(server.sql(`SELECT payload FROM facts WHERE subject = ${idOf(no[i])} AND via = 'sms' ORDER BY id DESC LIMIT 1`) + word(no[i]), new RegExp(want))
  }
})

test('mail goes to whoever wants it, and an address to end it that is not ours ends nothing', async () => {
  const v = new Visitor(server.url)
  const page = await v.get('/login')
  await v.post('/login', new URLSearchParams({ ...hidden(page.html, '/login'), phone, send: '1' }))
  await server.tick(1)
  const code = (await until('a code', async () => (await toMe('notices.code'))[0])).text.match(/\d{6}/)[0]
  const again = await v.get(`/login?phone=${phone}`)
  const r = await v.post('/login', new URLSearchParams({ ...hidden(again.html, '/login'), phone, code }))
  assert.equal(r.status, 303, r.text.slice(0, 600))
  const wishes = await v.get('/me/messages/wishes')
  const kinds = [...wishes.html.matchAll(/name="kind" value="([^"]+)"/g)].map((m) => m[1])
  const saved = await v.post('/me/messages/wishes', new URLSearchParams([...Object.entries(hidden(wishes.html, '/me/messages/wishes')), ['sms', '1'], ['mail', 'bai@example.com'], ...kinds.map((k) => ['kind', k])]))
  assert.equal(saved.status, 303, saved.text.slice(0, 600))
  await closed(no[3])
  await server.tick(1)
  await become(no[3], 'cases.closed', 'shown')
  await until('the mail too', () => server.sql(`SELECT mail FROM notices WHERE ref = ${idOf(no[3])} AND kind = 'cases.closed'`) === 'shown')
  const account = server.sql(`SELECT account FROM notices WHERE ref = ${idOf(no[3])} AND kind = 'cases.closed'`)
  const stranger = new Visitor(server.url) // no session: the signature in the mail's address alone
  assert.equal((await stranger.post(`/messages/off?c=532503&a=${account}&k=cases.closed&s=${'0'.repeat(32)}`, '')).status, 404)
  assert.equal(server.sql(`SELECT COUNT(*) FROM notice_refusals WHERE account = ${account}`), '0')
})

test('whoever answers T gets no more texts but codes and questions', async () => {
  assert.equal(await gateway('/sms/reply', { from: phone, text: 'T' }), 200)
  const last = await handed()
  await clock('07T18:05')
  await become(last, 'cases.handed', 'no')
})
