// Out of a chat group: what was copied becomes a draft, the draft a case, and the group gets a reply
// to paste, again when the case goes on.
import assert from 'node:assert/strict'
import test from 'node:test'
import { dot, press, signIn, world } from './people.mjs'

const desk = { viewport: { width: 1280, height: 800 } }
const chat = `周桂英 2026/11/5 8:41
红竺园社区3号楼门口的路灯三天不亮了

何大勇 2026/11/5 8:43
@周桂英 我家这边也黑
[图片]`

async function step(page, name) {
  const move = page.locator('details.move', { has: page.locator(`[name=move][value=${name}]`) })
  if ((await move.getAttribute('open')) === null) await move.locator('summary').click()
  await press(page, move.locator('button.primary'))
}

test('pasted chat becomes a draft, a case, and replies to paste back', async (t) => {
  const { visit } = await world(t)
  const v = await visit('desk', desk)
  await signIn(v, 'clerk')
  const { page } = v
  await v.goto('/desk/paste')
  await v.look()
  await v.shot('paste')
  await press(page, page.locator('form .primary').first())
  assert.match(await page.locator('.errsum').textContent(), /请粘贴文字/)
  await page.fill('[name=text]', chat)
  await page.fill('[name=group]', '红竺园3号楼群')
  await page.setInputFiles('[name=photo]', dot('screen.png'))
  await press(page, page.locator('form .primary').first())

  // the draft: nothing invented, nothing lost
  assert.equal(await page.inputValue('[name=name]'), '周桂英')
  assert.equal(await page.inputValue('[name=body]'), '红竺园社区3号楼门口的路灯三天不亮了\n我家这边也黑')
  assert.equal(await page.inputValue('select[name=code]'), 'facility-0118')
  assert.equal(await page.inputValue('[name=community]'), '532503001008')
  assert.equal(await page.inputValue('[name=source]'), 'wechat')
  assert.equal(await page.inputValue('[name=group]'), '红竺园3号楼群')
  assert.ok(await page.isChecked('[name=kept_photo]'))
  await v.look()
  await v.shot('paste-draft')
  await press(page, page.locator('form .btns .primary').last())

  const number = (await page.locator('.note.ok').textContent()).match(/HZY-26-\d+/)[0]
  const card = page.locator('li.card', { hasText: number })
  const reply = await card.locator('textarea').inputValue()
  assert.match(reply, new RegExp(`红竺园社区“路灯.*”已登记，编号${number}`))
  assert.doesNotMatch(reply, /周桂英|何大勇|http|三天/)
  await v.look()
  await v.shot('paste-reply')
  await press(page, card.getByRole('button', { name: '已发到群里' }))
  assert.equal(await page.locator('li.card.flag', { hasText: number }).count(), 0)

  // the name is sealed: masked on the desk's page of the case; the photo came along
  await v.goto(`/desk/cases/${number}`)
  const text = await page.locator('main').textContent()
  assert.match(text, /微信群/)
  assert.doesNotMatch(text, /周桂英/)
  assert.ok(await page.locator('main img').count() > 0)

  // it goes on: the group is to be told again
  await step(page, 'accept')
  await signIn(v, 'secretary')
  await v.goto(`/desk/cases/${number}`)
  await step(page, 'file')
  await signIn(v, 'clerk')
  await v.goto('/desk/paste')
  assert.equal(await page.locator('li.card.flag', { hasText: number }).count(), 1)
})

test('a grid worker shares from a phone, without script too', async (t) => {
  const { server, visit } = await world(t)
  const v = await visit('phone', { javaScriptEnabled: false })
  await signIn(v, 'grid1', /\/(desk|field)/)
  const { page } = v
  await v.goto('/field')
  const manifest = await page.locator('link[rel=manifest]').getAttribute('href')
  const target = (await (await page.request.get(server.url + manifest)).json()).share_target
  assert.equal(target.method, 'POST')
  const r = await page.request.post(server.url + target.action, {
    headers: { Origin: 'null', 'Sec-Fetch-Site': 'none' },
    multipart: { [target.params.text]: chat, [target.params.files[0].name]: dot('s.png') },
  })
  assert.equal(r.status(), 200)
  const html = await r.text()
  assert.match(html, /路灯三天不亮了/)
  assert.match(html, /name="kept_photo"/)
  await v.goto('/desk/paste')
  await page.fill('[name=text]', '楼下一直有人吵')
  await press(page, page.locator('form .primary').first())
  assert.equal(await page.inputValue('[name=body]'), '楼下一直有人吵')
  assert.equal(await page.inputValue('[name=name]'), '')
  await v.look()
  await v.shot('paste-phone')
})
