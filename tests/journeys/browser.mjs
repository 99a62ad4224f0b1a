// Debian's Chromium, as the people who use Linli see it: open(server, 'phone') gives a visit.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { inspect, watch } from './inspect.mjs'

const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
]
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
export const devices = {
  phone,
  plain: { ...phone, javaScriptEnabled: false }, // JavaScript switched off
  elder: { ...phone, size: 'elder' },
  desk: { viewport: { width: 1440, height: 900 } },
  kiosk: { viewport: { width: 1080, height: 1920 }, hasTouch: true },
}
const kindOf = { phone: 'resident', plain: 'resident', elder: 'elder', desk: 'staff', kiosk: 'kiosk' }

/** One browser for all visits of a process: starting it costs more than most of what they do. It
 * keeps the process alive until quit(). */
let started
export const quit = async () => (await started)?.close()
const browser = () => (started ??= chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: flags,
}))

/** A phone of its own whose store outlives the browser: the folder may be opened again. */
export const persistent = (dir, device) => chromium.launchPersistentContext(dir, {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: flags,
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
  ...devices[device],
})

/**
 * A visit: one page with its own cookies and storage.
 *   goto(path), page (Playwright's), look(kind) = assert that the page in view keeps the rules,
 *   offline(bool), shot(name), close()
 */
export async function open(server, device = 'phone', options = {}) {
  const { size, ...rest } = devices[device]
  const context = await (await browser()).newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    ...rest,
    ...options,
  })
  context.setDefaultTimeout(20_000)
  if (size) await context.addCookies([{ name: 'size', value: size, url: server.url }])
  const page = await context.newPage()
  const state = watch(page, server.url)
  return {
    page,
    context,
    async goto(at) {
      const r = await page.goto(server.url + at)
      return r
    },
    async look(kind = kindOf[device]) {
      if ({ ...rest, ...options }.javaScriptEnabled === false) {
        // our own looking needs scripts: what counts here is what the page did
        assert.deepEqual(state.found.splice(0), [])
        return
      }
      assert.deepEqual(await inspect(page, state, kind), [])
    },
    offline: (yes) => context.setOffline(yes),
    async shot(name) {
      const to = path.join('build-test', 'shots', `${name}-${device}.png`)
      fs.mkdirSync(path.dirname(to), { recursive: true })
      await page.screenshot({ path: to, fullPage: true })
    },
    close: () => context.close(),
  }
}
