// The hotline desk: a call is taken down by a few keys alone, calls are returned, and what residents
// say on the phone counts.
import assert from 'node:assert/strict'
import test from 'node:test'
import { press, signIn, world } from './people.mjs'

const wide = { viewport: { width: 1280, height: 800 } }

async function desk(t, device = 'desk', options = wide) {
  const { server, visit } = await world(t)
  const v = await visit(device, options)
  await signIn(v, 'desk12345')
  return { ...v, server }
}

/** Types as a person at a keyboard does, and counts; a named key that sends the form is waited for. */
function keyboard(page) {
  let n = 0
  return {
    get keys() { return n },
    async type(text) {
      n += text.length
      await page.keyboard.type(text)
    },
    async tab() {
      n++
      await page.keyboard.press('Tab')
    },
    async enter() {
      n++
      await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')])
    },
  }
}

/** The browser puts the cursor there by itself, a moment after the page has come. */
const cursorIn = (page, selector) => page.waitForFunction((s) => document.activeElement.matches(s), selector)

test('a call is taken down with the keyboard alone in fewer than thirty keys', async (t) => {
  const v = await desk(t)
  const { page } = v
  await v.goto('/desk/hotline')
  const k = keyboard(page)
  await cursorIn(page, '[name=phone]')
  await k.type('13900000077')
  await k.enter() // looks the number up: nobody yet
  assert.match(await page.locator('main').textContent(), /没有来过电/)
  await cursorIn(page, '[name=kind]')
  await k.type('ld') // the initials of street lamp
  await k.tab()
  await k.type('hzy 3#1')
  await k.enter()
  assert.equal(await page.locator('[name=code]:checked + label').textContent(), '路灯')
  assert.match(await page.locator('[name=place]:checked + label').textContent(), /红竺园社区 3#1/)
  await v.shot('hotline-check')
  await cursorIn(page, '#call button.primary')
  await k.enter()
  const number = await page.locator('.note.ok a').textContent()
  assert.match(number, /^HZY-26-\d+$/)
  assert.match(await page.locator('.note.ok').textContent(), new RegExp(`编号${number}`))
  assert.ok(k.keys < 30, `${k.keys} keys`)
  console.log(`# ${k.keys} keys for a report by phone`)

  // the same caller asks how it goes: it stands on the side, with what to say
  await v.look()
  await v.goto('/desk/hotline')
  await cursorIn(page, '[name=phone]')
  await page.keyboard.type('13900000077')
  await k.enter()
  const card = page.locator('aside li', { hasText: number })
  assert.match(await card.locator('blockquote').textContent(), /红竺园社区|社区/)
  assert.doesNotMatch(await page.locator('main').textContent(), /没有来过电/)
  await v.shot('hotline-caller')
  await press(page, card.locator('[name=asked]'))
  assert.match(await page.locator('[role=status]').textContent(), /已记下/)

  // a neighbour with the same lamp becomes one whom it affects
  const n = keyboard(page)
  await cursorIn(page, '[name=phone]')
  await n.type('13900000078')
  await n.enter()
  await cursorIn(page, '[name=kind]')
  await n.type('ld')
  await n.tab()
  await n.type('hzy 3#1')
  await n.enter()
  const same = page.locator('aside li', { hasText: number })
  await press(page, same.locator('[name=same]'))
  assert.equal(await page.locator('.note.ok a').textContent(), number)
})

test('without script, and wrong input says what is wrong and keeps the rest', async (t) => {
  const v = await desk(t, 'plain', {})
  const { page } = v
  await v.goto('/desk/hotline')
  await page.fill('[name=phone]', '123')
  await page.fill('[name=kind]', 'zzzz')
  await page.fill('[name=where]', 'hzy')
  await press(page, page.locator('#call .btns button'))
  assert.match(await page.locator('.errsum').textContent(), /电话号码[\s\S]*没有叫这个名字的类别/)
  assert.equal(await page.inputValue('[name=where]'), 'hzy')
  await page.fill('[name=phone]', '13900000079')
  await page.fill('[name=kind]', '路灯')
  await press(page, page.locator('#call .btns button'))
  await page.fill('[name=body]', '三天不亮了')
  await press(page, page.locator('#call .btns button'))
  assert.match(await page.locator('.note.ok a').textContent(), /^HZY-26-/)
})

test('a missed call is returned, and the resident is asked for a word', async (t) => {
  const v = await desk(t)
  const { page } = v
  await v.goto('/desk/hotline/calls')
  await v.look()
  await v.shot('hotline-calls')
  const first = page.locator('main > section').first().locator('li.card').first()
  assert.match(await first.textContent(), /138\*+0031[\s\S]*打来过2次/)
  await press(page, first.locator('[name=go][value=show]'))
  assert.match(await page.locator('.note[role=status]').textContent(), /138 0000 0031/)
  await press(page, first.locator('[name=go][value=take]'))
  assert.equal(await page.inputValue('[name=phone]'), '13800000031')
  await page.fill('[name=kind]', 'ld')
  await page.fill('[name=where]', 'hzy 5#')
  await press(page, page.locator('#call .btns button'))
  await press(page, page.locator('#call .btns button'))
  await v.goto('/desk/hotline/calls')
  assert.doesNotMatch(await page.locator('main > section').first().textContent(), /0031/)

  // one that is done and unconfirmed
  await press(page, page.locator('main > section').nth(1).locator('a').first())
  await v.look()
  await v.shot('hotline-ask')
  const number = await page.locator('.num').first().textContent()
  await page.fill('[name=say]', '换了，很亮')
  await press(page, page.locator('[name=word][value="1"]'))
  assert.match(await page.locator('[role=status]').textContent(), /意见已记下/)
  await v.goto(`/desk/cases/${number}`)
  assert.match(await page.locator('.timeline').textContent(), /解决了[\s\S]*孙晓燕电话里听到/)
})

test('whoever reaches nobody leaves a number', async (t) => {
  const { visit } = await world(t)
  for (const device of ['phone', 'plain', 'elder']) {
    const v = await visit(device)
    await v.goto('/c/hzy/call-me')
    await v.look()
    await press(v.page, v.page.locator('main form button'))
    assert.match(await v.page.locator('.errsum').textContent(), /电话/)
    await v.page.fill('[name=phone]', '138 0000 0009')
    await press(v.page, v.page.locator('main form button'))
    assert.match(await v.page.locator('[role=status]').textContent(), /给您回电话/)
    await v.shot('call-me')
  }
})

test('orders of another system come in as its file, and answers go back as one', async (t) => {
  const v = await desk(t)
  const { page } = v
  await v.goto('/desk/outside')
  await v.look()
  await v.shot('outside')
  await press(page, page.locator('a.ti', { hasText: '12345' }))
  await v.look()
  const file = (rows) => ({ name: '12345.csv', mimeType: 'text/csv', buffer: Buffer.from(`工单编号,来电时间,办理时限,诉求标题,诉求内容,诉求分类,所属区域,详细地址,来电人,来电号码\n${rows.join('\n')}\n`) })
  const good = 'G100,2026-11-04 08:00:00,2026-11-09 18:00:00,灯不亮,三天不亮了,路灯照明,文澜街道红竺园社区,3号楼,何某,13900000066'
  await page.setInputFiles('[name=file]', file([good, 'G101,昨天,,灯不亮,,路灯照明,红竺园社区,,,']))
  await press(page, page.getByRole('button', { name: '先看一看' }))
  await v.look()
  await v.shot('outside-look')
  assert.match(await page.locator('[role=status]').textContent(), /新的1件，已经有的0件，不收的1件/)
  assert.match(await page.locator('tr.flag').textContent(), /来电时间读不出来/)
  await press(page, page.getByRole('button', { name: '导入1件' }))
  assert.match(await page.locator('[role=status]').textContent(), /导入1件/)
  const number = await page.locator('td a').first().textContent()
  await press(page, page.locator('td a').first())
  assert.match(await page.locator('main').textContent(), /G100/)
  await v.goto('/desk/outside/12345')
  await page.setInputFiles('[name=file]', file([good]))
  await press(page, page.getByRole('button', { name: '先看一看' }))
  assert.match(await page.locator('[role=status]').textContent(), /已经有的1件/)
  assert.equal(await page.locator('td a').first().textContent(), number)
  assert.equal(await page.getByRole('button', { name: '导入' }).count(), 0)

  // what is answered goes back as a file, and is marked once it is in there
  await v.goto('/desk/outside/12345?show=ready')
  await v.look()
  await v.shot('outside-ready')
  const ready = await page.locator('tbody tr').count()
  const [got] = await Promise.all([page.waitForEvent('download'), page.locator('a[href$="answers.csv"]').click()])
  const text = await (await import('node:fs/promises')).readFile(await got.path(), 'utf8')
  assert.match(text, /^\ufeff工单编号,承办单位,办理结果/)
  assert.equal(text.trim().split('\r\n').length, ready + 1)
  await page.locator('[name=ref]').first().check({ force: true })
  for (const box of (await page.locator('[name=ref]').all()).slice(1)) await box.uncheck({ force: true })
  await press(page, page.getByRole('button', { name: '标为已回填' }))
  assert.match(await page.locator('[role=status]').textContent(), /1件已标为已回填/)
  assert.equal(await page.locator('tbody tr').count(), ready - 1)
})
