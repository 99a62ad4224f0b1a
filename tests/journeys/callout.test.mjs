// The secretary calls departments to the spot; they answer on a phone, without script too; the
// community says who came and writes down the outcome; the town confirms it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { press, signIn, world } from './people.mjs'

const wide = { viewport: { width: 1280, height: 800 } }

test('a community calls, a department arrives by one button, and the town confirms', async (t) => {
  const { visit } = await world(t)
  const secretary = await visit('desk', wide)
  await signIn(secretary, 'secretary')
  await secretary.goto('/desk/callouts')
  await secretary.look()
  await secretary.shot('callouts')
  await secretary.goto('/desk/new-callout')
  const { page } = secretary
  await page.locator('[name=code]').selectOption({ label: '道路积水' })
  await press(page, page.getByRole('button', { name: '勾选责任单位' }))
  assert.ok(await page.getByLabel('蒙自市水务局').isChecked()) // responsible for the kind
  await page.locator('[name=body]').fill('路口积水，车过不去。')
  await page.locator('[name=spot]').fill('东门路口')
  await page.getByLabel('蒙自市城市管理局').check()
  await secretary.look()
  await secretary.shot('callout-new')
  await press(page, page.getByRole('button', { name: '吹哨', exact: true }))
  await page.waitForURL(/\/desk\/callouts\/HZY-/)
  const address = new URL(page.url()).pathname
  await secretary.look()

  // on a phone, without script: one button
  const water = await visit('plain')
  await signIn(water, 'dept-shuiwu')
  await water.goto('/desk')
  assert.ok(await water.page.locator(`a[href="${address}"]`).count())
  await water.goto(address)
  await water.look()
  await water.shot('callout-answer')
  await press(water.page, water.page.getByRole('button', { name: '我们到了，报到' }))
  await water.page.getByText('说已到场，待社区确认').waitFor()

  const city = await visit('desk', wide)
  await signIn(city, 'dept-chengguan')
  await city.goto(address)
  await city.page.locator('summary', { hasText: '我们不来' }).click()
  await press(city.page, city.page.getByRole('button', { name: '提交：我们不来' }))
  await city.page.locator('.errsum').waitFor() // why not?
  await city.page.locator('[name=reason]').selectOption('not_our_duty')
  await press(city.page, city.page.getByRole('button', { name: '提交：我们不来' }))
  await city.page.locator('p.saved').waitFor()

  await secretary.goto(address)
  await press(page, page.getByRole('button', { name: '确认到场' }))
  await page.getByText('按时到场').waitFor()
  const record = page.locator('details.move', { has: page.locator('[name=move][value=record]') })
  if ((await record.getAttribute('open')) === null) await record.locator('summary').click()
  await record.locator('[name=outcome]').selectOption('solved')
  await record.locator('[name=say]').fill('水务局一小时内抽完积水，路口恢复通行。')
  await secretary.look()
  await secretary.shot('callout-record')
  await press(page, record.locator('button.primary'))
  await page.locator('p.saved').waitFor()
  await press(page, page.getByRole('button', { name: '转为事件' }))
  await page.locator('p.saved').waitFor()
  const file = await page.locator('dl.facts a[href^="/desk/cases/"]').getAttribute('href')
  await secretary.goto(file)
  await page.getByRole('link', { name: /^吹哨HZY-.*2个部门来了1个/ }).waitFor()
  await secretary.look()
  await secretary.shot('callout-case')

  const town = await visit('desk', wide)
  await signIn(town, 'town-wenlan')
  await town.goto(address)
  const confirm = town.page.locator('details.move', { has: town.page.locator('[name=move][value=confirm]') })
  if ((await confirm.getAttribute('open')) === null) await confirm.locator('summary').click()
  await press(town.page, confirm.locator('button.primary'))
  await town.page.locator('p.saved').waitFor()
  await town.goto('/desk/callout-figures')
  await town.page.getByRole('row', { name: /蒙自市水务局/ }).waitFor()
  await town.look()
  await town.shot('callout-figures')
})

test('the administrator sets how long they have', async (t) => {
  const { visit } = await world(t)
  const v = await visit('desk', wide)
  await signIn(v, 'admin', /\/admin/)
  await v.goto('/admin/callouts')
  await v.look()
  await v.shot('callout-limits')
  const first = v.page.locator('form.card').first()
  await first.locator('[name=n]').fill('20')
  await press(v.page, first.getByRole('button', { name: '保存' }))
  await v.page.getByText('20分钟').waitFor()
})
