// The command centre: one board in two browsers, by keyboard, and without script.
import assert from 'node:assert/strict'
import test from 'node:test'
import { report, Visitor } from '../faults/report.mjs'
import { press, signIn, world } from './people.mjs'

const wide = { viewport: { width: 1280, height: 800 } }

/** A counter's number by its name. */
const counter = async (page, name) =>
  Number(await page.locator('a.stat', { hasText: name }).locator('b').textContent())

/** Waits until the board has caught up with the facts that the demo began with. */
async function board(v, path = '/duty') {
  await v.goto(path)
  await v.page.locator('live-region#board[data-line=up]').waitFor()
  await v.page.locator('li.ticket').nth(20).waitFor()
}

test('a case that moves in one browser shows in the other by itself', async (t) => {
  const { visit } = await world(t)
  const desk = await visit('desk', wide)
  await signIn(desk, 'duty')
  await board(desk)
  await desk.look()
  await desk.shot('duty')
  const before = await counter(desk.page, '还没派')
  assert.ok(before > 0 && (await counter(desk.page, '超期')) > 0)

  // a counter is a filter
  await desk.page.locator('a.stat', { hasText: '还没派' }).click()
  await desk.page.waitForURL(/s=dispatch/)
  await desk.page.locator('a.stat[aria-current]').waitFor()
  const first = desk.page.locator('li.ticket').first()
  const no = (await first.locator('a.ti').getAttribute('href')).split('/').pop()

  // the other browser takes the first one of them
  const other = await visit('desk', wide)
  await signIn(other, 'duty')
  await other.goto(`/desk/cases/${no}`)
  const move = other.page.locator('details.move', { has: other.page.locator('[name=move][value=dispatch]') })
  if ((await move.getAttribute('open')) === null) await move.locator('summary').click()
  await move.locator('[name=org]').selectOption({ label: '蒙自市城市管理局' })
  await press(other.page, move.locator('button.primary'))
  await other.page.getByText('已派').or(other.page.locator('p.saved')).first().waitFor()

  await desk.page.locator(`a.ti[href$="${no}"]`).waitFor({ state: 'detached' })
  assert.equal(await counter(desk.page, '还没派'), before - 1)
})

test('the board works without script and by keyboard, and goes down to a grid', async (t) => {
  const { visit } = await world(t)
  const v = await visit('desk', wide)
  await signIn(v, 'duty')
  await board(v)
  const { page } = v
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  assert.equal(await page.evaluate(() => document.activeElement.className), 'ti')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/desk\/cases\//)

  const plain = await visit('desk', { ...wide, javaScriptEnabled: false })
  await signIn(plain, 'leader', /\/me/)
  await plain.goto('/duty')
  assert.equal(await plain.page.locator('li.ticket').count(), 25)
  await plain.page.locator('#map').getByRole('link', { name: '文澜街道', exact: true }).click()
  await plain.page.waitForURL(/place=/)
  await plain.page.locator('#map').getByRole('link', { name: '红竺园社区', exact: true }).click()
  await plain.page.locator('h1', { hasText: '红竺园社区' }).waitFor()
  await plain.page.getByRole('link', { name: '人员' }).click()
  await plain.page.getByText('李红梅').waitFor()
  await plain.page.locator('#map').getByRole('link', { name: '部件', exact: true }).click()
  await plain.page.getByRole('columnheader', { name: '有问题' }).waitFor()

  // who has no board does not find it, and nobody looks at another county
  assert.equal((await plain.goto('/duty?place=532502')).status(), 404)
  await signIn(plain, 'grid1', /\/field|\/desk/)
  assert.equal((await plain.goto('/duty')).status(), 403)
})

test('one board too many says that it looks again by itself, and does', async (t) => {
  const { server, visit } = await world(t, { env: { LINLI_STREAMS: '1' } })
  const first = await visit('desk', wide)
  await signIn(first, 'duty')
  await board(first)

  const second = await visit('desk', wide)
  await second.page.clock.install()
  await signIn(second, 'leader', /\/me/)
  await second.goto('/duty')
  await second.page.locator('live-region#board[data-line=slow]').waitFor()
  await second.page.getByText('这个页面每半分钟自动刷新一次').waitFor()
  const looked = second.page.waitForResponse((r) => r.url().endsWith('/duty') && r.request().headers()['x-fragment'] === 'board')
  await second.page.clock.runFor(31_000)
  assert.equal((await looked).status(), 200)

  // once there is room it is told at once again
  await first.close()
  while (!/^linli_streams 0$/m.test(await (await fetch(`${server.url}/metrics`)).text())) await report(new Visitor(server.url)) // found gone at its next hint
  await second.page.clock.runFor(121_000)
  await second.page.locator('live-region#board[data-line=up]').waitFor()
})
