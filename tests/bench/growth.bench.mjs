// What a page costs as the data grows: the same pages over few and over many matters, most of which
// came to their end long ago. Every request has another address, so that no rendered copy helps.
import fs from 'node:fs'
import path from 'node:path'
import { serve } from '../journeys/server.mjs'
import { fill } from './fill.mjs'
import { signIn } from './sign_in.mjs'

export const name = 'growth'
export const about = 'lists, pages and pins over many matters (SQLite)'

const community = '/c/532503001008'

/** A server on the demo and `total` reports more. */
async function filled(b, total) {
  const server = await serve({
    now: new Date(Date.now() + 60_000).toISOString(),
    prepare(dir) {
      const r = fill(b, dir, total)
      b.row({ what: `${total} reports stored by 64 clients`, value: (total * 1000) / r.ms, unit: '/s' })
    },
  })
  b.later(() => server.stop())
  return server
}

async function aCase(url, headers) {
  const list = await (await fetch(`${url}/desk`, { headers })).text()
  const at = /href="(\/desk\/cases?\/[^"?#]+)"/.exec(list)
  if (!at) throw new Error('the inbox links no case')
  return at[1]
}

/** Where the list itself leads on to. */
async function secondPage(url) {
  const list = await (await fetch(`${url}${community}/cases`)).text()
  const at = /rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"/.exec(list)
  if (!at) throw new Error('the list has no second page')
  return (at[1] ?? at[2]).replaceAll('&amp;', '&')
}

/** A script for wrk that adds a number to the address, another one each time. */
function everNew(b) {
  const file = path.join(b.build, 'ever-new.lua')
  fs.writeFileSync(file, `local n = os.time() * 1000
request = function()
  n = n + 1
  return wrk.format(nil, wrk.path .. (wrk.path:find("?", 1, true) and "&" or "?") .. "n=" .. n)
end
`)
  b.later(() => fs.rmSync(file))
  return file
}

export async function run(b) {
  const sizes = b.smoke ? [100, 400] : [10_000, 1_000_000]
  const servers = []
  for (const n of sizes) servers.push(await filled(b, n))
  const script = everNew(b)
  const headers = []
  for (const s of servers) headers.push({ cookie: await signIn(s.url, 'duty') })
  const pages = [
    ['public list', [0, 1].map(() => `${community}/cases`)],
    ['second page of it', await Promise.all(servers.map((s) => secondPage(s.url)))],
    ['public list of one kind', [0, 1].map(() => `${community}/cases?code=facility-0118`)],
    ['newest by Open311', [0, 1].map(() => `/open311/v2/requests.json?jurisdiction_id=532503&page_size=50`)],
    ['inbox', [0, 1].map(() => '/desk')],
    ['case at the desk', [await aCase(servers[0].url, headers[0]), await aCase(servers[1].url, headers[1])]],
  ]
  for (const [what, at] of pages) {
    const rate = (i) => b.wrk(servers[i].url + at[i], { headers: headers[i], connections: 16, script }).rate
    const t = b.inTurns(b.rounds, () => rate(0), () => rate(1))
    b.row({ what: `${what}: cost at ${sizes[1]} over cost at ${sizes[0]} (${Math.round(t.ours)}/s)`, value: t.theirs, unit: '/s', ratio: t.ratio, most: 1.5 })
  }
}
