// The program's commands as a script meets them: exit status, streams, files, and the socket of a
// server. On PostgreSQL when script/pg names a cluster.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { cluster, program, top } from '../journeys/server.mjs'

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-commands-'))
test.after(() => fs.rmSync(dir, { recursive: true, force: true }))

let made = 0
function home(name) {
  const data = path.join(dir, name)
  fs.mkdirSync(data, { recursive: true })
  let db = `sqlite:${data}/linli.db`
  if (cluster) {
    const database = `linli_c_${process.pid}_${made++}`
    const r = spawnSync('psql', ['-qAtX', '-d', cluster, '-c', `CREATE DATABASE ${database}`], { encoding: 'utf8' })
    assert.equal(r.status, 0, r.stderr)
    db = cluster.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${database}`)
  }
  const env = { ...process.env, LINLI_DATA: data, LINLI_DB: db, LINLI_KEYS: path.join(dir, 'keys'), LANG: 'C', LC_ALL: 'C' }
  delete env.LINLI_TEST_DB
  return {
    data,
    env,
    run: (...args) => spawnSync(program, args, { encoding: 'utf8', env, cwd: top }),
    ok(...args) {
      const r = this.run(...args)
      assert.equal(r.status, 0, `linli ${args.join(' ')}: ${r.stderr}`)
      return r.stdout
    },
  }
}

const tables = (d) => ['provinces', 'cities', 'areas', 'streets', 'villages'].map((t) => `data/places/${d}/${t}.csv`)
const first = home('first')

test('wrong usage is 2, failure is 1, help is 0', () => {
  assert.equal(first.run().status, 2)
  assert.equal(first.run('nonsense').status, 2)
  assert.equal(first.run('migrate', '--colour').status, 2)
  assert.equal(first.run('backup').status, 2)
  assert.equal(first.run('keys', 'fingerprint').status, 1)
  assert.match(first.ok('--help'), /places import/)
  for (const line of first.ok('--help').split('\n').filter((l) => /^ {2}[a-z]/.test(l))) {
    const words = line.slice(2, 21).trim().split(' ')
    assert.match(first.ok(...words, '--help'), /^usage: linli /)
  }
})

test('keys are made once, never over others, and only by the command', () => {
  assert.match(first.ok('keys', 'init'), /^instance [0-9a-f]{32}/)
  assert.equal(fs.statSync(path.join(dir, 'keys')).mode & 0o777, 0o600)
  assert.equal(first.run('keys', 'init').status, 1)
  assert.match(first.ok('keys', 'rotate'), /seal 2 /)
})

test('migrate and places import can be run again', () => {
  first.ok('migrate')
  first.ok('migrate')
  first.ok('places', 'import', ...tables('2016-07-31'), '--as-of', '2016-07-31')
  const counts = JSON.parse(first.ok('places', 'import', ...tables('2023-06-30'), '--as-of', '2023-06-30', '--json'))
  assert.deepEqual([counts.towns, counts.villages], [13, 109])
  const again = JSON.parse(first.ok('places', 'import', ...tables('2023-06-30'), '--as-of', '2023-06-30', '--json'))
  assert.deepEqual([again.added, again.recoded, again.gone], [0, 0, 0])
})

test('an export comes back byte for byte', () => {
  const [one, two] = [path.join(dir, 'one'), path.join(dir, 'two')]
  first.ok('export', one)
  assert.equal(first.run('export', one).status, 1) // never over another
  const second = home('second')
  second.ok('migrate')
  second.ok('import', one)
  assert.equal(second.run('import', one).status, 1) // not empty any more
  second.ok('export', two)
  const files = fs.readdirSync(one).sort()
  assert.deepEqual(fs.readdirSync(two).sort(), files)
  assert.ok(files.length > 20 && fs.statSync(path.join(one, 'places.jsonl')).size > 20_000)
  for (const f of files) assert.ok(fs.readFileSync(path.join(one, f)).equals(fs.readFileSync(path.join(two, f))), f)
})

test('a damaged export is refused by line', () => {
  const broken = path.join(dir, 'broken')
  fs.cpSync(path.join(dir, 'one'), broken, { recursive: true })
  fs.appendFileSync(path.join(broken, 'counties.jsonl'), '{"county":"x"}\n')
  const third = home('third')
  third.ok('migrate')
  const r = third.run('import', broken)
  assert.equal(r.status, 1)
  assert.match(r.stderr, /counties\.jsonl:\d+/)
})

test('a token is printed once, listed without its secret, and revoked', () => {
  const secret = first.ok('token', 'add', 'Water company', '--scope', 'open311', '--place', '532503001008', '--days', '30').trim()
  assert.match(secret, /^[\w-]{43}$/)
  assert.match(first.ok('token', 'add', '城管平台', '--scope', 'read,report', '--place', '532503'), /^[\w-]{43}\n$/)
  const list = (...args) => first.ok('token', 'list', '--place', '532503', ...args)
  const tokens = list('--json').trim().split('\n').map((l) => JSON.parse(l))
  assert.deepEqual(tokens.map((t) => [t.name, t.scope, t.place]), [['Water company', 'open311', '532503001008000'], ['城管平台', 'read,report', '532503000000000']])
  assert.equal(Math.round((Date.parse(tokens[0].until) - Date.parse(tokens[0].since)) / 86400_000), 30) // two looks at the clock
  assert.equal(tokens[1].until, '')
  assert.ok(!list().includes(secret) && !list('--json').includes(secret))
  first.ok('token', 'revoke', tokens[1].id, '--place', '532503')
  assert.notEqual(JSON.parse(list('--json').trim().split('\n')[1]).until, '')
  assert.match(first.run('token', 'revoke', tokens[1].id, '--place', '532503').stderr, /revoked before/)
  for (const args of [['x', '--place', '532503'], ['x', '--scope', 'everything', '--place', '532503'], ['x', '--scope', 'read'], ['x', '--scope', 'read', '--place', '99'], ['x', '--scope', 'read', '--place', '532503', '--days', '0']])
    assert.equal(first.run('token', 'add', ...args).status, 1, args.join(' '))
  assert.equal(list('--json').trim().split('\n').length, 2)
})

test('routes name an act each', () => {
  for (const line of first.ok('routes').trim().split('\n')) assert.match(line, /^(GET|POST|PUT) +\/\S* +[a-z][a-z.-]+ +[a-z]+/)
})

if (!cluster)
  test('backup is whole, restore refuses to overwrite', () => {
    const copy = path.join(dir, 'copy.db')
    first.ok('backup', copy)
    assert.equal(first.run('backup', copy).status, 1)
    assert.equal(first.run('restore', copy).status, 1)
    const other = home('other')
    other.ok('restore', copy)
    other.ok('migrate')
    other.ok('export', path.join(dir, 'three'))
    assert.ok(fs.readFileSync(path.join(dir, 'three/places.jsonl')).equals(fs.readFileSync(path.join(dir, 'one/places.jsonl'))))
  })

test('serve: writing commands go through it, SIGTERM ends it with 0', async () => {
  const port = 20000 + (process.pid % 20000)
  const server = spawn(program, ['serve', '--listen', `127.0.0.1:${port}`], { env: first.env, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  server.stderr.on('data', (d) => (log += d))
  const exit = new Promise((r) => server.on('exit', (code, signal) => r({ code, signal })))
  await new Promise((r, no) => {
    server.stdout.once('data', r)
    exit.then((e) => no(new Error(`${JSON.stringify(e)} ${log}`)))
  })
  assert.equal((await fetch(`http://127.0.0.1:${port}/readyz`)).status, 200)
  const counts = JSON.parse(first.ok('places', 'import', ...tables('2023-06-30'), '--as-of', '2023-06-30', '--json'))
  assert.equal(counts.villages, 109)
  if (!cluster) {
    assert.match(first.run('migrate').stderr, /stop the server first/)
    assert.equal(fs.statSync(path.join(first.data, 'linli.sock')).mode & 0o777, 0o600)
  }
  server.kill('SIGHUP')
  assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200)
  const [spawner] = fs.readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim().split(' ')
  process.kill(Number(spawner), 'SIGKILL')
  for (const end = Date.now() + 15_000; ; await new Promise((r) => setTimeout(r, 500))) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`) // asks the converters every five seconds
    if (ready.status === 503 && /photos/.test(await ready.text())) break
    assert.ok(Date.now() < end, 'ready without its converters')
  }
  server.kill('SIGTERM')
  assert.deepEqual(await exit, { code: 0, signal: null }, log)
})

test('LINLI_NOW without --demo and another instance\'s keys are refused', () => {
  assert.equal(spawnSync(program, ['serve'], { env: { ...first.env, LINLI_NOW: '2026-01-01T00:00:00+08:00' } }).status, 1)
  const r = spawnSync(program, ['keys', 'init'], { env: { ...first.env, LINLI_KEYS: path.join(dir, 'other.keys') }, encoding: 'utf8' })
  assert.equal(r.status, 0, r.stderr)
  assert.equal(spawnSync(program, ['serve', '--listen', '127.0.0.1:1'], { env: { ...first.env, LINLI_KEYS: path.join(dir, 'other.keys') } }).status, 1)
})
