// When the largest thing of a page is painted, on a slow phone with a poor network: 4 times slower
// CPU, 400 kbit/s, 400 ms for every request, through nginx with the shipped configuration.
// `first` has an empty cache, `again` what the first look left in it. Times of a shared machine:
// reported with their target, asserted nowhere.
import { open, quit } from '../journeys/browser.mjs'
import { serve } from '../journeys/server.mjs'

export const name = 'lcp'
export const about = 'largest contentful paint, layout shift and a tap, throttled'

const pages = [['community home', '/c/hzy'], ['report', '/c/hzy/report'], ['list of cases', '/c/hzy/cases'], ['case', '']]

async function throttle(v) {
  const cdp = await v.context.newCDPSession(v.page)
  await cdp.send('Network.enable')
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 })
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
}

/** { lcp, cls } of the page in view, once nothing moves any more. */
const paints = (page) => page.evaluate(() => new Promise((done) => {
  let lcp = 0
  let cls = 0
  new PerformanceObserver((l) => { for (const e of l.getEntries()) lcp = e.startTime }).observe({ type: 'largest-contentful-paint', buffered: true })
  new PerformanceObserver((l) => { for (const e of l.getEntries()) cls += e.hadRecentInput ? 0 : e.value }).observe({ type: 'layout-shift', buffered: true })
  setTimeout(() => done({ lcp, cls }), 800)
}))

/** Milliseconds from a tap on a kind of problem to the next paint. */
async function tap(v) {
  await v.page.evaluate(() => {
    window.tapped = 0
    new PerformanceObserver((l) => { for (const e of l.getEntries()) window.tapped = Math.max(window.tapped, e.duration) }).observe({ type: 'event', durationThreshold: 16 })
  })
  for (let i = 0; i < 4; i++) await v.page.locator('.chip input').nth(i).tap()
  await v.page.waitForTimeout(500)
  return v.page.evaluate(() => window.tapped)
}

async function once(server, at) {
  const v = await open(server, 'phone')
  await throttle(v)
  try {
    const load = async () => {
      await v.page.goto(server.url + at, { waitUntil: 'load', timeout: 60_000 })
      return paints(v.page)
    }
    const out = { first: await load(), again: await load() }
    if (at.endsWith('/report')) out.tap = await tap(v)
    return out
  } finally {
    await v.close()
  }
}

export async function run(b) {
  const server = await serve({ front: 'nginx' })
  b.later(() => server.stop())
  b.later(quit)
  const no = server.sql("SELECT number FROM matters WHERE number LIKE 'HZY-%' AND id IN (SELECT id FROM cases WHERE shown = 1) ORDER BY number DESC LIMIT 1")
  for (const [what, path] of b.smoke ? pages.slice(0, 1) : pages) {
    const runs = []
    for (let i = 0; i < b.rounds; i++) runs.push(await once(server, path || `/c/hzy/cases/${no}`))
    const mid = (of) => runs.map(of).sort((x, y) => x - y)[runs.length >> 1]
    b.row({ what: `${what}, first`, value: mid((r) => r.first.lcp) / 1000, unit: 's', most: 1.8 })
    b.row({ what: `${what}, again`, value: mid((r) => r.again.lcp) / 1000, unit: 's', most: 1.0 })
    b.row({ what: `${what}, layout shift`, value: mid((r) => Math.max(r.first.cls, r.again.cls)), unit: '', most: 0.05 })
    if (runs[0].tap !== undefined) b.row({ what: `${what}, a tap to the next paint`, value: mid((r) => r.tap), unit: 'ms', most: 200 })
  }
}
