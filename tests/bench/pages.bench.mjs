// Pages against nginx serving the same bytes from disk, on the same cores, in turns.
import { serve } from '../journeys/server.mjs'

export const name = 'pages'
export const about = 'rendered pages, uncompressed, direct'

const community = '/c/532503001008'

async function signIn(url, account) {
  const page = await fetch(`${url}/staff/login`)
  const jar = page.headers.getSetCookie().map((c) => c.split(';')[0])
  const form = new URLSearchParams({ login: account, password: 'linli-demo' })
  for (const m of (await page.text()).matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) form.set(m[1], m[2])
  const r = await fetch(`${url}/staff/login`, { method: 'POST', body: form, redirect: 'manual', headers: { cookie: jar.join('; ') } })
  const cookie = [...jar, ...r.headers.getSetCookie().map((c) => c.split(';')[0])].join('; ')
  if (r.status !== 303) throw new Error(`sign-in of ${account}: ${r.status}`)
  return cookie
}

async function against(b, files, url, what, at, target, headers = {}) {
  const r = await fetch(url + at, { headers: { ...headers, 'accept-encoding': 'identity' } })
  const bytes = Buffer.from(await r.arrayBuffer())
  if (!r.ok) throw new Error(`${at}: ${r.status}`)
  files.put('page.html', bytes)
  const t = b.inTurns(b.rounds, () => b.wrk(url + at, { headers }).rate, () => b.wrk(files.url + '/page.html').rate)
  b.row({ what: `${what}, ${(bytes.length / 1024).toFixed(1)} KB (nginx ${Math.round(t.theirs)}/s)`, value: t.ours, unit: '/s', ratio: t.ratio, target })
}

export async function run(b) {
  const server = await serve()
  b.later(() => server.stop())
  const files = await b.nginx()
  await against(b, files, server.url, 'community home', community, 0.5)
  await against(b, files, server.url, 'public list of cases', `${community}/cases`, 0.5)
  const cookie = await signIn(server.url, 'duty')
  await against(b, files, server.url, 'inbox, signed in', '/desk', 0.2, { cookie })
}
