// The grid worker's day without network: what is written waits on the phone, and is sent once.
import assert from 'node:assert/strict'
import test from 'node:test'
import { dot, signIn, world } from './people.mjs'

const cases = (w) => Number(w.server.sql("SELECT COUNT(*) FROM field_reports"))
const photosOf = (w) => Number(w.server.sql("SELECT COUNT(*) FROM media WHERE room = 'cases' AND ref IN (SELECT id FROM field_reports)"))

/** A grid worker at work: signed in, the shell installed, today's pages kept. */
async function atWork(w, login = 'grid1', options) {
  const v = await w.visit('phone', options)
  await signIn(v, login, /\/field/)
  await ready(v)
  return v
}

/** The worker is installed, controls the page, and the pages of the day are kept. */
async function ready(v) {
  await v.page.evaluate(() => navigator.serviceWorker.ready)
  await v.page.waitForFunction(async () => {
    const db = await new Promise((done) => {
      const rq = indexedDB.open('linli-field')
      rq.onsuccess = () => done(rq.result)
    })
    if (!db.objectStoreNames.contains('keep')) return db.close()
    const pack = await new Promise((done) => {
      const rq = db.transaction('keep').objectStore('keep').get('pack')
      rq.onsuccess = () => done(rq.result)
    })
    db.close()
    return !!pack && !!(await caches.match('/field/shell'))
  })
  await v.goto('/field')
}

async function report(v, words, photos = []) {
  await v.goto('/field/new')
  await v.page.getByRole('radio', { name: '路灯', exact: true }).check()
  await v.page.fill('[name=spot]', words)
  if (photos.length) {
    await v.page.setInputFiles('[name=photo]', photos)
    await v.page.waitForFunction((n) => document.querySelectorAll('.photos .thumb').length === n, photos.length)
  }
  await v.page.getByRole('button', { name: '保存' }).last().click()
}

const states = (v) => v.page.locator('field-outbox .state .tag').allInnerTexts()

test('a report with network is received at once, and its photos after it', async (t) => {
  const w = await world(t)
  const v = await atWork(w)
  await report(v, '3号楼东侧', [dot('a.png'), dot('b.png')])
  await v.page.waitForURL(/sent=HZY-26-/)
  await v.goto('/field/outbox')
  await v.page.locator('field-outbox .state', { hasText: /^已收到/ }).waitFor()
  assert.deepEqual([cases(w), photosOf(w)], [1, 2])
  await v.look()
})

test('without network the day opens, a report waits, and goes once when the network is back', async (t) => {
  const w = await world(t)
  const v = await atWork(w)
  await v.offline(true)
  await v.goto('/field')
  assert.match(await v.page.locator('h1').innerText(), /今日/)
  await v.page.locator('field-day a', { hasText: '没有网络' }).waitFor()
  await report(v, '没有网络', [dot('a.png')])
  await v.page.waitForURL(/\/field\/outbox/)
  assert.deepEqual(await states(v), ['只在本机'])
  assert.equal(cases(w), 0)
  await v.look()
  await v.goto('/field/households')
  assert.match(await v.page.locator('h1').innerText(), /没有网络/)
  await v.goto('/field/outbox')
  await v.offline(false)
  await v.page.locator('field-outbox .state', { hasText: /^已收到/ }).waitFor()
  assert.deepEqual([cases(w), photosOf(w)], [1, 1])
})

test('what the office cannot use stays, says why, and is changed on its own', async (t) => {
  const w = await world(t)
  const v = await atWork(w)
  await v.offline(true)
  await report(v, '')
  await v.page.waitForURL(/\/field\/outbox/)
  await v.offline(false)
  await v.page.locator('field-outbox .state', { hasText: '需要修改' }).waitFor()
  await v.page.locator('field-outbox .edit').click()
  await v.page.getByRole('alert').waitFor()
  assert.ok(await v.page.locator('[name=code][value=facility-0118]').isChecked())
  await v.page.fill('[name=spot]', '3号楼')
  await v.page.getByRole('button', { name: '保存' }).last().click()
  await v.page.waitForURL(/sent=HZY-26-/)
  assert.equal(cases(w), 1)
})
