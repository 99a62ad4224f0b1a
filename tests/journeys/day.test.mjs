// A day in Mengzi, from the morning to the shift that is handed over at night: the phone takes the day
// along, the mountain has no network, the evening finds everything where it belongs.
import assert from 'node:assert/strict'
import test from 'node:test'
import { staff, step, stepForm } from '../faults/report.mjs'
import { dot, packed, press, signIn, world } from './people.mjs'

const gate = { latitude: 23.3664, longitude: 103.385, accuracy: 12 }
const wide = { viewport: { width: 1280, height: 800 } }

test('a day: pack, reports, patrol, visit without network, verified, dispatched, handled, checked, closed, handed over', async (t) => {
  const { server, visit } = await world(t)
  const v = await visit('phone', { geolocation: gate, permissions: ['geolocation'] })
  const desk = await visit('desk', wide)
  const { page } = v
  const count = (sql) => Number(server.sql(`SELECT COUNT(*) FROM ${sql}`))
  const save = () => page.getByRole('button', { name: '保存' }).last().click()
  let no

  await t.test('morning: the phone takes the day along', async () => {
    await signIn(v, 'grid1', /\/field/)
    await packed(v)
    await v.look('field')
    await v.offline(true)
  })

  await t.test('without network: two reports, a point of the patrol, a visit', async () => {
    for (const words of ['东门', '西门']) {
      await v.goto('/field/new')
      await page.getByRole('radio', { name: '路灯', exact: true }).check()
      await page.getByRole('button', { name: '用我现在的位置' }).click()
      await page.getByText('已定位').waitFor()
      await page.fill('[name=spot]', words)
      await page.setInputFiles('[name=photo]', dot('a.png'))
      await page.locator('.photos .thumb').waitFor()
      await save()
      await page.waitForURL(/\/field\/outbox/)
    }
    await v.goto('/field')
    await page.getByRole('link', { name: /南湖花园日常巡查/ }).click()
    const next = page.locator('#next')
    await next.getByText('证明不了到场').click()
    await next.locator('select[name=why]').selectOption('no_signal')
    await next.getByRole('button', { name: '到了' }).click()
    await page.waitForURL(/\/field\/outbox/)
    await v.goto('/field/visits')
    await page.locator('a[href^="/field/households/"]').first().click()
    await page.waitForURL(/\/visit$/)
    await v.look('field')
    await v.shot('visit')
    await page.locator('[name=outcome]').nth(1).check({ force: true }) // nobody at home
    await save()
    await page.waitForURL(/\/field\/outbox/)
    assert.equal(await page.locator('field-outbox li').count(), 4)
    await v.look('field')
    await v.shot('outbox-day')
  })

  await t.test('back in the valley: all of it is received, once', async () => {
    const visits = count('visits')
    const points = count('patrol_hits')
    await v.offline(false)
    const list = page.locator('field-outbox ul > li')
    for (const end = Date.now() + 20_000; ; await page.waitForTimeout(50)) {
      const said = await list.allInnerTexts()
      if (said.length === 4 && said.every((one) => /已收到/.test(one))) break
      assert.ok(Date.now() < end, said.join('\n'))
    }
    assert.deepEqual([count('field_reports'), count('visits') - visits, count('patrol_hits') - points], [2, 1, 1])
    assert.equal(count("media WHERE room = 'cases' AND ref IN (SELECT id FROM field_reports)"), 2)
    no = server.sql("SELECT number FROM matters WHERE id = (SELECT MIN(id) FROM field_reports)")
    assert.match(no, /^HZY-26-\d{5}$/)
  })

  await t.test('somebody else\'s report is looked at on the spot', async () => {
    await v.goto('/field')
    await page.locator('a[href^="/field/task/"]').first().click()
    await page.waitForURL(/\/field\/task\//)
    await page.locator('input[name=move]').first().check({ force: true })
    await page.setInputFiles('#photo', dot('now.png'))
    await page.getByText('证明不了到场').click()
    await page.selectOption('#why', 'indoors')
    await press(page, page.getByRole('button', { name: '保存' }))
    assert.match(page.url(), /\/field\?done=/)
  })

  const desks = async (login, move, fields, files) => {
    const s = await staff(server.url, login)
    const a = await step(s, no, { ...(await stepForm(s, no, move)), ...fields }, files)
    assert.equal(a.status, 303, `${move}: ${a.text.slice(0, 400)}`)
  }

  await t.test('the centre files it and hands it on from the board', async () => {
    await desks('clerk', 'accept')
    await desks('secretary', 'file')
    await signIn(desk, 'duty')
    await desk.goto('/duty?s=dispatch')
    const ticket = desk.page.locator('li.ticket', { has: desk.page.locator(`a.ti[href$="${no}"]`) })
    for (;;) { // it may stand on a later page
      await desk.page.locator('li.ticket').first().waitFor()
      if (await ticket.count()) break
      await press(desk.page, desk.page.locator('a[rel=next]'))
    }
    await ticket.locator('[type=checkbox]').check({ force: true })
    await press(desk.page, desk.page.getByRole('button', { name: '批量派单' }))
    await desk.look()
    await desk.page.locator('select').first().selectOption({ label: '蒙自市城市管理局' })
    await press(desk.page, desk.page.locator('form[action="/duty/dispatch"] button.primary'))
    await desk.page.getByText(no).first().waitFor()
    await desk.look()
    assert.equal(server.sql(`SELECT state FROM matters WHERE number = '${no}'`), 'handling')
  })

  await t.test('the unit handles it, whoever reported it checks on the spot, and it is closed', async () => {
    const png = dot('x').buffer
    await desks('dept-chengguan', 'feed_back', { outcome: 'solved', say: '换了灯头，已经亮了。' }, [['after', png, 'after.png', 'image/png']])
    await signIn(v, 'grid1', /\/field/)
    await v.goto(`/field/task/${no}`)
    await page.getByRole('radio').first().waitFor()
    await v.look('field')
    await page.getByRole('radio').first().check({ force: true })
    await page.setInputFiles('#photo', dot('now.png'))
    await page.getByRole('button', { name: '我在现场' }).click()
    await page.getByText(/已定位|误差/).first().waitFor()
    await save()
    await page.waitForURL(/done=|outbox/)
    assert.equal(server.sql(`SELECT state FROM matters WHERE number = '${no}'`), 'closing')
    await desks('secretary', 'close', { say: '已核实修复。' })
    assert.equal(server.sql(`SELECT state FROM matters WHERE number = '${no}'`), 'closed')
  })

  await t.test('night: the shift is handed over, on paper too, and taken over', async () => {
    await desk.goto('/duty/handover')
    await desk.look()
    await desk.page.fill('[name=notes]', '滨河路积水，雨停后再看一次。')
    await desk.page.locator('form[action="/duty/handover"] select').selectOption({ index: 1 })
    await press(desk.page, desk.page.getByRole('button', { name: '交班' }))
    await desk.page.getByText('滨河路积水').waitFor()
    await desk.look()
    await desk.page.emulateMedia({ media: 'print' })
    assert.equal(await desk.page.locator('.noprint').first().isVisible(), false)
    await desk.page.getByText('滨河路积水').waitFor()
    await desk.shot('handover-print')
    await desk.page.emulateMedia({ media: 'screen' })
    const at = new URL(desk.page.url()).pathname
    const taker = server.sql("SELECT login FROM accounts WHERE id = (SELECT MAX(taker) FROM duty_shifts)")
    await signIn(desk, taker || 'centre', /./)
    await desk.goto(at)
    await press(desk.page, desk.page.getByRole('button', { name: '我来接班' }))
    await desk.page.getByText('接班').first().waitFor()
    await desk.look()
  })
})
