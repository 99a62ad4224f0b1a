// The grid worker's day without network: what is written waits on the phone, and is sent once.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { persistent } from './browser.mjs'
import { faulty } from './faulty.mjs'
import { dot, packed, press, signIn, world } from './people.mjs'

// With the receipt, or into what waits where the answer took longer than the form does.
const away = /sent=HZY-26-|outbox\?saved=/
const count = (w, sql) => Number(w.server.sql(`SELECT COUNT(*) FROM ${sql}`))
const cases = (w) => count(w, 'field_reports')
const photosOf = (w) => count(w, "media WHERE room = 'cases' AND ref IN (SELECT id FROM field_reports)")

/** What the phone keeps: one row of its own store, changed by fn's text if there is one. */
function kept(v, store, id, fn = '') {
  return v.page.evaluate(async ([store, id, fn]) => {
    const db = await new Promise((done) => {
      const rq = indexedDB.open('linli-field')
      rq.onsuccess = () => done(rq.result)
    })
    if (!db.objectStoreNames.contains(store)) return db.close()
    const s = db.transaction(store, 'readwrite').objectStore(store)
    const row = await new Promise((done) => {
      const rq = id ? s.get(id) : s.count()
      rq.onsuccess = () => done(rq.result)
    })
    if (fn) {
      Object.assign(row, JSON.parse(fn))
      await new Promise((done) => (s.put(row).onsuccess = done))
    }
    db.close()
    return typeof row === 'number' ? row : !!row
  }, [store, id, fn && JSON.stringify(fn)])
}

async function atWork(w, login = 'grid1', options) {
  const v = await w.visit('phone', options)
  await signIn(v, login, /\/field/)
  await packed(v)
  return v
}

const save = (v) => v.page.getByRole('button', { name: '保存' }).last().click()

async function report(v, words, photos = []) {
  await v.goto('/field/new')
  await v.page.getByRole('radio', { name: '路灯', exact: true }).check()
  await v.page.fill('[name=spot]', words)
  if (photos.length) {
    await v.page.setInputFiles('[name=photo]', photos)
    await v.page.locator('.photos .thumb').nth(photos.length - 1).waitFor()
  }
  await save(v)
}

async function waits(v, words, photos) {
  await report(v, words, photos)
  await v.page.waitForURL(/\/field\/outbox/)
  await v.page.locator('field-outbox .state').first().waitFor()
}

const states = (v) => v.page.locator('field-outbox .state .tag').allInnerTexts()
const becomes = (v, state) => v.page.locator('field-outbox .state', { hasText: state }).first().waitFor()
const got = /^已收到/

test('a report with network is received at once, and its photos after it', async (t) => {
  const w = await world(t)
  const v = await atWork(w)
  await report(v, '3号楼东侧', [dot('a.png'), dot('b.png')])
  await v.page.waitForURL(away)
  await v.goto('/field/outbox')
  await becomes(v, got)
  assert.deepEqual([cases(w), photosOf(w)], [1, 2])
  await v.look('field')
})

test('without network the day opens, a report waits, and goes once when the network is back', async (t) => {
  const w = await world(t)
  const v = await atWork(w)
  await v.offline(true)
  await v.goto('/field')
  assert.match(await v.page.locator('h1').innerText(), /今日/)
  await v.page.locator('field-day a', { hasText: '没有网络' }).waitFor()
  await waits(v, '没有网络', [dot('a.png')])
  assert.deepEqual(await states(v), ['只在本机'])
  assert.equal(cases(w), 0)
  await v.look('field')
  await v.goto('/field/no-such-page')
  assert.match(await v.page.locator('h1:visible').innerText(), /没有网络/)
  await v.goto('/field/outbox')
  await v.offline(false)
  await becomes(v, got)
  assert.deepEqual([cases(w), photosOf(w)], [1, 1])
})

test('what the office cannot use stays, says why, and is changed on its own', async (t) => {
  const w = await world(t)
  const v = await atWork(w)
  await v.offline(true)
  await waits(v, '')
  await v.offline(false)
  await becomes(v, '需要修改')
  await v.page.locator('field-outbox .edit').click()
  await v.page.getByRole('alert').waitFor()
  assert.ok(await v.page.locator('[name=code][value=facility-0118]').isChecked())
  await v.look('field')
  await v.page.fill('[name=spot]', '3号楼')
  await save(v)
  await v.page.waitForURL(away)
  for (let i = 0; i < 200 && cases(w) < 1; i++) await v.page.waitForTimeout(100)
  assert.equal(cases(w), 1)
})

