// The ledger at ten million leaves: the tree grows, a leaf is proved, and a leaf's whole way costs
// no more than with the log empty. LINLI_BENCH_LEAVES: another number of leaves.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export const name = 'ledger'
export const about = 'append and proof'

export async function run(b) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-ledger-'))
  b.later(() => fs.rmSync(dir, { recursive: true, force: true }))
  const leaves = Number(process.env.LINLI_BENCH_LEAVES) || (b.smoke ? 5000 : 10_000_000)
  const [grow, prove, whole] = b.program('ledger', [dir, String(leaves)])
  const of = `${leaves} leaves`
  b.row({ what: `${of}: tree and checkpoints / bare hashes`, value: grow.per_second, unit: '/s', ratio: grow.per_second / grow.bare })
  b.row({ what: `${of}: proof / bare look-ups of its rows`, value: prove.per_second, unit: '/s', ratio: prove.per_second / prove.bare })
  b.row({ what: `${of}: a leaf's whole way / with the log empty`, value: whole.per_second, unit: '/s', ratio: whole.per_second / whole.bare, target: 0.7 })
}
