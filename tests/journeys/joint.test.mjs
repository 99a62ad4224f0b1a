// A difficult case is put before the joint meeting, decided there, and stands in the minutes.
import assert from 'node:assert/strict'
import test from 'node:test'
import { press, signIn, world } from './people.mjs'

const wide = { viewport: { width: 1280, height: 800 } }

test('a meeting is called, decides one case, leaves the other, and has minutes', async (t) => {
  const { visit } = await world(t)
  const centre = await visit('desk', wide)
  await signIn(centre, 'centre')
  const { page } = centre
  await centre.goto('/desk/joint')
  await page.locator('a.ti').first().waitFor()
  await centre.look()
  await centre.shot('joint')

  // calling another
  await centre.goto('/desk/new-joint')
  assert.ok(await page.getByLabel('蒙自市水务局').isChecked()) // had a case of the agenda
  await centre.look()
  await centre.shot('joint-new')
  await press(page, page.getByRole('button', { name: '通知开会' }))
  await page.locator('.errsum').waitFor()
  await page.locator('[name=day]').fill('2026-11-20')
  await page.locator('[name=room]').fill('指挥中心三楼')
  await press(page, page.getByRole('button', { name: '通知开会' }))
  await page.waitForURL(/\/desk\/joint\/[A-Z]+-/)
  const address = new URL(page.url()).pathname
  const cards = page.locator('article.card')
  assert.equal(await cards.count(), 2)
  assert.ok((await cards.first().textContent()).includes('不归我们管'))
  await centre.look()
  await centre.shot('joint-agenda')

  // a decision: what is missing is said, nothing typed is lost
  const form = cards.first().locator('details.move')
  if ((await form.getAttribute('open')) === null) await form.locator('summary').click()
  await form.locator('[name=words]').fill('水务局主办，城管局协办。')
  await press(page, form.locator('button.primary'))
  await page.locator('.errsum').waitFor()
  assert.equal(await cards.first().locator('[name=words]').inputValue(), '水务局主办，城管局协办。')
  await form.locator('[name=lead]').selectOption({ label: '蒙自市水务局' })
  await form.locator('[name=assist]').selectOption({ label: '蒙自市城市管理局' })
  await form.locator('[name=limit]').selectOption('3 workday')
  await press(page, form.locator('button.primary'))
  await page.locator('p.saved').waitFor()
  assert.equal(await cards.count(), 1)
  const file = await page.locator('table.q a.ti').first().getAttribute('href')

  // whoever was invited reads it, without script too
  const water = await visit('plain')
  await signIn(water, 'dept-shuiwu')
  await water.goto(address)
  assert.equal(await water.page.locator('form[action$="/decide"]').count(), 0)
  await water.page.getByText('水务局主办，城管局协办。').waitFor()
  await water.look()

  // the end: the other case stays
  const end = page.locator('details.move', { has: page.locator('[name=move][value=hold]') })
  if ((await end.getAttribute('open')) === null) await end.locator('summary').click()
  await end.locator('[name=say]').fill('应到单位全部到会。')
  await press(page, end.locator('button.primary'))
  await page.getByText('没有议定，留到下一次。').waitFor()
  await centre.goto(`${address}?format=print`)
  await page.getByText('应到单位全部到会。').first().waitFor()
  await centre.shot('joint-minutes')
  await centre.goto(file)
  await page.getByRole('link', { name: /已决定，看纪要/ }).waitFor()
  await centre.look()
  await centre.shot('joint-case')
})