/** How many photos of half a form the phone keeps; -1 without such a form. */
const half = (v) => v.page.evaluate(async () => {
  const db = await new Promise((done) => { indexedDB.open('linli-field').onsuccess = (e) => done(e.target.result) })
  const keys = (name) => new Promise((done) => { db.transaction(name).objectStore(name).getAllKeys().onsuccess = (e) => done(e.target.result.filter((k) => k.startsWith('draft/')).length) })
  const found = [await keys('keep'), await keys('photos')]
  db.close()
  return found[0] ? found[1] : -1
})

test('a tab that the phone closes loses nothing of half a form', async (t) => {
  const w = await world(t)
  const v = await atWork(w)
  await v.goto('/field/new')
  await v.page.getByRole('radio', { name: '路灯', exact: true }).check()
  await v.page.fill('[name=spot]', '写到一半')
  await v.page.getByRole('checkbox', { name: '紧急' }).check()
  await v.page.setInputFiles('[name=photo]', [dot('a.png')])
  await v.page.locator('.photos .thumb').waitFor()
  while ((await half(v)) !== 1) await v.page.waitForTimeout(50)
  await v.page.close()

  v.page = await v.context.newPage()
  await v.page.goto(`${w.server.url}/field/new`)
  await v.page.getByText('上次没填完的内容还在').waitFor()
  await v.page.locator('.photos .thumb').waitFor()
  assert.equal(await v.page.inputValue('[name=spot]'), '写到一半')
  assert.ok(await v.page.locator('[name=code][value=facility-0118]').isChecked())
  assert.ok(await v.page.getByRole('checkbox', { name: '紧急' }).isChecked())
  await save(v)
  await v.page.waitForURL(away)
  await v.page.goto(`${w.server.url}/field/outbox`)
  await becomes(v, got)
  assert.deepEqual([cases(w), photosOf(w), await half(v)], [1, 1, -1])

  // begun and not wanted: emptied by a tap, and stays so
  await v.page.goto(`${w.server.url}/field/new`)
  await v.page.fill('[name=spot]', '不要了')
  while ((await half(v)) !== 0) await v.page.waitForTimeout(50)
  await v.page.reload()
  await press(v.page, v.page.getByRole('button', { name: '清空重填' }))
  assert.equal(await v.page.inputValue('[name=spot]'), '')
  assert.equal(await half(v), -1)
})

test('what waits is changed while the network comes back: its photos stay, and it is sent once, as changed', async (t) => {
  const w = await world(t)
  const v = await atWork(w)
  await v.offline(true)
  await waits(v, '改之前', [dot('a.png'), dot('b.png')])
  await v.context.addInitScript(() => { // a slow phone: each photo takes its time to be read
    const read = SubtleCrypto.prototype.decrypt
    SubtleCrypto.prototype.decrypt = async function (...args) {
      if (document.querySelector('[name=spot]')?.value) await new Promise((r) => setTimeout(r, 1500))
      return read.apply(this, args)
    }
  })
  await v.page.locator('field-outbox .edit').click()
  await v.page.waitForURL(/item=/)
  await v.page.waitForFunction(() => document.querySelector('[name=spot]').value === '改之前')
  const hello = () => v.page.waitForResponse(/\/field\/hello/)
  const asked = hello().then(hello) // by the page, then by the outbox, which sends behind a lock
  await v.offline(false)
  await asked
  await v.page.evaluate(() => navigator.locks.request('linli-outbox', () => {}))
  assert.equal(cases(w), 0)
  await v.page.fill('[name=spot]', '改之后')
  assert.equal(await v.page.locator('.photos .thumb').count(), 0, 'its photos are not back yet')
  await save(v)
  await v.page.waitForURL(away)
  await v.goto('/field/outbox')
  await becomes(v, got)
  assert.deepEqual([cases(w), photosOf(w)], [1, 2])
  const no = w.server.sql('SELECT number FROM matters WHERE id = (SELECT id FROM field_reports)')
  await v.goto(`/desk/cases/${no}`)
  assert.match(await v.page.locator('main').innerText(), /改之后/)
})

test('a phone whose clock is a day ahead: both times are kept and shown', async (t) => {
  const w = await world(t)
  const v = await atWork(w)
  await v.context.addInitScript(() => {
    const now = Date.now
    Date.now = () => now() + 86400000
  })
  await v.offline(true)
  await waits(v, '钟快一天')
  await v.offline(false)
  await becomes(v, got)
  const [row] = w.server.sql('SELECT claimed_ms - written_ms, received_ms - written_ms FROM outbox_sent').split('\n')
  const [skew, age] = row.split('|').map(Number)
  assert.ok(Math.abs(skew - 86400000) < 60000 && age >= 0 && age < 600000, row)
  const no = w.server.sql('SELECT number FROM matters WHERE id = (SELECT id FROM field_reports)')
  await v.goto(`/desk/cases/${no}`)
  assert.match(await v.page.locator('main').innerText(), /手机上写的时间/)
})

