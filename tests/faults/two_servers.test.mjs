// Two programs on one PostgreSQL, whose clocks go on together: each step of each deadline happens
// once, whoever comes first; what is put aside or merged is not pressed; nobody is woken at night but
// for what is urgent.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { cluster, serve } from '../journeys/server.mjs'
import { hidden, staff, step, stepForm } from './report.mjs'

const only = { skip: cluster ? false : 'on PostgreSQL alone do two programs share a database' }
const town = '532503001008000'
const noise = 'event-2205' // its deadline runs day and night: eight hours
const day = '2026-11-05T'
let one, two, duty

before(async () => {
  if (!cluster) return
  one = await serve()
  two = await serve({ on: one })
  duty = await staff(one.url, 'duty')
})
after(async () => {
  await two?.stop()
  await one?.stop()
})

/** Both clocks at once, until neither has anything left to do. */
const clock = (to) => Promise.all([one.clock({ to }), two.clock({ to })])
const count = (sql) => Number(one.sql(`SELECT count(*) ${sql}`))
const rows = (sql) => one.sql(sql).split('\n').filter(Boolean).map((line) => line.split('|'))
const idOf = (no) => one.sql(`SELECT id FROM matters WHERE number = '${no}'`)

async function move(v, no, name, fields = {}) {
  const a = await step(v, no, { ...(await stepForm(v, no, name)), ...fields })
  assert.equal(a.status, 303, `${no} ${name}: ${a.text.slice(0, 600)}`)
}

/** A call taken by the duty officer: its number, waiting for its dispatch. */
async function called(code, more = {}) {
  const page = await duty.get('/desk/phone')
  const a = await duty.post('/desk/phone', new URLSearchParams({ ...hidden(page.html, '/desk/phone'), source: 'superior', code, community: town, spot: '3号楼前', ...more }))
  const no = a.location.match(/[A-Z0-9]+-\d\d-\d{5}/)?.[0]
  assert.ok(no, a.text.slice(0, 600))
  await move(duty, no, 'accept')
  await move(duty, no, 'file')
  return no
}

async function dispatched(code, more) {
  const no = await called(code, more)
  const page = await duty.get(`/desk/cases/${no}`)
  await move(duty, no, 'dispatch', { org: page.html.match(/<option value="(\d+)"[^>]*>蒙自市城市管理局/)[1] })
  return no
}

/** How often each step of the handling deadline of a case has happened, and who was told how. */
const steps = (no) => Object.fromEntries(rows(`SELECT now, count(*) FROM facts WHERE subject = ${idOf(no)} AND kind = 'matter.step' AND was = 'department' GROUP BY now`))
const told = (no) => rows(`SELECT n.kind, n.sms, n.mail, count(*) FROM notices n WHERE n.ref = ${idOf(no)} AND n.kind LIKE 'duty.%' GROUP BY n.kind, n.sms, n.mail ORDER BY n.kind`)
const waiting = (no) => told(no).reduce((n, [, sms, , many]) => n + (sms === 'wait' ? Number(many) : 0), 0)

/** Nothing anywhere happened twice. */
function onceEach() {
  assert.deepEqual(rows(`SELECT subject, was, now, count(*) FROM facts f WHERE kind = 'matter.step' AND NOT EXISTS (SELECT 1 FROM clocks c WHERE c.matter = f.subject AND c.name = f.was AND c.id > (SELECT min(id) FROM clocks d WHERE d.matter = c.matter AND d.name = c.name)) GROUP BY subject, was, now HAVING count(*) > 1`), [])
  assert.equal(count(`FROM facts WHERE kind = 'matter.step'`), count('FROM clock_steps'))
  assert.deepEqual(rows(`SELECT account, ref, kind, fact, count(*) FROM notices WHERE fact IS NOT NULL GROUP BY account, ref, kind, fact HAVING count(*) > 1`), [])
  // a step that presses has pressed once: one message of a kind for each account
  assert.deepEqual(rows(`SELECT account, ref, kind, count(*) FROM notices WHERE kind IN ('duty.yellow', 'duty.yellow.urgent') AND ref IN (SELECT matter FROM clocks WHERE name = 'department' GROUP BY matter HAVING count(*) = 1) GROUP BY account, ref, kind HAVING count(*) > 1`), [])
}

