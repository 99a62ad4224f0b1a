// An order that calls people out, from its start to its end, by four browsers.
import assert from 'node:assert/strict'
import test from 'node:test'
import { press, signIn, world } from './people.mjs'

const banner = (v) => v.page.locator('aside.note.bad')
const told = async (v, at) => {
  await v.goto(at)
  return (await banner(v).count()) ? banner(v).first().innerText() : ''
}

/** The pages of the day are on the phone, those of the order among them. */
async function kept(v) {
  await v.page.evaluate(() => navigator.serviceWorker.ready)
  const read = () => v.page.evaluate(() => new Promise((done) => {
    const rq = indexedDB.open('linli-field')
    rq.onsuccess = () => {
      const db = rq.result
      if (!db.objectStoreNames.contains('keep')) return done(db.close())
      db.transaction('keep').objectStore('keep').get('pack').onsuccess = (e) => done(db.close() || (e.target.result && e.target.result.pages))
    }
  }))
  for (;;) {
    const pages = await read()
    if (pages && pages.some((p) => p.startsWith('/field/emergency/'))) return
    await v.page.waitForTimeout(50)
  }
}

test('duty starts an order, a worker without network calls, counts rise elsewhere, and it is over', async (t) => {
  const w = await world(t)
  const resident = await w.visit('phone')
  assert.equal(await told(resident, '/c/hzy'), '')
  assert.equal(await told(resident, '/c/hzy/cases'), '')

  const duty = await w.visit('desk')
  await signIn(duty, 'duty')
  await duty.goto('/desk/emergencies')
  await duty.look()
  await press(duty.page, duty.page.getByRole('link', { name: '暴雨', exact: true }))
  await duty.look()
  await press(duty.page, duty.page.getByRole('button', { name: '启动', exact: true }))
  await duty.page.waitForURL(/\/desk\/emergencies\/\d+\?saved=started/)
  await duty.look()

  assert.match(await told(resident, '/c/hzy'), /暴雨橙色应急令[^]*报平安/)
  await resident.look()
  assert.match(await told(resident, '/c/hzy/cases'), /暴雨橙色应急令/)
  assert.match(await told(resident, '/en/c/hzy'), /Rainstorm, orange alert[^]*Heavy rain/)
  assert.equal(await told(resident, '/c/532503106'), '')

  const worker = await w.visit('phone')
  await signIn(worker, 'grid1', /\/field/)
  assert.match(await banner(worker).innerText(), /要叫应的住户/)
  await kept(worker)
  await worker.offline(true)
  await worker.goto('/field/emergency')
  await press(worker.page, worker.page.locator('.rows a').first())
  await worker.look('field')
  const rows = worker.page.locator('li.card')
  await rows.nth(0).getByRole('button', { name: '已叫应' }).click()
  await rows.nth(0).getByText('已存在本机').waitFor()
  await rows.nth(1).getByRole('button', { name: '已转移' }).click()
  await rows.nth(1).getByText('已存在本机').waitFor()
  await rows.nth(1).getByRole('button', { name: '拒绝转移' }).click() // they would not go after all
  await rows.nth(1).getByText('拒绝转移：').waitFor()
  assert.equal(Number(w.server.sql('SELECT COUNT(*) FROM emergency_marks WHERE got_ms > 1793836800000')), 0)
  await worker.page.reload()
  await worker.page.locator('button[aria-pressed=true]', { hasText: '拒绝转移' }).waitFor() // still there

  await worker.offline(false)
  const tile = (name) => duty.page.locator('#calls .stat', { hasText: name }).locator('b')
  await duty.page.waitForFunction(() => [...document.querySelectorAll('#calls .stat')].some((s) => /拒绝转移/.test(s.innerText) && /\b1\b/.test(s.innerText)))
  assert.equal(await tile('已叫应').innerText(), '1')
  assert.equal(await tile('已转移').innerText(), '0') // the later word stands
  assert.equal(Number(w.server.sql('SELECT COUNT(*) FROM emergency_marks WHERE got_ms > 1793836800000')), 3)

  await press(duty.page, duty.page.getByRole('button', { name: '现在结束' }))
  await duty.page.waitForURL(/saved=ended/)
  await duty.look()
  assert.equal(await told(resident, '/c/hzy'), '')
  assert.equal(await told(resident, '/en/c/hzy/cases'), '')
})

test('help is an urgent case without signing in, with and without script', async (t) => {
  const w = await world(t)
  const duty = await w.visit('desk')
  await signIn(duty, 'duty')
  await duty.goto('/desk/new-emergency?kind=landslide')
  await press(duty.page, duty.page.getByRole('button', { name: '启动', exact: true }))
  for (const device of ['phone', 'plain', 'elder']) {
    const v = await w.visit(device)
    await v.goto('/c/hzy')
    await press(v.page, banner(v).getByRole('link'))
    await v.look()
    await v.page.locator('[name=what][value=help]').check()
    await v.page.fill('[name=where]', '后山3号')
    await press(v.page, v.page.getByRole('button', { name: '提交', exact: true }))
    await v.page.waitForURL(/\/c\/hzy\/cases\/HZY-26-\d+/)
  }
  await duty.goto('/duty')
  await duty.page.getByText('需要帮助 · 后山3号').first().waitFor()
})

test('what comes back on paper is typed in on one screen', async (t) => {
  const w = await world(t)
  const duty = await w.visit('desk')
  await signIn(duty, 'duty')
  await duty.goto('/desk/new-emergency?kind=rainstorm')
  await press(duty.page, duty.page.getByRole('button', { name: '启动', exact: true }))
  const id = duty.page.url().match(/emergencies\/(\d+)/)[1]
  const clerk = await w.visit('desk')
  await signIn(clerk, 'clerk')
  await clerk.goto(`/desk/emergencies/${id}/grids/532503001008001/paper`)
  await clerk.look()
  const lines = clerk.page.locator('tbody tr')
  await lines.nth(0).getByRole('radio', { name: '已叫应' }).check()
  await lines.nth(3).getByRole('radio', { name: '叫不应' }).check()
  await press(clerk.page, clerk.page.getByRole('button', { name: '照纸上的保存' }))
  await clerk.page.waitForURL(/saved=2/)
  await clerk.page.getByText('24户中2户有结果').waitFor()
  assert.equal(Number(w.server.sql(`SELECT COUNT(*) FROM emergency_marks WHERE emergency = ${id} AND way = 'paper'`)), 2)
  await clerk.goto('/desk/emergencies') // the order of last July is the report of one that is over
  await press(clerk.page, clerk.page.locator('.rows a').last())
  await clerk.look()
  await clerk.page.getByText('分钟叫应九成住户').waitFor()
  assert.equal(await clerk.page.getByText('连接断了').count(), 0)
})
