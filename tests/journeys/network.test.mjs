// A network that goes away while somebody reports: nothing typed is lost, and nobody is left before
// the browser's own page.
import assert from 'node:assert/strict'
import test from 'node:test'
import { press, world } from './people.mjs'

const question = (v) => v.page.locator('h1').innerText()
const next = (v) => press(v.page, v.page.locator('.sticky button'))
const waits = (v) => v.page.locator('.sticky [role=status]').waitFor()
const home = (v) => v.goto('/c/hzy')
const cases = (w) => Number(w.server.sql("SELECT COUNT(*) FROM matters WHERE number LIKE 'HZY-%'"))

test('a report on one page waits beside its button and sends itself, once', async (t) => {
  const w = await world(t)
  const v = await w.visit('phone')
  const before = cases(w)
  await v.goto('/c/hzy/report')
  await v.page.fill('[name=body]', '灯不亮了')
  await v.page.getByRole('radio', { name: '路灯', exact: true }).check()
  await v.offline(true)
  await v.page.getByRole('button', { name: '提交' }).click()
  await waits(v)
  assert.ok(await v.page.locator('.sticky [role=status]').isVisible())
  await v.offline(false)
  await v.page.waitForURL(/new=1/)
  assert.equal(cases(w), before + 1)
  await v.goto('/c/hzy/report')
  assert.equal(await v.page.inputValue('[name=body]'), '', 'what was sent is not offered again')
})

test('a phone that says it is online and reaches nobody is treated the same', async (t) => {
  const w = await world(t)
  const v = await w.visit('phone')
  await v.goto('/c/hzy/report')
  await v.page.fill('[name=body]', '信号很弱')
  await v.page.getByRole('radio', { name: '其他', exact: true }).check()
  await v.context.route('**', (r) => r.abort())
  await v.page.getByRole('button', { name: '提交' }).click()
  await waits(v)
  await v.context.unroute('**')
  await v.page.getByRole('button', { name: '提交' }).click() // sooner than it tries by itself
  await v.page.waitForURL(/new=1/)
})

test('a network that swallows everything and never answers is treated the same', async (t) => {
  const w = await world(t)
  const v = await w.visit('phone')
  await v.goto('/c/hzy/report')
  await v.page.getByRole('radio', { name: '其他', exact: true }).check()
  await v.page.fill('[name=body]', '一直转圈')
  await v.context.route('**/healthz', () => {})
  await v.page.getByRole('button', { name: '提交' }).click()
  await waits(v)
  assert.equal(await v.page.inputValue('[name=body]'), '一直转圈')
})

test('large print: a cut between two questions waits and goes on where it was going', async (t) => {
  const w = await world(t)
  const v = await w.visit('elder')
  await v.goto('/c/hzy/report')
  await v.page.fill('[name=body]', '楼道灯坏了')
  await next(v)
  await v.offline(true)
  await v.page.locator('header button.back').click()
  await waits(v)
  assert.equal(await question(v), '拍张照片？')
  await v.offline(false)
  await v.page.waitForFunction(() => document.querySelector('h1').innerText === '出了什么事？')
  assert.equal(await v.page.inputValue('[name=body]'), '楼道灯坏了')
})

test('large print: what was begun is there again days later, until it has been sent', async (t) => {
  const w = await world(t)
  const v = await w.visit('elder')
  await v.goto('/c/hzy/report')
  await v.page.fill('[name=body]', '楼道灯坏了')
  await next(v)
  await next(v)
  await v.page.getByRole('radio', { name: '路灯', exact: true }).check()
  await home(v) // and the browser is closed
  await v.goto('/c/hzy/report')
  assert.equal(await v.page.inputValue('[name=body]'), '楼道灯坏了')
  assert.match(await v.page.locator('[role=status].saved').innerText(), /给您留着/)
  await v.look()
  await next(v)
  await next(v)
  assert.equal(await v.page.locator('[name=code]:checked').getAttribute('value'), 'facility-0118')
  for (let i = 0; i < 5 && (await question(v)) !== '看看对不对'; i++) await next(v)
  await v.page.locator('.sticky button').click()
  await v.page.waitForURL(/new=1/)
  await v.goto('/c/hzy/report')
  assert.equal(await v.page.inputValue('[name=body]'), '')
})