test('every step happens once, and whoever is to hear of it hears once', only, async () => {
  const no = []
  for (let i = 0; i < 6; i++) no.push(await dispatched('event-0102')) // four working hours
  for (const at of ['11:30:00', '14:30:00', '17:30:00']) await clock(`${day}${at}+08:00`)
  for (const n of no) {
    assert.deepEqual(steps(n), { 80: '1', 100: '1', leader: '1' })
    const kinds = new Set(told(n).map(([kind]) => kind))
    assert.deepEqual([...kinds], ['duty.leader', 'duty.red', 'duty.yellow'])
  }
  onceEach()
  assert.ok(count(`FROM clock_steps`) > 100, 'the demo has many that are late')
})

test('what is put aside or merged is not pressed', only, async () => {
  await clock('2026-11-06T08:30:00+08:00')
  const aside = await dispatched('event-0102')
  const merged = await called('event-0102')
  await move(await staff(one.url, 'dept-chengguan'), aside, 'ask_hold', { reason: 'weather', say: '下雨，干不了。' })
  await move(await staff(two.url, 'centre'), aside, 'hold', { reason: 'weather', until: '2026-12-30' })
  const page = await duty.get(`/desk/cases/${merged}`)
  const a = await duty.post(`/desk/cases/${merged}/move`, new URLSearchParams({ ...hidden(page.html, `/desk/cases/${merged}/move`, 'value="merge"'), into: aside }))
  assert.equal(a.status, 303, a.text.slice(0, 600))
  const before = [aside, merged].map((n) => count(`FROM clock_steps WHERE matter = ${idOf(n)}`))
  await clock('2026-11-20T15:00:00+08:00')
  assert.deepEqual([aside, merged].map((n) => count(`FROM clock_steps WHERE matter = ${idOf(n)}`)), before)
  for (const n of [aside, merged]) assert.deepEqual(told(n), [])
  assert.ok(count(`FROM clocks WHERE state = 'paused'`) > 10)
  assert.equal(count(`FROM clock_steps s JOIN clocks c ON c.matter = s.matter AND c.id = s.clock WHERE c.state = 'paused' AND s.fired_ms > c.stopped_ms`), 0)
  onceEach()
})

test('at night nobody hears of what is not urgent, until the morning and then once', only, async () => {
  await clock('2026-11-23T15:45:00+08:00')
  const calm = await dispatched(noise)
  const urgent = await dispatched(noise, { urgent: '1' })
  for (const [to, kind] of [['23T22:15', 'yellow'], ['23T23:50', 'red'], ['24T03:50', 'leader']]) { // 80 %, 100 %, 150 %
    await clock(`2026-11-${to}:00+08:00`)
    for (const n of [calm, urgent]) assert.ok(told(n).some(([k]) => k.startsWith(`duty.${kind}`)), `${kind} has been written`)
    assert.equal(waiting(urgent), 0, `${kind}: what is urgent has left`)
    assert.ok(waiting(calm) > 0 && told(calm).every(([, sms]) => sms === 'wait'), `${kind}: what is not waits: ${told(calm)}`)
  }
  const written = told(calm).reduce((n, [, , , many]) => n + Number(many), 0)
  await clock('2026-11-24T07:05:00+08:00')
  assert.equal(waiting(calm), 0)
  assert.equal(told(calm).reduce((n, [, , , many]) => n + Number(many), 0), written)
  for (const n of [calm, urgent]) assert.deepEqual(steps(n), { 80: '1', 100: '1', leader: '1' })
  onceEach()
})
