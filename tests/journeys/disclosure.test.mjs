// A month's money: the accountant writes it, the supervisor checks it on the phone, a resident reads
// it, asks about a line and gets an answer; what is late is told; nothing shows before its check.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { press, signIn, world } from './people.mjs'

const village = '/c/532503005203' // 响水河: nothing is public there yet

async function begin(v, item, period) {
  const { page } = v
  await v.goto('/desk/open/new')
  await page.selectOption('[name=place]', '532503005203')
  await page.selectOption('[name=item]', item)
  await page.fill('[name=period]', period)
  await press(page, page.getByRole('button', { name: '开始写' }))
}

test('a month of money from the accountant to an answered question', async (t) => {
  const w = await world(t)
  const desk = await w.visit('desk')
  const { page } = desk
  await signIn(desk, 'accountant')
  await desk.goto('/desk/open')
  await desk.look()
  await begin(desk, 'finance-month', '2026-10')
  await page.fill('[name=gist]', '这个月进账比花的多 5,000 元。\n花得最多的是修水沟。')
  await page.fill('[name=opening]', '10,000')
  await page.locator('[name=side]').nth(0).selectOption('in')
  await page.locator('[name=item]').nth(0).fill('门面租金')
  await page.locator('[name=amount]').nth(0).fill('12,000.00')
  await page.locator('[name=item]').nth(1).fill('修水沟')
  await page.locator('[name=amount]').nth(1).fill('7000')
  await page.locator('[name=note]').nth(1).fill('付给 13800000001')
  await desk.look()
  await press(page, page.getByRole('button', { name: '存好，送监委会核对' }))
  // a number was masked: it is shown before anything is sent
  assert.match(await page.innerText('main'), /138\*\*\*\*0001/)
  assert.match(await page.innerText('main'), /已经遮住/)
  await desk.shot('disclosure-draft')
  await press(page, page.getByRole('button', { name: '存好，送监委会核对' }))
  assert.match(await page.innerText('main'), /已送监委会核对/)
  const address = new URL(page.url()).pathname
  const number = address.split('/').pop()
  assert.equal((await fetch(`${w.server.url}${village}/open/${number}`)).status, 404)
  assert.doesNotMatch(await (await fetch(`${w.server.url}${village}/open`)).text(), /修水沟/)

  // this village has no committee of its own yet: it comes to the town, on paper or after two days
  await w.server.tick(5 * 24 * 60) // over a weekend
  const phone = await w.visit('phone')
  await phone.goto(`${village}/open`)
  assert.match(await phone.page.innerText('main'), /待监委会核对/)
  const chair = await w.visit('phone')
  await signIn(chair, 'town-xinansuo')
  await chair.goto(address)
  assert.match(await chair.page.innerText('main'), /修水沟/)
  await chair.look('staff')
  await press(chair.page, chair.page.getByRole('button', { name: '核过，公开' }))
  await chair.shot('disclosure-checked')

  // a resident reads and asks
  await phone.goto(`${village}/open`)
  await phone.look()
  await phone.page.getByRole('link', { name: /2026年10月财务收支/ }).first().click()
  await phone.page.waitForURL(/open\/[A-Z0-9]+-26-/)
  assert.match(await phone.page.innerText('main'), /15,000.00/)
  await phone.look()
  await phone.shot('disclosure-public')
  await phone.page.getByRole('link', { name: /修水沟/ }).click()
  await phone.page.waitForURL(/ask/)
  await phone.look()
  await phone.page.fill('[name=body]', '修的是哪一段？')
  await press(phone.page, phone.page.getByRole('button', { name: '提交提问' }))
  await phone.page.waitForURL(/open\/questions/)
  assert.match(await phone.page.innerText('main'), /已收到/)
  await phone.look()
  const question = new URL(phone.page.url()).pathname
  // nobody else comes in by the number
  assert.equal((await fetch(w.server.url + question)).status, 404)

  await desk.goto(`/desk/questions/${question.split('/').pop()}`)
  await desk.look()
  await desk.shot('disclosure-question')
  const form = page.locator('details', { hasText: '在公开内容下面回复' })
  await form.locator('summary').click()
  await form.locator('textarea').fill('三组泵站到村口，共 120 米。')
  await press(page, form.getByRole('button'))
  await phone.page.reload()
  assert.match(await phone.page.innerText('main'), /共 120 米/)
  await phone.goto(`${village}/open/${number}`)
  assert.match(await phone.page.innerText('main'), /共 120 米/)
})

