// The nearest lamp and a box of the map among the demo's facilities and among 10,000 more: what is
// read is what stands there, so both should cost the same.
import assert from 'node:assert/strict'
import { formOf, hidden, staff } from '../faults/report.mjs'
import { serve } from '../journeys/server.mjs'

export const name = 'facilities'
export const about = 'the nearest of a kind and a box of the map among 10,000 facilities'

/** Lamps in rows over the county, as a file of the standard. */
function table(n) {
  const rows = ['identifier,longitude,latitude,grid']
  for (let i = 0; i < n; i++)
    rows.push(`5325030118${String(100000 + i)},${(103.2 + (i % 100) * 0.004).toFixed(6)},${(23.15 + Math.floor(i / 100) * 0.004).toFixed(6)},532503001008001`)
  return rows.join('\n')
}

/** Looked at and taken over, as a browser without script does it. */
async function readFile(v, text) {
  const at = '/desk/facility-imports'
  const page = await v.get(at)
  const looked = await v.post(at, formOf(hidden(page.html, at), [['file', text, 'lamps.csv', 'text/csv']]))
  const shown = await v.get(looked.location)
  const done = await v.post(looked.location, new URLSearchParams({ ...hidden(shown.html, looked.location), do: 'run' }))
  assert.match(done.location, /saved=1/)
}

const cookieOf = (v) => [...v.cookies].map(([k, value]) => `${k}=${value}`).join('; ')

export async function run(b) {
  const total = b.smoke ? 200 : 10_000
  const servers = [await serve(), await serve()]
  for (const s of servers) b.later(() => s.stop())
  const who = await Promise.all(servers.map((s) => staff(s.url, 'duty')))
  const began = Date.now()
  await readFile(who[1], table(total))
  b.row({ what: `a file of ${total} facilities, looked at and taken over`, value: (Date.now() - began) / 1000, unit: 's' })
  const lamp = (await who[0].get('/desk/facilities?format=csv&code=facility-0118&place=532503001008')).text.match(/(10\d\.\d{6}),(2\d\.\d{6})/)
  const near = `/desk/phone/facilities?community=532503001008&code=facility-0118&lon=${lamp[1]}&lat=${lamp[2]}`
  const w = Number(lamp[1]), s = Number(lamp[2])
  const box = `/desk/facilities.geojson?code=facility-0118&bbox=${w - 0.002},${s - 0.002},${w + 0.002},${s + 0.002}`
  for (const [what, at] of [['the nearest of a kind', near], ['a box of the map', box]]) {
    const rate = (i) => b.wrk(servers[i].url + at, { headers: { cookie: cookieOf(who[i]) } }).rate
    const t = b.inTurns(b.rounds, () => rate(0), () => rate(1))
    b.row({ what: `${what}: cost with ${total} more over cost without (${Math.round(t.ours)}/s)`, value: t.theirs, unit: '/s', ratio: t.ratio, most: 1.5 })
  }
}