test('another person on the same phone sees nothing of what waits, and sends nothing of it', async (t) => {
  const w = await world(t)
  const v = await atWork(w)
  await v.offline(true)
  await waits(v, '是我的')
  await v.context.route('**/field/new', (r) => (r.request().method() === 'POST' ? r.abort() : r.continue()))
  await v.offline(false)
  await v.goto('/field/me')
  await press(v.page, v.page.getByRole('button', { name: '退出' }))
  assert.equal(await kept(v, 'pages'), 0)
  await signIn(v, 'grid2', /\/field/)
  await v.goto('/field/outbox')
  await v.page.locator('field-outbox .none').waitFor()
  assert.deepEqual(await states(v), [])
  await v.context.unroute('**/field/new')
  await v.page.reload()
  await packed(v)
  assert.deepEqual([cases(w), await kept(v, 'items')], [0, 1])
  await signIn(v, 'grid1', /\/field/)
  await v.goto('/field/outbox')
  await becomes(v, got)
  assert.equal(w.server.sql("SELECT login FROM accounts WHERE id = (SELECT account FROM field_reports)"), 'grid1')
})

test('a file from a phone is sent at the desk, and once, though the phone sends it too', async (t) => {
  const w = await world(t)
  const v = await atWork(w)
  await v.offline(true)
  await waits(v, '导出', [dot('a.png'), dot('b.png')])
  const [download] = await Promise.all([v.page.waitForEvent('download'), v.page.locator('.export').click()])
  const file = await download.path()
  assert.ok(!fs.readFileSync(file).includes('导出'), 'it is sealed')
  const desk = await w.visit('desk')
  await signIn(desk, 'secretary')
  const bring = async (name, buffer) => {
    await desk.goto('/desk/outbox')
    await desk.page.setInputFiles('[name=file]', { name, mimeType: 'application/octet-stream', buffer })
    await press(desk.page, desk.page.locator('main form button'))
  }
  const whole = fs.readFileSync(file)
  await bring('a.linli', Buffer.concat([whole.subarray(0, -1), Buffer.from([whole.at(-1) ^ 1])]))
  await desk.page.locator('.errsum').waitFor()
  for (const time of [1, 2]) {
    await bring('a.linli', whole)
    assert.match(await desk.page.locator('[role=status]').innerText(), /已收到1条/)
    assert.deepEqual([cases(w), photosOf(w)], [1, 2], `${time}`)
  }
  await desk.look()
  await v.offline(false)
  await becomes(v, got)
  assert.deepEqual([cases(w), photosOf(w)], [1, 2])
})

test('a phone bound at the desk opens by six digits without network, and not once it was taken away', async (t) => {
  const w = await world(t)
  const desk = await w.visit('desk')
  await signIn(desk, 'secretary')
  await desk.goto('/desk/phones')
  await desk.page.selectOption('[name=worker]', { index: 0 })
  await press(desk.page, desk.page.getByRole('button', { name: '出示二维码' }))
  await desk.look()
  const link = (await desk.page.locator('section .num').innerText()).trim()
  const v = await w.visit('phone')
  await v.page.goto(link)
  await v.look('field')
  const pin = async (digits) => {
    await v.page.fill('#pin', digits)
    await v.page.getByRole('button', { name: '打开' }).click()
  }
  await v.page.fill('#pin', '111111')
  await v.page.fill('#pin2', '111111')
  await v.page.locator('field-lock button').click()
  await v.page.locator('.said', { hasText: '六位' }).waitFor()
  await v.page.fill('#pin', '314159')
  await v.page.fill('#pin2', '314159')
  await v.page.locator('field-lock button').click()
  await v.page.waitForURL(/\/field$/)
  await packed(v)
  await v.offline(true)
  await waits(v, '绑定的手机')

  await kept(v, 'keep', 'now', { until: 1 }) // half an hour later
  await v.goto('/field')
  await v.page.getByRole('heading', { name: '请输入六位数字' }).waitFor()
  await v.look('field')
  for (let i = 0; i < 5; i++) {
    await pin('000000')
    await v.page.locator('.said', { hasText: '不对' }).waitFor()
    await v.page.evaluate(() => { document.querySelector('.said').textContent = '' })
  }
  await pin('314159')
  await v.page.locator('.said', { hasText: '错得太多' }).waitFor()
  await kept(v, 'keep', 'lock', { wait: 0 }) // a minute later
  await pin('314159')
  await v.page.getByRole('heading', { name: '今日' }).waitFor()
  await v.goto('/field/outbox')
  await becomes(v, '只在本机')
  assert.deepEqual(await states(v), ['只在本机'])

  w.server.sql('DELETE FROM sessions') // too long without network
  await v.offline(false)
  await becomes(v, got)
  assert.equal(cases(w), 1)

  const again = await w.visit('phone')
  await again.page.goto(link)
  assert.match(await again.page.getByRole('alert').innerText(), /用过/)
  await signIn(desk, 'secretary')
  await desk.goto('/desk/phones')
  await press(desk.page, desk.page.getByRole('button', { name: '收回' }).first())
  await kept(v, 'keep', 'now', { until: 1 })
  await v.goto('/field')
  await pin('314159')
  await v.page.locator('.said', { hasText: '已被收回' }).waitFor()
})

