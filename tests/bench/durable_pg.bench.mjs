// Durable submissions on PostgreSQL, against pgbench running the same statements with the same
// number of clients on the same server, in turns. No jobs run meanwhile: pgbench has none either.
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import readline from 'node:readline'
import { prefix, script } from './pgbench.mjs'

export const name = 'durable'
export const about = 'case submissions on PostgreSQL, on disk before they are answered'

const pool = 16 // connections for writing that `serve` and the crowd take
const reported = 300 // twice over all communities and some: so that what comes again is seen to

function output(command, args, env) {
  const r = spawnSync(command, args, { encoding: 'utf8', env, maxBuffer: 1 << 28 })
  if (r.status !== 0) throw new Error(`${command}: ${r.status ?? r.signal}\n${r.stderr}`)
  return r.stdout
}

/** A PostgreSQL that waits for its disk: { env, url(database), sql(...), log() }. */
async function cluster(b) {
  const child = spawn('script/pg', ['--sync', 'sh', '-c', 'echo "$PGHOST $PGPORT"; exec cat'], {
    env: { ...process.env, TMPDIR: '/var/tmp' }, // on a disk, also where TMPDIR is memory
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const gone = new Promise((r) => child.on('exit', r))
  b.later(() => (child.stdin.end(), gone))
  const [host, port] = (await new Promise((r) => readline.createInterface(child.stdout).once('line', r))).split(' ')
  const env = { ...process.env, PGHOST: host, PGPORT: port, PGUSER: 'linli', PGDATABASE: 'postgres' }
  return {
    env,
    url: (database) => `postgres://linli@/${database}?host=${host}&port=${port}`,
    sqlIn: (database, text) => output('psql', ['-qAtX', '-d', database, '-c', text], env).trim(),
    sql: (...all) => output('psql', ['-qAtX', '-v', 'ON_ERROR_STOP=1', ...all.flatMap((s) => ['-c', s])], env).trim(),
    log: () => fs.readFileSync(path.join(host, 'data/server.log'), 'utf8'),
  }
}

/** The demo, once, as a database to make others of. */
function demo(b, pg) {
  const dir = fs.mkdtempSync(path.join(b.build, 'bench-pg-'))
  b.later(() => fs.rmSync(dir, { recursive: true, force: true }))
  const keys = path.join(dir, 'demo.keys')
  const env = { ...process.env, LINLI_DATA: dir, LINLI_KEYS: keys, LINLI_DB: pg.url('demo') }
  pg.sql('CREATE DATABASE demo')
  for (const args of [['keys', 'init'], ['migrate'], ['demo', 'load', 'mengzi']]) output(process.env.LINLI, args, env)
  return keys
}

/** One client reports while the server writes down what it is sent. */
function record(b, pg, keys) {
  const tell = (...settings) => pg.sql(...settings, 'SELECT pg_reload_conf()', 'SELECT pg_sleep(0.5)')
  pg.sql('CREATE DATABASE recorded TEMPLATE demo')
  tell(`ALTER SYSTEM SET log_line_prefix = '${prefix}'`, `ALTER SYSTEM SET log_statement = 'all'`)
  b.program('fill', [pg.url('recorded'), keys, String(reported), '1', 'answered'])
  tell('ALTER SYSTEM RESET log_statement')
  pg.sql('DROP DATABASE recorded')
  return script(pg.log())
}

const folder = '/usr/lib/postgresql'
const newest = fs.readdirSync(folder).sort((x, y) => y - x)[0]
const pgbench = path.join(folder, newest, 'bin/pgbench')

/** Reports per second by pgbench; `first` numbers those of this run. */
function bare(pg, file, connections, total, first) {
  const each = Math.ceil(total / connections)
  const counts = Object.entries({ i: 0, first, clients: connections }).flatMap(([k, v]) => ['-D', `${k}=${v}`])
  const how = ['-n', '-M', 'prepared', '-c', connections, '-j', Math.min(2, connections), '-t', each]
  const said = output(pgbench, [...how.map(String), ...counts, '-f', file, 'theirs'], pg.env)
  const done = Number(/actually processed: (\d+)/.exec(said)[1])
  if (done !== each * connections) throw new Error(`pgbench: ${said}`)
  return Number(/tps = ([\d.]+)/.exec(said)[1])
}

const tables = ['matters', 'tasks', 'clocks', 'facts', 'cases']
const counts = (pg, database) => pg.sqlIn(database, `SELECT ${tables.map((t) => `(SELECT count(*) FROM ${t})`).join(', ')}`).split('|').map(Number)

/** How many rows of each table a case brought: a script that lost its way shows here. */
function grown(pg, database) {
  const was = counts(pg, 'demo')
  const more = counts(pg, database).map((n, i) => n - was[i])
  return tables.map((t, i) => `${more[i] / more.at(-1)} ${t}`).join(' ')
}

export async function run(b) {
  const pg = await cluster(b)
  const keys = demo(b, pg)
  const made = record(b, pg, keys)
  const file = path.join(path.dirname(keys), 'report.sql')
  fs.writeFileSync(file, made.text)
  let first = 0
  const compare = (clients, connections, until, target) => {
    const total = b.smoke ? 64 : Math.max(200, Math.min(8000, clients * 60))
    for (const d of ['ours', 'theirs']) pg.sql(`DROP DATABASE IF EXISTS ${d}`, `CREATE DATABASE ${d} TEMPLATE demo`)
    const ours = () => (total * 1000) / b.program('fill', [pg.url('ours'), keys, String(total), String(clients), ...until])[0].ms
    const t = b.inTurns(b.rounds, ours, () => bare(pg, file, connections, total, (first += total * 2)))
    const what = `${clients} client${clients > 1 ? 's' : ''}${until.length ? '' : ' and subscribers'}, against pgbench with ${connections}`
    const [mine, its] = [grown(pg, 'ours'), grown(pg, 'theirs')]
    if (until.length && mine !== its) throw new Error(`a report writes ${mine}, pgbench wrote ${its}`)
    b.row({ what: `${what} (${Math.round(t.theirs)}/s)`, value: t.ours, unit: '/s', ratio: t.ratio, target })
  }
  b.row({ what: 'PostgreSQL: statements of a report, each a round trip', value: made.statements, unit: '' })
  for (const clients of b.smoke ? [8] : [1, 8, 64, 512]) compare(clients, clients, ['answered'], clients === 64 ? 0.7 : undefined)
  if (b.smoke) return
  for (const clients of [64, 512]) compare(clients, pool, ['answered'])
  compare(64, 64, [])
}
