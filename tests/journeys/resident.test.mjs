// What makes a report easy for whoever types little, sees little or has a poor network.
import assert from 'node:assert/strict'
import test from 'node:test'
import { dot, signIn, world } from './people.mjs'

const kinds = (v) => v.page.locator('kind-find .chip label').allInnerTexts()

test('a kind is found by initials, pinyin or another word, with script and without', async (t) => {
  const w = await world(t)
  const phone = await w.visit('phone')
  await phone.goto('/c/hzy/report')
  await phone.page.getByText('全部类别').click()
  await phone.page.getByLabel('找类别').pressSequentially('ld')
  await phone.page.locator('kind-find label', { hasText: /^路灯$/ }).waitFor()
  assert.equal((await kinds(phone))[0].trim(), '路灯')
  await phone.look()
  await phone.page.getByLabel('找类别').press('Enter')
  await phone.page.locator('kind-find input:checked').waitFor({ state: 'attached' })
  assert.equal(await phone.page.locator('[name=code]:checked').getAttribute('value'), 'facility-0118')
  await phone.page.getByRole('button', { name: '提交' }).click()
  await phone.page.waitForURL(/new=1/)
  assert.match(await phone.page.locator('main').innerText(), /路灯/)

  const plain = await w.visit('plain')
  await plain.goto('/c/hzy/report')
  await plain.page.fill('[name=body]', '半夜还在响')
  await plain.page.getByText('全部类别').click()
  await plain.page.getByLabel('找类别').fill('taichao')
  await plain.page.getByLabel('找类别').press('Enter') // as good as its button: nothing is sent yet
  await plain.page.waitForLoadState()
  assert.deepEqual((await kinds(plain)).map((x) => x.trim()), ['噪音', '商业噪音'])
  assert.equal(await plain.page.inputValue('[name=body]'), '半夜还在响')
  await plain.page.getByRole('radio', { name: '商业噪音' }).check()
  await plain.page.getByRole('button', { name: '提交' }).click()
  await plain.page.waitForURL(/new=1/)
  assert.match(await plain.page.locator('main').innerText(), /商业噪音/)
})