// ---- the day that everything goes wrong

async function phone(dir, url) {
  const context = await persistent(dir, 'phone')
  const page = context.pages()[0] ?? (await context.newPage())
  return {
    page,
    context,
    goto: (at) => page.goto(url + at),
    offline: (yes) => context.setOffline(yes),
    /** The battery falls out. */
    async kill() {
      const gone = new Promise((r) => context.on('close', r))
      const cdp = await context.newCDPSession(page)
      cdp.send('Browser.crash').catch(() => {})
      await gone
    },
  }
}

test('thirty reports without network, two kills, a fifth of all requests lost: thirty cases with sixty photos', async (t) => {
  const w = await world(t)
  const net = await faulty(w.server.url)
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-phone-'))
  let v = await phone(dir, net.url)
  t.after(async () => {
    await v.context.close().catch(() => {})
    net.close()
    fs.rmSync(dir, { recursive: true, force: true })
  })
  await signIn(v, 'grid1', /\/field/)
  await packed(v)
  await v.offline(true)
  for (let i = 1; i <= 15; i++) await waits(v, i === 7 ? '' : `${i}号楼`, [dot('a.png'), dot('b.png')])
  await v.kill()
  net.down(true) // a browser that starts offline has no switch yet
  v = await phone(dir, net.url)
  for (let i = 16; i <= 30; i++) await waits(v, `${i}号楼`, [dot('a.png'), dot('b.png')])
  await v.page.locator('field-outbox .state').nth(29).waitFor()

  w.server.sql('DELETE FROM sessions')
  net.down(false)
  await v.page.locator('.send').click()
  await v.page.locator('field-day a', { hasText: '请先登录' }).waitFor()
  assert.equal(cases(w), 0)
  await signIn(v, 'grid1', /\/field/)
  net.loseEvery(5)
  await v.goto('/field/outbox').catch(() => {})
  while (cases(w) < 12) await v.page.waitForTimeout(50)
  await v.kill()
  v = await phone(dir, net.url)
  net.loseEvery(0)
  await signIn(v, 'grid1', /\/field/) // cookies of the last half minute died with it
  net.loseEvery(5)
  const left = async () => (await states(v)).filter((s) => !got.test(s) && s !== '需要修改').length
  for (;;) {
    await v.goto('/field/outbox').catch(() => {})
    await v.page.locator('.send').click().catch(() => {})
    await v.page.waitForTimeout(300)
    if ((await states(v)).length === 30 && !(await left())) break
  }
  assert.ok(net.lost.before > 5 && net.lost.after > 5, 'requests and answers were lost')
  net.loseEvery(0)
  assert.equal(cases(w), 29)
  await v.page.locator('field-outbox li', { hasText: '需要修改' }).locator('.edit').click()
  await v.page.getByRole('alert').waitFor()
  await v.page.fill('[name=spot]', '7号楼')
  await save(v)
  await v.page.waitForURL(away)
  await v.goto('/field/outbox')
  while ((await left()) || (await states(v)).includes('需要修改')) await v.page.waitForTimeout(100)
  // its text has come; its photos follow, as they are told to
  for (let i = 0; i < 200 && photosOf(w) < 60; i++) await v.page.waitForTimeout(100)
  assert.deepEqual([cases(w), photosOf(w), count(w, 'outbox_parts')], [30, 60, 0])
  assert.equal(w.server.sql('SELECT COUNT(DISTINCT uuid) FROM outbox_sent'), '30')
  assert.equal(w.server.sql('SELECT COUNT(*) FROM (SELECT matter FROM outbox_photos GROUP BY matter HAVING COUNT(*) = 2) x'), '30')
})
