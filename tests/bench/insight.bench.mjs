// A month's figures of a county over few and over many cases: the page asks nine steps of one month,
// medians included, and twelve months of one step. The rows are those that the room keeps, spread
// over two years; what it costs should follow the month, not the years before it.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { demoNow, serve } from '../journeys/server.mjs'
import { signIn } from './sign_in.mjs'

export const name = 'insight'
export const about = 'a month of figures over many cases (SQLite)'

const year = 365 * 86400000
// bits as rooms/insight/measures.c numbers them, per step: all, done, in time
const bits = [3, 12, 496, 64512, 1966080, 29360128, 805306368, 7516192768, 103079215104]

function rows(total) {
  const last = Date.parse(demoNow)
  const step = (bit, i) => `
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${total - 1})
    INSERT INTO case_counts (county, step, at_ms, id, scope, org, category, bits, took_ms)
    SELECT 532503, ${i}, ${last - 2 * year} + i * ${2 * year} / ${total}, 1000000 + i,
      532503001000000 + (i * 7919 % 13) * 1000000 + (i * 104729 % 9 + 1) * 1000 + i % 3,
      1 + i % 40, 'kind-' || (i * 31 % 70), ${bit}, 600000 + i * 2654435761 % 500000000 FROM n;`
  return `PRAGMA synchronous = OFF; BEGIN; ${bits.map(step).join('')} COMMIT;`
}

async function filled(b, total) {
  const server = await serve({
    prepare(dir) {
      const r = spawnSync('sqlite3', ['-bail', path.join(dir, 'demo.db'), rows(total)], { encoding: 'utf8' })
      if (r.status !== 0) throw new Error(`sqlite3: ${r.stderr}`)
    },
  })
  b.later(() => server.stop())
  return server
}

export async function run(b) {
  const sizes = b.smoke ? [100, 400] : [10_000, 1_000_000]
  for (const n of sizes) {
    const s = await filled(b, n)
    const headers = { cookie: await signIn(s.url, 'leader') }
    for (const [what, at] of [['county', ''], ['one town', '&place=532503001']]) {
      const times = []
      for (let i = 0; i < (b.smoke ? 2 : 7); i++) {
        const begin = performance.now()
        const answer = await fetch(`${s.url}/insight?span=month&on=2026-10-15${at}&n=${i}`, { headers })
        await answer.text()
        if (answer.status !== 200) throw new Error(`/insight: ${answer.status}`)
        times.push(performance.now() - begin)
      }
      times.sort((x, y) => x - y)
      b.row({ what: `page of a month, ${what}, over ${n} cases`, value: times[times.length >> 1], unit: 'ms' })
    }
  }
}