test('the supervisor checks on the phone, and a correction keeps the old version', async (t) => {
  const w = await world(t)
  const v = await w.visit('phone')
  const { page } = v
  await signIn(v, 'supervisor')
  await v.goto('/desk/open')
  await v.look('staff')
  await v.shot('disclosure-supervisor')
  await press(page, page.getByRole('link', { name: /2026年10月财务收支/ }))
  await v.look('staff')
  await v.shot('disclosure-check')
  await press(page, page.getByRole('button', { name: '核过，公开' }))
  assert.match(await page.innerText('main'), /已经公开了/)
  await v.goto('/c/532503005202/open/finance/2026-08')
  assert.match(await page.innerText('main'), /这是更正后的一版/)
  await press(page, page.getByRole('link', { name: /第1版/ }))
  assert.match(await page.innerText('main'), /这一版已经更正/)
  assert.match(await page.innerText('main'), /18,500.00/)
  await v.look('resident')
})

test('what is late stands above the list, in large print and without JavaScript too', async (t) => {
  const w = await world(t)
  for (const device of ['phone', 'elder', 'plain']) {
    const v = await w.visit(device)
    await v.goto('/c/hzy/open')
    assert.match(await v.page.innerText('main'), /应公开未公开[\s\S]*党费收缴使用/)
    assert.match(await v.page.innerText('main'), /耕地地力保护补贴/) // the county's, inherited
    await v.look()
    await v.shot('disclosure-list')
    await v.goto('/c/hzy/open/finance/2026-10')
    await v.look()
    await v.shot('disclosure-month')
    await v.goto('/c/hzy/open/finance/2026-11')
    assert.match(await v.page.innerText('main'), /还没有公开/)
    await v.goto('/en/c/hzy/open')
    await v.look()
  }
})

test('machines read the same: table, feed, bytes and proof', async (t) => {
  const w = await world(t)
  const at = (p) => fetch(w.server.url + p)
  const list = await (await at('/c/hzy/open?format=json')).json()
  assert.ok(list.publications.length > 5)
  const one = list.publications.find((p) => p.item === 'finance-month')
  assert.match(await (await at('/c/hzy/open.atom')).text(), /<entry>/)
  assert.match(await (await at(`${one.address}?format=csv`)).text(), /保洁工资,4200.00/)
  const bytes = await (await at(`${one.address}?format=json`)).text()
  await w.server.tick(1)
  let proof
  for (let i = 0; i < 40 && !proof; i++) {
    const r = await at(`${one.address}/proof`)
    if (r.ok) proof = await r.json()
    else await new Promise((ok) => setTimeout(ok, 500))
  }
  assert.equal(proof.publication, bytes)
  const { createHash } = await import('node:crypto')
  const hash = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest()
  const leaf = hash(Buffer.from(proof.salt, 'hex'), Buffer.from(bytes))
  assert.equal(leaf.toString('hex'), proof.leaf)
  // RFC 6962: up the tree to the root that the checkpoint signs
  let [node, index, last] = [hash(Buffer.of(0), leaf), proof.index, proof.size - 1]
  for (const hex of proof.path) {
    const side = Buffer.from(hex, 'hex')
    if (index % 2 || index === last) {
      node = hash(Buffer.of(1), side, node)
      while (index % 2 === 0 && index) [index, last] = [index >> 1, last >> 1]
    } else node = hash(Buffer.of(1), node, side)
    ;[index, last] = [index >> 1, last >> 1]
  }
  assert.equal(node.toString('base64'), proof.checkpoint.split('\n')[2])
})
