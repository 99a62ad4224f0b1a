// A month's sheet and years of history, read and understood, over a bare pass over the same bytes.
export const name = 'sheets'
export const about = 'a sheet of 100 lines and a history of 50,000, from bytes to lines and findings'

export async function run(b) {
  for (const r of b.program('bench_sheets'))
    b.row({ what: `${r.lines} lines, over a bare pass`, value: r.ms, unit: 'ms', ratio: r.ms / r.bare_ms })
}
