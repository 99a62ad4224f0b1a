// A fresh server of its own for a test: demo data, a free port, SQLite or PostgreSQL.
//
// LINLI        the program (build/linli unless told)
// LINLI_TEST_DB  a postgres:// address of a cluster where databases may be made (script/pg sets
//              it): then the server runs on PostgreSQL
// LINLI_FRONT  "nginx": then it listens on a unix socket, and the address is that of nginx with the
//              shipped configuration before it
//
// The demo is loaded once per program and copied for every server.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { nginx } from '../conformance/nginx.mjs'

export const top = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
export const program = path.resolve(top, process.env.LINLI ?? 'build/linli')
export const cluster = /^postgres/.test(process.env.LINLI_TEST_DB ?? '') ? process.env.LINLI_TEST_DB : ''
export const demoNow = '2026-11-05T09:00:00+08:00' // a Thursday morning

const sleep = (ms) => new Promise((r) => setTimeout(r, ms))

function freePort() {
  return new Promise((resolve, reject) => {
    const s = net.createServer()
    s.on('error', reject)
    s.listen(0, '127.0.0.1', () => {
      const { port } = s.address()
      s.close(() => resolve(port))
    })
  })
}

function run(args, env) {
  const r = spawnSync(program, args, { env: { ...process.env, ...env }, encoding: 'utf8' })
  if (r.status !== 0) throw new Error(`linli ${args.join(' ')}: ${r.status ?? r.signal}\n${r.stderr}`)
  return r.stdout
}

function psql(database, sql) {
  const r = spawnSync('psql', ['-qAtX', '-v', 'ON_ERROR_STOP=1', '-d', pgUrl(database), '-c', sql], { encoding: 'utf8' })
  if (r.status !== 0) throw new Error(`psql: ${r.stderr}`)
  return r.stdout.trim()
}

function sqlite(file, sql) {
  const r = spawnSync('sqlite3', ['-cmd', '.timeout 10000', file, sql], { encoding: 'utf8' })
  if (r.status !== 0) throw new Error(`sqlite3: ${r.stderr}`)
  return r.stdout.trim()
}

const pgUrl = (database) => cluster.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${database}`)

/** One at a time over all test processes. */
async function locked(name, fn) {
  const lock = path.join(os.tmpdir(), `linli-${name}.lock`)
  for (;;) {
    try {
      fs.mkdirSync(lock)
      break
    } catch {
      const age = Date.now() - (fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
      if (age > 300_000) fs.rmSync(lock, { recursive: true, force: true })
      await sleep(100)
    }
  }
  try {
    return await fn()
  } finally {
    fs.rmSync(lock, { recursive: true, force: true })
  }
}

/** The loaded demo of this program: { dir } with demo.keys and demo.db, or the name of a database. */
async function demo() {
  const st = fs.statSync(program)
  const mark = createHash('sha256').update(`${program} ${st.mtimeMs} ${st.size} ${cluster}`).digest('hex').slice(0, 16)
  const dir = path.join(top, 'build-test', `demo-${mark}`)
  const database = `linli_demo_${mark}`
  await locked(mark, async () => {
    if (fs.existsSync(path.join(dir, 'ready'))) return
    fs.rmSync(dir, { recursive: true, force: true })
    fs.mkdirSync(dir, { recursive: true })
    if (cluster) {
      psql('postgres', `DROP DATABASE IF EXISTS ${database}`)
      psql('postgres', `CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'`)
    }
    const env = {
      LINLI_DATA: dir,
      LINLI_KEYS: path.join(dir, 'demo.keys'),
      LINLI_DB: cluster ? pgUrl(database) : `sqlite:${dir}/demo.db`,
      LINLI_NOW: demoNow,
    }
    run(['keys', 'init'], env)
    run(['migrate'], env)
    run(['demo', 'load', 'mengzi'], env)
    fs.writeFileSync(path.join(dir, 'ready'), '')
  })
  return { dir, database }
}

/** A copy of the demo: { dir, database }. */
async function fresh() {
  const from = await demo()
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-test-'))
  const database = `linli_t_${process.pid}_${path.basename(dir).slice(-6).toLowerCase().replace(/[^a-z0-9]/g, 'x')}`
  fs.cpSync(from.dir, dir, { recursive: true })
  if (cluster) await locked('createdb', () => psql('postgres', `CREATE DATABASE ${database} TEMPLATE ${from.database}`))
  return { dir, database }
}

