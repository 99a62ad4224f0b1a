// Cameras and sensors on the running program: by a real broker (mosquitto) that is killed and comes
// back, by HTTP in the formats of camera makers, and by the simulator; a person decides on the page.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import test, { after } from 'node:test'
import { serve, top } from '../journeys/server.mjs'

const sleep = (ms) => new Promise((r) => setTimeout(r, ms))
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-broker-'))

/** What will be so, up to a minute on a busy machine. */
async function until(what, look) {
  for (let i = 0; i < 600; i++) {
    if (await look()) return
    await sleep(100)
  }
  assert.fail(what)
}

const answers = (port) =>
  new Promise((resolve) => {
    const s = net.connect(port, '127.0.0.1', () => resolve(s.end() && true))
    s.on('error', () => resolve(false))
  })

const port = await new Promise((resolve) => {
  const s = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = s.address()
    s.close(() => resolve(port))
  })
})
let broker
async function startBroker() {
  fs.writeFileSync(path.join(dir, 'conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\n`)
  fs.chmodSync(dir, 0o755)
  broker = spawn('/usr/sbin/mosquitto', ['-c', path.join(dir, 'conf')], { stdio: 'ignore' })
  await until('the broker answers', () => answers(port))
}
const stopBroker = () => new Promise((resolve) => broker.on('exit', resolve).kill())

await startBroker()
const server = await serve({ env: { LINLI_MQTT: `mqtt://127.0.0.1:${port}`, LINLI_MQTT_FRIGATE: '532503' } })
after(async () => {
  await server.stop()
  await stopBroker()
  fs.rmSync(dir, { recursive: true })
})
const ready = async () => (await fetch(`${server.url}/readyz`)).text()

function publish(topic, message) {
  const r = spawnSync('mosquitto_pub', ['-p', String(port), '-q', '1', '-t', topic, '-m', JSON.stringify(message)], { encoding: 'utf8' })
  assert.equal(r.status, 0, r.stderr)
}

/** Somebody signed in, without a browser. */
async function signedIn(login) {
  let cookie = ''
  const get = async (at) => (await fetch(server.url + at, { headers: { cookie } })).text()
  const post = async (at, page, fields) => {
    const form = page.slice(page.indexOf(`action="${at}"`))
    const keys = Object.fromEntries(['_csrf', '_key'].map((k) => [k, form.match(new RegExp(`name="${k}" value="([^"]*)"`))?.[1] ?? '']))
    const r = await fetch(server.url + at, { method: 'POST', headers: { cookie }, redirect: 'manual', body: new URLSearchParams({ ...keys, ...fields }) })
    for (const c of r.headers.getSetCookie()) cookie = [cookie, c.split(';')[0]].filter(Boolean).join('; ')
    return { status: r.status, location: r.headers.get('location'), text: await r.text() }
  }
  const r = await post('/staff/login', await get('/staff/login'), { login, password: 'linli-demo' })
  assert.equal(r.status, 303)
  return { get, post }
}
const push = (token, type, body) =>
  fetch(`${server.url}/api/v1/devices/events`, { method: 'POST', headers: { Authorization: `Bearer ${token}`, 'Content-Type': type }, body })

test('what is published becomes an event of its device, and a broker that was away is found again', async () => {
  const duty = await signedIn('duty')
  const events = async (code) => [...(await duty.get(`/en/desk/devices?state=open&device=${code}`)).matchAll(/href="\/(?:en\/)?desk\/devices\/(\d+)"/g)].map((m) => m[1])
  await until('connected', async () => (await ready()) === 'ready\n')
  assert.equal((await events('jg-yinhe-0201')).length, 0)
  publish('linli/532503/jg-yinhe-0201/event', { what: 'tilt', value: 40 })
  await until('the event is there', async () => (await events('jg-yinhe-0201')).length === 1)
  await stopBroker()
  await until('the loss is said', async () => /mqtt/.test(await ready()))
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200) // pages are served all the same
  await startBroker()
  await until('connected again', async () => (await ready()) === 'ready\n')
  publish('frigate/events', { type: 'new', before: {}, after: { id: '1.2-x', camera: 'hzy_square', label: 'person', top_score: 0.91, false_positive: false } })
  await until('the camera is heard', async () => (await events('hzy_square')).length >= 2)
})

test('alarms of camera makers are taken as they come, with the picture; what is none is said', async () => {
  const jpeg = fs.readFileSync(path.join(top, 'tests/fuzz/image', fs.readdirSync(path.join(top, 'tests/fuzz/image')).find((f) => /jpe?g/.test(f)) ?? ''))
  const xml = (type) => `<?xml version="1.0" encoding="UTF-8"?><EventNotificationAlert version="2.0"><channelID>1</channelID><eventType>${type}</eventType><eventState>active</eventState></EventNotificationAlert>`
  const parts = new FormData()
  parts.append('fielddetection.xml', new Blob([xml('fielddetection')], { type: 'application/xml' }), 'fielddetection.xml')
  parts.append('fielddetection.jpg', new Blob([jpeg], { type: 'image/jpeg' }), 'fielddetection.jpg')
  const address = `${server.url}/api/v1/devices/events/linli-demo-hongyan_bridge`
  const r = await fetch(address, { method: 'POST', body: parts })
  assert.equal(r.status, 200)
  assert.deepEqual(await r.json(), { result: 'opened' })
  const again = await fetch(address, { method: 'POST', headers: { 'Content-Type': 'application/xml' }, body: xml('fielddetection') })
  assert.deepEqual(await again.json(), { result: 'counted' })
  const dahua = await push('linli-demo-nanhu_gate', 'application/json', JSON.stringify({ Code: 'CrossRegionDetection', Action: 'Start', Index: 0, Data: { Name: 'IVS-1' } }))
  assert.deepEqual(await dahua.json(), { result: 'opened' })
  const bomb = await push('linli-demo-nanhu_gate', 'application/xml', '<!DOCTYPE a [<!ENTITY b "c">]><EventNotificationAlert><eventType>&b;</eventType></EventNotificationAlert>')
  assert.equal(bomb.status, 422)
  assert.match(bomb.headers.get('content-type'), /problem\+json/)
  assert.equal((await push('linli-demo-nobody', 'application/json', '{}')).status, 401)
  assert.equal((await push('linli-demo-nanhu_gate', 'application/json', JSON.stringify({ photo: 'A'.repeat(5 << 20) }))).status, 413)
  const early = await push('linli-demo-nanhu_gate', 'application/json', JSON.stringify({ what: 'person', at: '2031-01-01T00:00:00+08:00' }))
  assert.ok((await early.json()).clock_off_s > 86400)
})

test('a person files it as a case in one tap, or dismisses it with a reason', async () => {
  const duty = await signedIn('duty')
  const list = await duty.get('/desk/devices?kind=water')
  const file = list.match(/action="(\/desk\/devices\/\d+\/file)"/)[1]
  const category = list.slice(list.indexOf(file)).match(/name="category" value="([^"]+)"/)[1]
  const r = await duty.post(file, list, { category })
  assert.equal(r.status, 303, r.text)
  const no = r.location.match(/filed=([A-Z0-9-]+)/)[1]
  assert.match(await duty.get(`/desk/cases/${no}`), /摄像头|传感器/)
  const tilt = (await duty.get('/desk/devices?kind=tilt')).match(/href="(\/desk\/devices\/\d+)"/)[1]
  const page = await duty.get(tilt)
  const none = await duty.post(`${tilt}/dismiss`, page, { reason: '' })
  assert.equal(none.status, 422)
  const done = await duty.post(`${tilt}/dismiss`, none.text, { reason: 'animal' })
  assert.equal(done.status, 303)
  assert.equal((await duty.post(`${tilt}/dismiss`, page, { reason: 'test' })).status, 409)
})

test('the simulated devices are heard', () => {
  const r = spawnSync(path.join(top, 'tools/simulate-devices'), ['--http', server.url, '--rounds', '2', '--every', '0'], { encoding: 'utf8' })
  assert.equal(r.status, 0, r.stderr)
  assert.equal([...r.stdout.matchAll(/-> 200 (heard|opened|counted)/g)].length, 12, r.stdout)
})