test('staff who take a call find the kind the same way', async (t) => {
  const w = await world(t)
  for (const javaScriptEnabled of [true, false]) {
    const v = await w.visit('desk', { javaScriptEnabled })
    await signIn(v, 'clerk')
    await v.goto('/desk/phone')
    await v.page.fill('[name=body]', '晚上看不见路')
    await v.page.getByLabel('找类别').fill('ludeng')
    await v.page.getByLabel('找类别').press('Enter')
    await v.page.locator('kind-find .chip').first().waitFor()
    if (!javaScriptEnabled) await v.page.getByRole('radio', { name: '路灯', exact: true }).check()
    assert.equal(await v.page.locator('[name=found]:checked').getAttribute('value'), 'facility-0118')
    assert.equal(await v.page.inputValue('[name=body]'), '晚上看不见路')
    await v.page.locator('[name=community]').selectOption({ label: '红竺园社区' })
    await v.page.locator('button.primary').click()
    await v.page.waitForURL(/\/desk\/cases\//)
    assert.match(await v.page.locator('h1').innerText(), /路灯|晚上/)
  }
})

/** The text with the code for a phone: it leaves a moment after the page has said so. */
async function codeTo(w, phone) {
  for (let tries = 0; tries < 100; tries++) {
    const sent = (await w.server.outbox()).find((m) => m.to === phone && m.kind === 'notices.code')
    if (sent) return sent.text
    await new Promise((r) => setTimeout(r, 100))
  }
  throw new Error(`no code for ${phone}`)
}

test('a message is read where it leads, and the home says how many wait', async (t) => {
  const w = await world(t)
  const v = await w.visit('phone')
  // whom the demo has told most, once its messages have left
  await w.server.tick(26 * 60)
  let all = []
  for (let same = 0; same < 8; await new Promise((r) => setTimeout(r, 500))) {
    const now = (await w.server.outbox()).filter((m) => m.to && m.number)
    same = now.length === all.length ? same + 1 : 0
    all = now
  }
  const count = (to) => all.filter((m) => m.to === to).length
  const phone = all.map((m) => m.to).sort((a, b) => count(b) - count(a))[0]
  await v.goto('/login?back=/me')
  await v.page.fill('[name=phone]', phone)
  await v.page.click('[name=send]')
  await v.page.locator('p.saved').waitFor()
  await v.page.fill('[name=code]', (await codeTo(w, phone)).match(/\d{6}/)[0])
  await v.page.getByRole('button', { name: '登录', exact: true }).click()
  await v.page.waitForURL(/\/me/)
  await v.look()
  const unread = async () => Number((await v.page.locator('a[href="/me/messages"] .count').textContent().catch(() => '0')) || 0)
  const n = await unread()
  assert.ok(n > 1, 'the demo has told this resident something')
  await v.page.locator('a[href="/me/messages"]').click()
  await v.look()
  await v.page.locator('button.row.unread', { has: v.page.locator('.say') }).first().click()
  await v.page.waitForURL(/\/c\/.*\/cases\//)
  await v.goto('/me')
  assert.equal(await unread(), n - 1)
  await v.goto('/c/hzy')
  assert.match(await v.page.locator('a.tile[href="/me/messages"]').innerText(), new RegExp(`${n - 1} 条新消息`))
  await v.look()
  await v.goto('/me/messages')
  await v.page.getByRole('button', { name: '全部标为已读' }).click()
  await v.page.waitForLoadState()
  assert.equal(await v.page.locator('.unread').count(), 0)
  await v.goto('/me')
  assert.match(await v.page.locator('a[href="/me/messages"]').innerText(), /都读过了/)
})

test('a photo alone is a report, without script and without choosing a kind', async (t) => {
  const w = await world(t)
  const v = await w.visit('elder', { javaScriptEnabled: false })
  await v.goto('/c/hzy/report?whole=1')
  await v.page.getByRole('button', { name: '提交' }).click()
  await v.page.waitForLoadState()
  assert.match(await v.page.locator('.errsum').innerText(), /请点一下是什么问题|什么问题/)
  await v.page.locator('#photo').setInputFiles([
    dot('one.png'), { name: 'letter.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('hello') }])
  await v.page.getByRole('button', { name: '提交' }).click()
  await v.page.waitForLoadState()
  assert.match(await v.page.locator('#f-photo').innerText(), /letter\.jpg/)
  assert.equal(await v.page.locator('[name=kept_photo]:checked').count(), 1)
  if (process.env.SHOTS) await v.page.screenshot({ path: `${process.env.SHOTS}/kept.png`, fullPage: true })
  await v.page.getByRole('button', { name: '提交' }).click()
  await v.page.waitForURL(/new=1/)
  assert.match(await v.page.locator('main').innerText(), /其他/)
})

test('a case shows what was found and what became of it side by side, and a recording to listen to', async (t) => {
  const w = await world(t)
  const v = await w.visit('phone')
  const no = w.server.sql(`SELECT m.number FROM matters m JOIN media d ON d.ref = m.id WHERE d.role = 'after' AND d.public_hash <> '' AND m.number LIKE 'HZY-%' ORDER BY m.number LIMIT 1`)
  await v.goto(`/c/hzy/cases/${no}`)
  await v.page.locator('.pair').scrollIntoViewIfNeeded()
  await v.page.waitForFunction(() => [...document.querySelectorAll('.pair img')].every((i) => i.complete && i.naturalWidth === 480))
  const [before, after] = await v.page.locator('.pair figure').all()
  assert.match(await before.innerText(), /反映时/)
  assert.match(await after.innerText(), /处理后/)
  const [a, b] = [await before.boundingBox(), await after.boundingBox()]
  assert.ok(Math.abs(a.y - b.y) < 2 && b.x > a.x + a.width, 'side by side on a phone')
  await v.look()

  await v.goto('/c/hzy/report')
  await v.page.getByText('不想打字').click()
  await v.page.locator('#voice').setInputFiles({ name: 'v.webm', mimeType: 'audio/webm', buffer: Buffer.concat([Buffer.from('1a45dfa3', 'hex'), Buffer.from('webm'), Buffer.alloc(60)]) })
  await v.page.getByRole('button', { name: '提交' }).click()
  await v.page.waitForURL(/new=1/)
  assert.equal(await v.page.locator('audio').count(), 1)
  assert.equal(await v.page.locator('.photos img').count(), 0)
  await v.look()
})

test('a list is printed, downloaded and leafed through as it was narrowed', async (t) => {
  const w = await world(t)
  const v = await w.visit('phone')
  const seen = '/c/hzy/cases?state=done&q=%E7%81%AF' // 灯
  await v.goto(seen)
  const href = (name) => v.page.getByRole('link', { name }).getAttribute('href')
  const table = new URL(await href('下载表格'), w.server.url)
  assert.deepEqual(['state', 'q', 'format'].map((k) => table.searchParams.get(k)), ['done', '灯', 'csv'])
  assert.equal(await href('打印'), `${seen}&format=print`)
  const rows = await v.page.locator('a.row.wrap').count()
  assert.notEqual(rows, 0)
  await v.goto(`${seen}&format=print`)
  assert.equal(await v.page.locator('a.row.wrap').count(), rows)
  assert.equal((await v.page.locator('.printonly').textContent()).includes(`${w.server.url}${seen}`), true)
  assert.equal((await v.page.locator('.printonly').textContent()).includes('format='), false)
})
