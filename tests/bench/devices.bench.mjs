// Ten thousand alarms at once by a broker: from one device, and from a thousand. Each must be counted,
// and no more events be made than there are devices.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { serve } from '../journeys/server.mjs'

export const name = 'devices'
export const about = 'alarms of devices by a broker'

const sleep = (ms) => new Promise((r) => setTimeout(r, ms))

/** mosquitto that keeps whatever waits, in a folder that exists. */
async function broker(b, dir) {
  const port = 20000 + ((process.pid + 7) % 20000)
  const conf = path.join(dir, 'mosquitto.conf')
  fs.writeFileSync(conf, `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n`)
  fs.chmodSync(dir, 0o755)
  const child = spawn('/usr/sbin/mosquitto', ['-c', conf], { stdio: 'ignore' })
  b.later(() => child.kill())
  for (let i = 0; i < 500; i++) {
    if (await new Promise((r) => net.connect(port, '127.0.0.1', () => r(true)).on('error', () => r(false)))) return port
    await sleep(10)
  }
  throw new Error('mosquitto does not answer')
}

function length(n) {
  const out = []
  do {
    const digit = n % 128
    n = Math.floor(n / 128)
    out.push(n ? digit | 128 : digit)
  } while (n)
  return Buffer.from(out)
}

const packet = (type, body) => Buffer.concat([Buffer.from([type]), length(body.length), body])
const word = (s) => Buffer.concat([Buffer.from([s.length >> 8, s.length & 255]), Buffer.from(s)])

/** MQTT 3.1.1, QoS 1, everything in one go: until the broker has acknowledged all of it. */
function publish(port, messages) {
  return new Promise((resolve, reject) => {
    const s = net.connect(port, '127.0.0.1', () => {
      s.write(packet(0x10, Buffer.concat([word('MQTT'), Buffer.from([4, 2, 0, 60]), word('bench')])))
      s.write(Buffer.concat(messages.map(([topic, text], i) => packet(0x32, Buffer.concat([word(topic), Buffer.from([(i + 1) >> 8, (i + 1) & 255]), Buffer.from(text)])))))
    })
    let bytes = 0
    s.on('data', (d) => {
      bytes += d.length
      if (bytes >= 4 + 4 * messages.length) resolve(s.end()) // CONNACK, then a PUBACK each
    })
    s.on('error', reject)
  })
}

export async function run(b) {
  const all = b.smoke ? 200 : 10_000
  const devices = b.smoke ? 20 : 1000
  const dir = fs.mkdtempSync('/tmp/linli-broker-')
  b.later(() => fs.rmSync(dir, { recursive: true, force: true }))
  const port = await broker(b, dir)
  const server = await serve({ env: { LINLI_MQTT: `mqtt://127.0.0.1:${port}` } })
  b.later(() => server.stop())
  server.sql(`INSERT INTO device_registry (county, id, code, name, kind, place, scope, spot, org, category, alarm_at, sure_least, window_ms, quiet_ms, token_hash, added_ms, heard_ms, due_ms, silent_ms, clock_off_ms, closed_ms, row_ver)
    WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < ${devices})
    SELECT 532503, 7000 + n, 'many-' || n, 'Gauge ' || n, 'water', 532503001008000, 532503001008000, '', 1, '', 1500, 50, 3600000, 86400000, '', 0, 0, 9000000000000, 0, 0, 0, 1 FROM i`)
  while ((await (await fetch(`${server.url}/readyz`)).text()) !== 'ready\n') await sleep(50)
  const text = JSON.stringify({ what: 'water_level', value: 1.9 })
  for (const [what, n, first] of [['one device', 1, 0], [`${devices} devices`, devices, 1]]) {
    const began = performance.now()
    await publish(port, Array.from({ length: all }, (_, i) => [`linli/532503/many-${first + (i % n)}/event`, text]))
    const sums = () => server.sql(`SELECT COUNT(*), COALESCE(SUM(n), 0) FROM device_events WHERE device BETWEEN ${7000 + first} AND ${7000 + first + n - 1}`).split('|').map(Number)
    while (sums()[1] < all && performance.now() - began < 120_000) await sleep(100)
    const [events, counted] = sums()
    if (events !== n || counted !== all) throw new Error(`${what}: ${events} events, ${counted} counted`)
    b.row({ what: `${all} alarms from ${what}, all counted`, value: Math.round((performance.now() - began) / 100) / 10, unit: 's', most: 60 })
  }
}
