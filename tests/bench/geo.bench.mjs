// Points found among 10,000 grids by one core.
export const name = 'geo'
export const about = 'point to grid'

export async function run(b) {
  for (const r of b.program('bench_geo'))
    b.row({ what: `${r.name}, ${r.grids} grids`, value: r.per_second, unit: '/s', target: 100000 })
}
