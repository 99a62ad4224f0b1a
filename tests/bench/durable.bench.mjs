// Durable submissions by 1, 8, 64 and 512 clients, against a bare C loop running the same
// statements in the same batch sizes on the same disk, and against committing each alone.
import fs from 'node:fs'
import path from 'node:path'

export const name = 'durable'
export const about = 'case submissions, on disk, until every subscriber has caught up (SQLite)'

export async function run(b) {
  const dir = path.join(b.build, 'bench-durable') // on the disk that is measured, not in memory
  fs.mkdirSync(dir, { recursive: true })
  b.later(() => fs.rmSync(dir, { recursive: true, force: true }))
  for (const clients of b.smoke ? [8] : [1, 8, 64, 512]) {
    const total = b.smoke ? 64 : Math.max(200, Math.min(8000, clients * 60))
    const rounds = b.program('durable', [dir, String(clients), String(total), String(b.smoke ? 1 : 5)])
    const mid = (f) => rounds.map(f).sort((x, y) => x - y)[Math.floor(rounds.length / 2)]
    const ours = mid((r) => r.ours)
    const what = `${clients} client${clients > 1 ? 's' : ''}, batches of ${mid((r) => r.batch)}`
    b.row({ what: `${what}, against the bare loop (${Math.round(mid((r) => r.bare))}/s)`, value: ours, unit: '/s', ratio: mid((r) => r.ours / r.bare), target: clients === 64 ? 0.6 : undefined })
    b.row({ what: `${what}, against one commit each (${Math.round(mid((r) => r.alone))}/s)`, value: ours, unit: '/s', ratio: mid((r) => r.ours / r.alone), target: clients === 64 ? 4 : undefined })
  }
}
