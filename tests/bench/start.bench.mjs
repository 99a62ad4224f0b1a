// From exec to the first page of an existing database, and memory: at rest and with 512 connections.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { program, serve } from '../journeys/server.mjs'

export const name = 'start'
export const about = 'time to the first page, resident memory'

const page = '/c/532503001008'
const median = (a) => a.sort((x, y) => x - y)[Math.floor(a.length / 2)]

/** Resident megabytes of a process and its children. */
function resident(pid) {
  const kids = fs.readdirSync('/proc').filter((d) => /^\d+$/.test(d)).filter((d) => {
    try {
      return Number(fs.readFileSync(`/proc/${d}/stat`, 'utf8').split(') ')[1].split(' ')[1]) === pid
    } catch {
      return false
    }
  })
  const mb = (p) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${p}/status`, 'utf8'))[1]) / 1024
  return { own: mb(pid), all: [pid, ...kids].reduce((sum, p) => sum + mb(p), 0) }
}

/** One request on a connection of its own: the answer's first byte, or null when nobody listens. */
function knock(port) {
  return new Promise((resolve) => {
    const s = net.connect(port, '127.0.0.1', () => s.write(`GET ${page} HTTP/1.1\r\nHost: x\r\n\r\n`))
    s.once('data', (d) => resolve({ s, ok: d.toString().startsWith('HTTP/1.1 200') }))
    s.once('error', () => resolve(null))
  })
}

/** Milliseconds from exec until a page has been answered. */
async function startOnce(dir, port) {
  const began = performance.now()
  const child = spawn(program, ['serve', '--demo'], {
    env: { ...process.env, LINLI_DATA: dir, LINLI_KEYS: path.join(dir, 'demo.keys'), LINLI_DB: `sqlite:${dir}/demo.db`, LINLI_LISTEN: `127.0.0.1:${port}` },
    stdio: 'ignore',
  })
  const gone = new Promise((r) => child.on('exit', r))
  let answer
  while (!(answer = await knock(port)) && performance.now() - began < 20_000) await new Promise((r) => setTimeout(r, 1))
  const took = performance.now() - began
  answer?.s.destroy()
  child.kill('SIGTERM')
  await gone
  if (!answer?.ok) throw new Error('the server did not answer its first page')
  return took
}

export async function run(b) {
  const server = await serve()
  b.later(() => server.stop())
  const port = Number(new URL(server.url).port)
  await knock(port).then((a) => a.s.destroy())
  await b.sleep(500)
  const idle = resident(server.pid)
  b.row({ what: 'memory at rest, with its children ' + Math.round(idle.all), value: idle.own, unit: 'MB', most: 64 })
  const held = await Promise.all(Array.from({ length: 512 }, () => knock(port)))
  if (held.some((h) => !h?.ok)) throw new Error('some of 512 connections were not answered')
  const busy = resident(server.pid)
  b.row({ what: 'memory with 512 connections, with its children ' + Math.round(busy.all), value: busy.own, unit: 'MB', most: 256 })
  for (const h of held) h.s.destroy()

  const copy = path.join(b.build, 'bench-start')
  fs.rmSync(copy, { recursive: true, force: true })
  await (await serve({ prepare: (dir) => fs.cpSync(dir, copy, { recursive: true }) })).stop()
  b.later(() => fs.rmSync(copy, { recursive: true, force: true }))
  const times = []
  for (let i = 0; i < (b.smoke ? 2 : 11); i++) times.push(await startOnce(copy, port + 1))
  b.row({ what: `first page after start on an existing database`, value: median(times), unit: 'ms', most: 100 })
}
