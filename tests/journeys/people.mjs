// The people of a journey: a server of their own, browsers that are closed with it, and signing in.
import { after } from 'node:test'
import { open, quit } from './browser.mjs'
import { serve } from './server.mjs'

after(quit)

/** { server, visit(device, options) }; all of it ends with the test. options: serve's. */
export async function world(t, options) {
  const server = await serve(options)
  const visits = []
  t.after(async () => {
    for (const v of visits) await v.close()
    await server.stop()
  })
  return {
    server,
    async visit(device, options) {
      const v = await open(server, device, options)
      visits.push(v)
      return v
    },
  }
}

/** Staff signs in on a browser that forgets whoever was there before. */
export async function signIn(v, login, to = /\/desk/) {
  const { page } = v
  await v.context.clearCookies()
  await v.goto('/staff/login')
  await page.fill('[name=login]', login)
  await page.fill('[name=password]', 'linli-demo')
  await page.locator('form', { has: page.locator('[name=password]') }).locator('button[type=submit]').click()
  await page.waitForURL(to)
}

/** Presses a button that sends a form, and waits for the page that answers: a click itself does not. */
export async function press(page, button) {
  await Promise.all([page.waitForEvent('domcontentloaded'), button.click()])
}

/** A photo of one pixel: enough for whoever only counts them. */
export function dot(name) {
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  return { name, mimeType: 'image/png', buffer: Buffer.from(png, 'base64') }
}

/** A grid worker's phone has kept the day: its worker is installed, the shell and the pages are there. */
export async function packed(v) {
  await v.page.evaluate(() => navigator.serviceWorker.ready)
  const kept = () => v.page.evaluate(async () => {
    const db = await new Promise((done) => { indexedDB.open('linli-field').onsuccess = (e) => done(e.target.result) })
    const pack = db.objectStoreNames.contains('keep') && await new Promise((done) => { db.transaction('keep').objectStore('keep').get('pack').onsuccess = (e) => done(e.target.result) })
    db.close()
    return !!pack && !!(await caches.match('/field/shell'))
  })
  while (!(await kept())) await v.page.waitForTimeout(50)
  await v.goto('/field')
}
