// script/bench: runs tests/bench/*.bench.mjs one after the other, prints a table and writes
// build/bench.json. --minutes=N: for one that lasts as long as it is told. Every figure that matters is a ratio of two things measured in turns in the
// same run, because two runs on a shared machine cannot be compared.
//
// A benchmark exports `name`, `about` and run(b), and reports rows with b.row(...):
//   { what, value, unit, ratio?, target?, most? }   target: ratio (or value) at least;
//                                                    most: ratio (or value) at most
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = path.dirname(fileURLToPath(import.meta.url))
export const build = path.resolve(process.env.BUILD ?? 'build')
process.env.LINLI ??= path.join(build, 'linli')

const words = process.argv.slice(2)
const smoke = words.includes('--smoke')
const minutes = Number(words.find((w) => w.startsWith('--minutes='))?.slice(10)) || undefined
const wanted = words.filter((w) => !w.startsWith('--'))

export const median = (a) => [...a].sort((x, y) => x - y)[Math.floor(a.length / 2)]
const sleep = (ms) => new Promise((r) => setTimeout(r, ms))

/** Requests per second by wrk on two threads; latencies in ms. */
function wrk(url, { connections = 64, seconds = smoke ? 0.3 : 3, script, headers = {} } = {}) {
  const args = ['-t2', `-c${connections}`, `-d${Math.max(1, Math.round(seconds))}s`, '--latency']
  for (const [k, v] of Object.entries(headers)) args.push('-H', `${k}: ${v}`)
  if (script) args.push('-s', script)
  const r = spawnSync('wrk', [...args, url], { encoding: 'utf8' })
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(r.stdout)?.[1])
  if (!rate) throw new Error(`wrk ${url}: ${r.stdout}${r.stderr}`)
  const bad = /Non-2xx or 3xx responses: (\d+)/.exec(r.stdout)
  if (bad) throw new Error(`wrk ${url}: ${bad[1]} answers were errors`)
  const ms = (s) => {
    const m = new RegExp(`${s}%\\s+([\\d.]+)(us|ms|s)`).exec(r.stdout)
    return m ? Number(m[1]) * { us: 0.001, ms: 1, s: 1000 }[m[2]] : NaN
  }
  return { rate, p50: ms(50), p99: ms(99) }
}

/** nginx with as many workers as cores, serving files of a folder: { url, put(name, bytes), stop() } */
async function nginx() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-nginx-'))
  fs.chmodSync(dir, 0o755)
  fs.mkdirSync(path.join(dir, 'www'))
  const port = 20000 + (process.pid % 20000)
  fs.writeFileSync(
    path.join(dir, 'nginx.conf'),
    `${process.getuid() === 0 ? 'user root;' : ''} worker_processes auto; pid ${dir}/pid; error_log ${dir}/error.log;
events { worker_connections 2048; }
http { access_log off; sendfile on; tcp_nopush on; default_type text/html; keepalive_requests 1000000; open_file_cache max=100;
  client_body_temp_path ${dir}/b; proxy_temp_path ${dir}/p; fastcgi_temp_path ${dir}/f; uwsgi_temp_path ${dir}/u; scgi_temp_path ${dir}/s;
  server { listen 127.0.0.1:${port} backlog=1024; root ${dir}/www; } }`,
  )
  const child = spawn('nginx', ['-c', path.join(dir, 'nginx.conf'), '-p', dir, '-g', 'daemon off;'], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  for (let i = 0; ; i++) {
    try {
      await fetch(url)
      break
    } catch {
      if (i > 100) throw new Error(`nginx did not start: ${fs.readFileSync(path.join(dir, 'error.log'), 'utf8')}`)
      await sleep(50)
    }
  }
  return {
    url,
    put: (name, bytes) => fs.writeFileSync(path.join(dir, 'www', name), bytes),
    async stop() {
      const gone = new Promise((r) => child.on('exit', r))
      child.kill('SIGQUIT')
      await gone
      fs.rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Two measurements in turns: the median of the rounds' ratios, and the medians themselves. */
function inTurns(rounds, ours, theirs) {
  const a = []
  const b = []
  const ratio = []
  for (let i = 0; i < rounds; i++) {
    const [x, y] = i % 2 ? [ours(), theirs()] : [theirs(), ours()].reverse()
    a.push(x)
    b.push(y)
    ratio.push(x / y)
  }
  return { ours: median(a), theirs: median(b), ratio: median(ratio), low: Math.min(...ratio), high: Math.max(...ratio) }
}

const rows = []
const fixed = (n) => (n === undefined ? '' : Math.abs(n) >= 100 ? String(Math.round(n)) : n.toFixed(2))
function print(r) {
  const goal = r.target !== undefined ? `>= ${r.target}` : r.most !== undefined ? `<= ${r.most}` : ''
  const judged = r.ratio ?? r.value
  r.ok = r.target !== undefined ? judged >= r.target : r.most !== undefined ? judged <= r.most : undefined
  console.log(
    [r.name.padEnd(10), r.what.padEnd(54), `${fixed(r.value)} ${r.unit ?? ''}`.padStart(14), fixed(r.ratio).padStart(7), goal.padStart(9), r.ok === undefined ? '' : r.ok ? 'ok' : 'MISSED'].join(' '),
  )
}

console.log(['', 'what'.padEnd(54), 'value'.padStart(14), 'ratio'.padStart(7), 'target'.padStart(9)].map((s, i) => (i ? s : s.padEnd(10))).join(' '))
let broken = 0
for (const file of fs.readdirSync(here).filter((f) => f.endsWith('.bench.mjs')).sort()) {
  const bench = await import(pathToFileURL(path.join(here, file)).href)
  if (wanted.length && !wanted.includes(bench.name)) continue
  const closing = []
  const b = {
    smoke,
    minutes,
    build,
    wrk,
    inTurns,
    rounds: smoke ? 1 : 5,
    sleep,
    row(r) {
      const all = { name: bench.name, ...r }
      rows.push(all)
      print(all)
    },
    later: (fn) => closing.push(fn),
    async nginx() {
      const n = await nginx()
      closing.push(() => n.stop())
      return n
    },
    /** A program of tests/bench/*.c: its lines of JSON. */
    program(name, args = [], env = {}) {
      const r = spawnSync(path.join(build, 'tests/bench', name), args, { encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 1 << 28 })
      if (r.status !== 0) throw new Error(`${name}: ${r.status ?? r.signal}\n${r.stderr}`)
      return r.stdout.trim().split('\n').filter(Boolean).map((l) => JSON.parse(l))
    },
  }
  try {
    await bench.run(b)
  } catch (e) {
    broken++
    console.error(`${bench.name}: ${e.stack}`)
  }
  for (const fn of closing.reverse()) await fn()
}

const out = {
  at: new Date().toISOString(),
  machine: { cores: os.cpus().length, model: os.cpus()[0]?.model, memory: os.totalmem(), load: os.loadavg() },
  smoke,
  rows,
}
fs.mkdirSync(build, { recursive: true })
fs.writeFileSync(path.join(build, 'bench.json'), JSON.stringify(out, null, 1) + '\n')
console.log(`\nwrote ${path.relative('.', path.join(build, 'bench.json'))}: ${rows.filter((r) => r.ok === false).length} of ${rows.filter((r) => r.ok !== undefined).length} targets missed${smoke ? ' (smoke: the figures say nothing)' : ''}`)
process.exit(broken ? 1 : 0)
