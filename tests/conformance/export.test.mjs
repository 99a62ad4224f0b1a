// export and import: everything and back with its files; one place without its neighbours. On
// PostgreSQL when script/pg names a cluster.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { Visitor, numberIn, opened, send } from '../faults/report.mjs'
import { cluster, program, serve, top } from '../journeys/server.mjs'

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-export-'))
const server = await serve()
test.after(async () => {
  await server.stop()
  fs.rmSync(dir, { recursive: true, force: true })
})
const photo = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC', 'base64')
const here = { LINLI_DATA: server.dir, LINLI_DB: server.db, LINLI_KEYS: path.join(server.dir, 'demo.keys'), LANG: 'C', LC_ALL: 'C' }
const run = (env, ...args) => spawnSync(program, args, { encoding: 'utf8', cwd: top, env: { ...process.env, ...env } })
function ok(env, ...args) {
  const r = run(env, ...args)
  assert.equal(r.status, 0, `linli ${args.join(' ')}: ${r.stderr}`)
  return r.stderr
}
let made = 0
function empty(name) {
  const data = path.join(dir, name)
  let db = `sqlite:${data}.db`
  if (cluster) {
    const database = `linli_x_${process.pid}_${made++}`
    assert.equal(spawnSync('psql', ['-qAtX', '-d', cluster, '-c', `CREATE DATABASE ${database}`]).status, 0)
    db = cluster.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${database}`)
  }
  const env = { ...here, LINLI_DATA: data, LINLI_DB: db }
  ok(env, 'migrate')
  return env
}
const files = (at) => fs.readdirSync(at, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => path.relative(at, path.join(f.path, f.name))).sort()
function same(one, two) {
  assert.deepEqual(files(two), files(one))
  for (const f of files(one)) assert.ok(fs.readFileSync(path.join(one, f)).equals(fs.readFileSync(path.join(two, f))), f)
}
const rows = (at, table) => fs.readFileSync(path.join(at, `${table}.jsonl`), 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l.replace(/:(-?\d{16,})/g, ':"$1"')))
const [one, part] = [path.join(dir, 'one'), path.join(dir, 'part')]
let number

test('everything comes back byte for byte, files too', async () => {
  const v = new Visitor(server.url)
  const fields = await opened(v)
  number = numberIn(await send(v, fields, [['photo', photo, 'lamp.png', 'image/png']]))
  assert.match(number, /^HZY-/)
  ok(here, 'export', one)
  const stored = files(path.join(one, 'files')).filter((f) => f !== 'instance')
  assert.ok(stored.length >= 2, 'a photo and its small copy')
  const second = empty('second')
  ok(second, 'import', one)
  const two = path.join(dir, 'two')
  ok(second, 'export', two)
  same(one, two)
})

test('a file that is not what its name says is refused, the rest comes', () => {
  const broken = path.join(dir, 'broken')
  fs.cpSync(one, broken, { recursive: true })
  const at = path.join(broken, 'files', files(path.join(broken, 'files')).find((f) => f !== 'instance'))
  fs.appendFileSync(at, 'x')
  const third = empty('third')
  const r = run(third, 'import', broken)
  assert.equal(r.status, 1)
  assert.match(r.stderr, /: damaged[\s\S]*1 files are missing or damaged/)
})

test('spreadsheets get CSV with moments, without passwords', () => {
  const [head, first] = fs.readFileSync(path.join(one, 'accounts.csv'), 'utf8').split('\r\n')
  assert.ok(head.startsWith('\ufeffcounty,id,') && !head.includes('password,') && !head.includes('pin'))
  assert.match(first, /,20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00/)
  assert.match(fs.readFileSync(path.join(one, 'matters.csv'), 'utf8'), new RegExp(`,${number},`))
})

test('one place leaves without its neighbours, and stands by itself', () => {
  ok(here, 'export', part, '--under', '532503001008')
  const inside = (code) => Math.floor(code / 1000) === 532503001008
  const ids = new Set(rows(part, 'matters').map((m) => m.id))
  assert.ok(ids.size > 50 && rows(part, 'matters').every((m) => inside(m.scope) && m.number.startsWith('HZY-')))
  const others = rows(one, 'matters').filter((m) => !inside(m.scope))
  assert.ok(others.length > 50)
  const text = files(part).filter((f) => f.endsWith('.jsonl') || f.endsWith('.csv')).map((f) => fs.readFileSync(path.join(part, f), 'utf8')).join('')
  for (const m of others) assert.ok(!text.includes(m.id) && !text.includes(m.number), m.number)
  for (const table of ['parties', 'tasks', 'clocks']) assert.ok(rows(part, table).every((r) => ids.has(r.matter)), table)
  assert.deepEqual(rows(part, 'numbers').map((n) => n.alias), ['HZY'])
  assert.deepEqual(rows(part, 'places').filter((p) => !p.valid_to).map((p) => p.level).sort(), ['city', 'community', 'county', 'province', 'town'])
  // those who only handled its cases are named, and cannot sign in elsewhere; those who work here can
  const accounts = new Map(rows(part, 'accounts').map((a) => [a.login, a]))
  assert.ok(accounts.get('clerk').password && accounts.has('duty') && !accounts.get('duty').password)
  assert.ok(accounts.size < rows(one, 'accounts').length)
  const stored = (at) => files(path.join(at, 'files')).filter((f) => f !== 'instance')
  const media = new Set(rows(part, 'media').map((m) => m.id))
  const photographed = rows(part, 'matters').find((m) => m.number === number).id
  assert.ok(rows(part, 'media').some((m) => m.ref === photographed))
  const its = stored(one).filter((f) => media.has(f.slice(f.lastIndexOf('-') + 1)))
  assert.ok(its.length >= 2 && its.length < stored(one).length)
  assert.deepEqual(stored(part), its)
  const alone = empty('alone')
  ok(alone, 'import', part)
  const again = path.join(dir, 'again')
  ok(alone, 'export', again, '--under', '532503001008')
  same(part, again)
})

const unseal = (to, by, secret, reason = 'handed to the archive') =>
  spawnSync(program, ['export', path.join(dir, to), '--under', '532503001008', '--unseal', reason, '--by', by], { encoding: 'utf8', cwd: top, env: { ...process.env, ...here }, input: `${secret}\n\n` })

test('what is sealed is opened by whoever may unmask there, who is written down', () => {
  const looks = () => Number(server.sql("SELECT count(*) FROM access_log WHERE act = 'people.unmask' AND person = 0"))
  // the command line is not enough: an administrator has no post for it, a wrong password proves nothing
  for (const [by, secret, reason, why] of [['admin', 'linli-demo', undefined, /No post of this account/], ['clerk', 'linli-demo', undefined, /No post/], ['secretary', 'wrong', undefined, /password is wrong/], ['secretary', 'linli-demo', 'x', /Say why/]]) {
    const r = unseal(`refused-${by}`, by, secret, reason)
    assert.deepEqual([r.status, why.test(r.stderr)], [1, true], r.stderr)
    assert.ok(!fs.existsSync(path.join(dir, `refused-${by}`)))
  }
  assert.equal(run(here, 'export', path.join(dir, 'whole'), '--unseal', 'all of it').status, 1)
  assert.equal(looks(), 0)
  const r = unseal('opened', 'secretary', 'linli-demo')
  assert.equal(r.status, 0, r.stderr)
  assert.equal(looks(), 1)
  assert.equal(server.sql("SELECT reason FROM access_log WHERE act = 'people.unmask'"), 'handed to the archive')
  assert.equal(server.sql("SELECT count(*) FROM facts WHERE kind = 'person.exported' AND scope = 532503001008000"), '1')
  const at = (name) => fs.readFileSync(path.join(dir, 'opened/opened', name), 'utf8').trim().split('\r\n')
  assert.ok(at('persons.csv').length > 20 && at('persons.csv').slice(1).every((l) => /^\d+,[^,]*,(1\d{10}|0\d{3}-\d{7})?,/.test(l)))
  const [, id, file] = at('media.csv').map((l) => l.match(/^(\d+),lamp\.png,(.*)$/)).find(Boolean)
  assert.ok(file.startsWith(id) && fs.statSync(path.join(dir, 'opened/opened', file)).size > 100)
  // beside it, what import reads is sealed as ever
  assert.ok(rows(path.join(dir, 'opened'), 'persons').every((p) => !p.phone_sealed || p.phone_sealed.hex.length > 60))
})

test('a place that is none is refused', () => {
  assert.match(run(here, 'export', path.join(dir, 'no'), '--under', '999999').stderr, /no county, town or community/)
  assert.match(run(here, 'export', path.join(dir, 'no2'), '--under', 'x').stderr, /--under CODE/)
})
