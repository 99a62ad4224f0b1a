// A handler without an account: the slip, its code, one answer, and into the case; or on paper.
import assert from 'node:assert/strict'
import test from 'node:test'
import { dot, press, signIn, world } from './people.mjs'

const desk = { viewport: { width: 1280, height: 800 } }

/** A slip for the newest case that the department has to handle. */
async function give(v) {
  const { page } = v
  await v.goto('/desk?task=handle')
  await press(page, page.locator('a.ti').first())
  await press(page, page.getByRole('link', { name: '开派工单' }))
  await v.look()
  await press(page, page.locator('form .primary'))
  assert.match(await page.locator('.errsum').textContent(), /请写明要做什么/)
  await page.fill('[name=handler]', '顺达维修')
  await page.fill('[name=ask]', '换掉坏的灯头')
  await press(page, page.locator('form .primary'))
  await v.look()
  await v.shot('slip-paper')
  return page.locator('#code').textContent()
}

test('a code opens a slip without signing in, takes one answer, and the owner accepts it', async (t) => {
  const { visit } = await world(t)
  const v = await visit('desk', desk)
  await signIn(v, 'dept-chengguan')
  const code = await give(v)
  assert.match(code, /^\d{4} \d{4} \d{4}$/)

  const w = await visit('phone')
  await w.goto('/w')
  await w.look()
  await w.page.fill('[name=code]', '1234 5678 9012')
  await press(w.page, w.page.locator('form .primary'))
  assert.match(await w.page.locator('.errsum').textContent(), /这个编码打不开/)
  await w.page.fill('[name=code]', code)
  await press(w.page, w.page.locator('form .primary'))
  assert.match(await w.page.locator('main').textContent(), /换掉坏的灯头/)
  await w.look()
  await w.shot('slip-work')
  await press(w.page, w.page.locator('form .primary'))
  assert.match(await w.page.locator('.errsum').textContent(), /请选择办得怎么样/)
  await w.page.check('[name=outcome][value=solved]', { force: true })
  await w.page.fill('[name=text]', '11月5日已更换灯头，亮了。')
  await w.page.setInputFiles('[name=photo]', dot('after.png'))
  await press(w.page, w.page.locator('form .primary'))
  assert.match(await w.page.locator('main').textContent(), /收到您的回复了/)
  await w.page.fill('[name=code]', code)
  await press(w.page, w.page.locator('form .primary'))
  assert.match(await w.page.locator('.errsum').textContent(), /这个编码打不开/)

  const { page } = v
  await v.goto('/desk/slips')
  await v.look()
  await press(page, page.locator('tr', { hasText: '顺达维修' }).locator('a.ti').first())
  assert.match(await page.locator('blockquote').textContent(), /已更换灯头/)
  await v.look()
  await v.shot('slip-answer')
  await press(page, page.locator('[name=go][value=report]'))
  assert.match(await page.locator('main').textContent(), /已更换灯头/)
  await v.look()
})

test('without script: the demo code, a paper that came back, a slip taken back', async (t) => {
  const { visit } = await world(t)
  const w = await visit('plain')
  await w.goto('/w?code=482719036251')
  await press(w.page, w.page.locator('form .primary'))
  assert.match(await w.page.locator('main').textContent(), /亮灯的照片/)

  const v = await visit('plain', {})
  await signIn(v, 'dept-chengguan')
  const code = await give(v)
  const { page } = v
  await v.goto('/desk/slips')
  await press(page, page.locator('tr', { hasText: '顺达维修' }).locator('a.ti').first())
  const paper = page.locator('form[action$="/paper"]')
  await paper.locator('[name=outcome][value=partly]').check({ force: true })
  await paper.locator('[name=text]').fill('换了一个，还差一个')
  await press(page, paper.locator('.primary'))
  assert.match(await page.locator('.errsum').textContent(), /请给纸质单拍一张照片/)
  await page.setInputFiles('form[action$="/paper"] [name=photo]', dot('paper.png'))
  await press(page, paper.locator('.primary'))
  assert.match(await page.locator('blockquote').textContent(), /换了一个，还差一个/)
  await w.goto('/w')
  await w.page.fill('[name=code]', code)
  await press(w.page, w.page.locator('form .primary'))
  assert.match(await w.page.locator('.errsum').textContent(), /这个编码打不开/)
})
