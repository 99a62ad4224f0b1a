// Boards of the command centre that stay open: what each costs in memory, how long a change takes to
// the last of them, and whether the program grows while they stay open under load.
// script/bench --minutes=60 streams: that for an hour (else for ten seconds).
import fs from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { serve } from '../journeys/server.mjs'
import { opened, report, send, Visitor } from '../faults/report.mjs'
import { signIn } from './sign_in.mjs'

export const name = 'streams'
export const about = 'open boards: memory of each, time to the last, growth'

const median = (a) => [...a].sort((x, y) => x - y)[Math.floor(a.length / 2)]
const sleep = (ms) => new Promise((r) => setTimeout(r, ms))
const rss = (pid) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) // kB

/** One open board as far as it listens: { at: the last position told, when, socket }. */
function board(port, cookie, all) {
  return new Promise((resolve, reject) => {
    const b = { at: -1, when: 0, up: false, gone: false }
    b.socket = net.connect(port, '127.0.0.1', () => b.socket.write(`GET /duty/stream HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: text/event-stream\r\nCookie: ${cookie}\r\n\r\n`))
    b.socket.setEncoding('utf8')
    b.socket.on('data', (text) => {
      if (!b.up) {
        if (!text.startsWith('HTTP/1.1 200')) return reject(new Error(text.slice(0, 400)))
        b.up = true
        resolve(b)
      }
      for (const m of text.matchAll(/data: county\/\d+ (\d+)\n\n/g)) {
        b.at = Number(m[1])
        b.when = performance.now()
        all.most = Math.max(all.most, b.at)
      }
    })
    b.socket.on('error', () => { b.gone = true })
    b.socket.on('close', () => { b.gone = true })
  })
}

/** So many boards, a hundred at a time. */
async function open(port, cookie, n) {
  const all = Object.assign([], { most: -1 })
  while (all.length < n) all.push(...(await Promise.all(Array.from({ length: Math.min(100, n - all.length) }, () => board(port, cookie, all)))))
  return all
}

async function until(fn, ms = 60_000) {
  for (const end = performance.now() + ms; !(await fn()); await sleep(5)) if (performance.now() > end) return false
  return true
}

/** A report, from its commit on: ms until the last board was told. */
async function hint(url, boards) {
  const before = boards.most
  const v = new Visitor(url)
  const fields = await opened(v)
  const began = performance.now()
  const a = await send(v, fields)
  if (a.status !== 303) throw new Error(`report: ${a.status} ${a.text.slice(0, 200)}`)
  if (!(await until(() => boards.every((b) => b.at > before)))) throw new Error('somebody was not told')
  return Math.max(...boards.map((b) => b.when)) - began
}

/** Every board fetches its content, as each does that was told: ms until the last has it. */
async function looks(url, cookie, n) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 })
  const one = () => new Promise((resolve, reject) => {
    http.get(`${url}/duty`, { agent, headers: { cookie, 'X-Fragment': 'board' } }, (r) => {
      r.resume()
      r.on('end', () => (r.statusCode === 200 ? resolve() : reject(new Error(String(r.statusCode)))))
    }).on('error', reject)
  })
  const began = performance.now()
  await Promise.all(Array.from({ length: n }, one))
  agent.destroy()
  return performance.now() - began
}

/** Reports and looks without end while the boards stay: { missed, reports }. */
async function load(server, cookie, boards, seconds) {
  const end = performance.now() + seconds * 1000
  let missed = 0
  let reports = 0
  let last = -1
  while (performance.now() < end) {
    const round = performance.now()
    if (await report(new Visitor(server.url))) reports++
    await looks(server.url, cookie, 5)
    if (last >= 0) missed += boards.filter((b) => b.gone || b.at < last).length // a second later all know it
    last = boards.most
    await sleep(Math.max(0, 1000 - (performance.now() - round)))
  }
  await until(() => boards.every((b) => b.at === boards.most), 5000)
  return { missed: missed + boards.filter((b) => b.at !== boards.most).length, reports }
}

export async function run(b) {
  const n = b.smoke ? 60 : 2000
  const server = await serve({ env: { LINLI_LIMIT_REPORT: '1000000', LINLI_LIMIT_WORD: '1000000' } })
  b.later(() => server.stop())
  const port = Number(new URL(server.url).port)
  const cookie = await signIn(server.url, 'duty')
  await report(new Visitor(server.url))
  await looks(server.url, cookie, 50) // what the program keeps anyway
  await sleep(300)

  const before = rss(server.pid)
  const boards = await open(port, cookie, n)
  b.later(() => boards.forEach((x) => x.socket.destroy()))
  b.row({ what: `memory of each of ${n} open boards`, value: (rss(server.pid) - before) / n, unit: 'kB', most: b.smoke ? undefined : 64 })

  const told = []
  for (let i = 0; i < (b.smoke ? 2 : 10); i++) told.push(await hint(server.url, boards))
  b.row({ what: `from sending a report until the last of ${n} was told`, value: median(told), unit: 'ms', most: b.smoke ? undefined : 2000 })
  b.row({ what: `until the last of ${n} has its new page too`, value: await looks(server.url, cookie, n), unit: 'ms' })

  const minutes = b.smoke ? 0.05 : (b.minutes ?? 1 / 6)
  await load(server, cookie, boards, Math.min(60, minutes * 10)) // it fills what it keeps
  const start = rss(server.pid)
  const { missed, reports } = await load(server, cookie, boards, minutes * 60)
  const stop = rss(server.pid)
  const what = `${n} boards for ${minutes < 1 ? `${Math.round(minutes * 60)} s` : `${minutes} min`}`
  b.row({ what: `${what}: memory at the start`, value: start / 1024, unit: 'MB' })
  b.row({ what: `${what}: at the end, against it`, value: stop / 1024, unit: 'MB', ratio: stop / start, most: b.smoke ? undefined : 1.1 })
  b.row({ what: `${what}: hints missed in ${reports} reports`, value: missed, unit: '', most: 0 })
}
