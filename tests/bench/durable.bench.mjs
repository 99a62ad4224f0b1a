// Durable submissions by 1, 8, 64 and 512 clients, against a bare C loop running the same
// statements in the same batch sizes on the same disk, and against committing each alone. The last
// comparison says something only where a sync costs more than the statements of a submission: the
// bare loop in the largest batches shows how far it can go on this disk, and a second run adds to
// every sync what a plain SSD takes for it.
import fs from 'node:fs'
import path from 'node:path'

export const name = 'durable'
export const about = 'case submissions, on disk, until every subscriber has caught up (SQLite)'

const ssd = 5000 // microseconds: an SSD without a write cache that survives a power cut

export async function run(b) {
  const dir = path.join(b.build, 'bench-durable') // on the disk that is measured, not in memory
  fs.mkdirSync(dir, { recursive: true })
  b.later(() => fs.rmSync(dir, { recursive: true, force: true }))
  const measure = (clients, slower) => {
    const total = b.smoke ? 64 : Math.max(200, Math.min(8000, clients * 60))
    const rounds = b.program('durable', [dir, String(clients), String(total), String(b.smoke ? 1 : 5), String(slower)])
    const mid = (f) => rounds.map(f).sort((x, y) => x - y)[Math.floor(rounds.length / 2)]
    const per = (f) => Math.round(mid(f))
    return { rounds, mid, per, ours: mid((r) => r.ours), what: `${clients} client${clients > 1 ? 's' : ''}, batches of ${mid((r) => r.batch)}` }
  }
  for (const clients of b.smoke ? [8] : [1, 8, 64, 512]) {
    const { mid, per, ours, what } = measure(clients, 0)
    const most = mid((r) => r.largest / r.alone)
    b.row({ what: `${what}, against the bare loop (${per((r) => r.bare)}/s)`, value: ours, unit: '/s', ratio: mid((r) => r.ours / r.bare), target: clients === 64 ? 0.6 : undefined })
    b.row({ what: `${what}, against one commit each (${per((r) => r.alone)}/s)`, value: ours, unit: '/s', ratio: mid((r) => r.ours / r.alone), target: clients === 64 && 0.6 * most >= 4 ? 4 : undefined })
    b.row({ what: `bare loop, one commit for all: what the disk allows (sync ${per((r) => r.sync_us)} us)`, value: per((r) => r.largest), unit: '/s', ratio: most })
  }
  const slow = measure(b.smoke ? 8 : 64, ssd)
  b.row({ what: `${slow.what}, sync ${ssd / 1000} ms slower, against the bare loop`, value: slow.ours, unit: '/s', ratio: slow.mid((r) => r.ours / r.bare) })
  b.row({ what: `${slow.what}, sync ${ssd / 1000} ms slower, one commit each (${slow.per((r) => r.alone)}/s)`, value: slow.ours, unit: '/s', ratio: slow.mid((r) => r.ours / r.alone), target: b.smoke ? undefined : 4 })
}
