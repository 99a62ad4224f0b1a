// The pins of a box over 20,000 cases as JSON, against nginx serving the same bytes.
import { serve } from '../journeys/server.mjs'
import { against } from './against.mjs'
import { fill } from './fill.mjs'

export const name = 'pins'
export const about = 'pins of a box as JSON'

export async function run(b) {
  const total = b.smoke ? 200 : 20_000
  const server = await serve({
    now: new Date(Date.now() + 60_000).toISOString(),
    prepare: (dir) => fill(b, dir, total),
  })
  b.later(() => server.stop())
  const files = await b.nginx()
  await against(b, files, server.url, `pins of a box over ${total} cases`, '/c/532503/cases.geojson?bbox=103.36,23.35,103.42,23.40')
}