/**
 * Starts a server. options: now (RFC 3339), args (more of them), env, prepare(dir): called before
 * it starts, with the folder that holds demo.db and demo.keys; through (a function of its folder:
 * the command that runs the program); front (as LINLI_FRONT).
 * on: another server, on PostgreSQL: a second process on its database and files.
 * Returns { url, stop(), tick(minutes), outbox(), log() }.
 */
export async function serve(options = {}) {
  const { dir, database } = options.on ?? (await fresh())
  await options.prepare?.(dir)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const front = (options.front ?? process.env.LINLI_FRONT) === 'nginx' && nginx(dir, `${dir}/web.sock`, { front: port })
  // a file, not a pipe: a pipe that nobody reads while a benchmark runs would hold the server up
  const logFile = `${dir}${options.on ? '.2' : ''}.log` // beside the folder, which may be put on another disk
  const log = () => fs.readFileSync(logFile, 'utf8')
  const command = [...(options.through?.(dir) ?? []), program, 'serve', '--demo', ...(options.args ?? [])]
  const start = (fd) => spawn(command[0], command.slice(1), {
    env: {
      ...process.env,
      LINLI_DATA: dir,
      LINLI_KEYS: path.join(dir, 'demo.keys'),
      LINLI_DB: cluster ? pgUrl(database) : `sqlite:${dir}/demo.db`,
      LINLI_LISTEN: front ? `unix:${dir}/web.sock` : `127.0.0.1:${port}`,
      LINLI_NOW: options.now ?? demoNow,
      LINLI_LIMIT_SIGN_IN: '600', // a whole county signs in from one address here
      ...options.env,
    },
    stdio: ['ignore', 'ignore', fd],
  })
  let child, ended, exit
  async function up() {
    const fd = fs.openSync(logFile, 'a')
    child = start(fd)
    fs.closeSync(fd)
    ended = null
    exit = new Promise((r) => child.on('exit', (code, signal) => r((ended = { code, signal }))))
    for (const end = Date.now() + 30_000; ; await sleep(30)) {
      if (ended || Date.now() > end) throw new Error(`the server did not start: ${JSON.stringify(ended)}\n${log()}`)
      try {
        if ((await fetch(`${url}/readyz`)).ok) break
      } catch {
        // not listening yet
      }
    }
  }
  await up()
  return {
    url,
    dir,
    database,
    db: cluster ? pgUrl(database) : `sqlite:${dir}/demo.db`,
    get pid() {
      return child.pid
    },
    log,
    /** Moves business time on; jobs that fall due have run when it returns. */
    async tick(minutes) {
      return this.clock({ minutes: String(minutes) })
    },
    /** The same, to an instant: { to: RFC 3339 }. */
    async clock(fields) {
      const r = await fetch(`${url}/dev/clock`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
      if (r.status >= 400) throw new Error(`/dev/clock: ${r.status} ${await r.text()}`)
    },
    /** Messages that would have gone out, newest first. */
    async outbox() {
      return (await (await fetch(`${url}/dev/outbox?format=json`)).json()).messages
    },
    /** One statement on its database, as an administrator or another program would. */
    sql: (statement) => (cluster ? psql(database, statement) : sqlite(path.join(dir, 'demo.db'), statement)),
    kill: (signal) => child.kill(signal),
    /** As after a power cut: killed, and started again on the same files. */
    async restart() {
      child.kill('SIGKILL')
      await exit
      await up()
    },
    /** Ends it as an administrator would, and holds it to a clean end. Gives what it logged. */
    async stop() {
      if (front) front.kill('SIGTERM')
      if (!ended) child.kill('SIGTERM')
      const slow = setTimeout(() => child.kill('SIGKILL'), 30_000)
      await exit
      clearTimeout(slow)
      const said = log()
      fs.rmSync(logFile, { force: true })
      if (!options.on) fs.rmSync(dir, { recursive: true, force: true })
      if (cluster && !options.on) await locked('createdb', () => psql('postgres', `DROP DATABASE IF EXISTS ${database}`))
      if (ended.code !== 0) throw new Error(`the server ended with ${JSON.stringify(ended)}\n${said.slice(-8000)}`)
      return said
    },
  }
}
