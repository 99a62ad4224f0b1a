// The desk of those who work here all day: finding tasks, giving them to colleagues, answering from
// templates, copying across into another system.
import assert from 'node:assert/strict'
import test from 'node:test'
import { signIn, world } from './people.mjs'

const wide = { viewport: { width: 1280, height: 800 } }

async function desk(t, options = wide) {
  const { server, visit } = await world(t)
  const v = await visit('desk', options)
  return { ...v, server, as: (login) => signIn(v, login) }
}

const titles = (page) => page.locator('a.ti > span').allTextContents()
const numbers = async (page) => (await titles(page)).map((s) => s.split(' ')[0])

async function filter(v, choices) {
  const form = v.page.locator('form.filters')
  for (const [name, value] of Object.entries(choices)) await form.locator(`[name=${name}]`).selectOption(value)
  await form.locator('button[type=submit]').click()
  await v.page.waitForURL(/\/desk\?/)
}

test('the inbox is sorted, filtered, paged and walked by keys', async (t) => {
  const v = await desk(t)
  await v.as('duty')
  await v.look()
  await v.shot('inbox')
  const count = Number(await v.page.locator('h1 .num').textContent())
  assert.ok(count > 25, `${count} tasks`)

  // newest first, over pages, without loss; the filter stays
  await filter(v, { sort: 'new' })
  const all = await numbers(v.page)
  await v.page.locator('a[rel=next]').click()
  await v.page.waitForURL(/after=/)
  assert.equal(await v.page.locator('[name=sort]').inputValue(), 'new')
  all.push(...(await numbers(v.page)))
  const opened = (no) => no.slice(no.indexOf('-'))
  assert.equal(new Set(all).size, all.length)
  assert.ok(all.length > 25)
  await v.goto('/desk')
  assert.notDeepEqual((await numbers(v.page)).map(opened), all.slice(0, 25).map(opened))

  // by what is to be done, and late ones alone
  await filter(v, { task: 'dispatch' })
  const todo = await v.page.locator('td[data-label="要做什么"]').allTextContents()
  assert.ok(todo.length > 0)
  assert.equal(new Set(todo).size, 1)
  await filter(v, { task: '', due: 'late' })
  const late = Number(await v.page.locator('h1 .num').textContent())
  assert.ok(late > 0 && late < count, `${late} of ${count}`)
  assert.equal(await v.page.locator('tbody tr').count(), await v.page.locator('tbody tr.flag').count())

  // by place: a town, then a community of it
  await v.goto('/desk')
  const town = await v.page.locator('[name=place] option').nth(1).getAttribute('value')
  await filter(v, { place: town })
  assert.equal(await v.page.locator('[name=place]').inputValue(), town)
  assert.ok((await v.page.locator('[name=place] option').count()) > 2)

  // nothing fits: said so, with a way back
  await v.goto('/desk?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E6%A0%B7%E7%9A%84')
  await v.page.getByText('没有符合条件的').waitFor()
  await v.look()
  await v.page.getByRole('link', { name: '清除' }).click()
  await v.page.locator('tbody tr').first().waitFor()

  // J, J, K, X, Enter
  for (const key of ['j', 'j', 'k', 'x']) await v.page.keyboard.press(key)
  assert.equal(await v.page.locator('tbody tr').first().locator('[type=checkbox]').isChecked(), true)
  await v.page.keyboard.press('Enter')
  await v.page.waitForURL(/\/desk\/cases\//)
})

test('ticked tasks are given to a colleague in one go, and what cannot be given is named', async (t) => {
  const v = await desk(t)
  await v.as('duty')
  const page = v.page
  await v.goto('/desk?view=all&task=dispatch&q=HZY') // one community, where others may do it too
  const [first, second] = await numbers(page)
  await page.locator('button[value=give]').click() // nothing ticked
  await page.getByText('请先勾选').waitFor()
  for (const i of [0, 1]) await page.locator('tbody tr').nth(i).locator('[name=task]').check()
  await page.keyboard.press('a')
  await page.getByRole('heading', { name: '交给同事' }).waitFor()
  await v.look()
  await v.shot('give')
  await page.locator('button[value=give]').click() // nobody chosen
  await page.locator('.errsum').waitFor()
  const colleague = page.locator('fieldset .pick').first()
  const name = (await colleague.locator('label > span').evaluate((e) => e.firstChild.textContent)).trim()
  await colleague.locator('[type=radio]').check()
  await page.locator('button[value=give]').click()
  await page.waitForURL(/done=2/)
  assert.equal(await page.locator('[name=task]').first().inputValue(), 'dispatch') // the filter is kept
  await page.locator('p.saved').waitFor()
  await v.goto('/desk?view=all&task=dispatch&q=HZY')
  for (const no of [first, second]) {
    const row = page.locator('tbody tr', { has: page.locator(`a.ti[href="/desk/cases/${no}"]`) })
    assert.equal((await row.locator('td').last().textContent()).trim(), name)
  }
  // taken by somebody else meanwhile: named, with the reason, and the other one is done
  const third = page.locator('tbody tr', { hasText: '还没人接' }).first()
  await third.locator('[name=task]').check()
  await page.locator('tbody tr', { has: page.locator(`a.ti[href="/desk/cases/${first}"]`) }).locator('[name=task]').check()
  await page.locator('button[value=take]').click()
  await page.locator('#refused').waitFor()
  assert.match(await page.locator('.errsum').innerText(), new RegExp(first))
  await v.look()
})

test('a template is kept by its organisation and inserted into a reply, with its placeholders filled', async (t) => {
  const v = await desk(t, { ...wide, javaScriptEnabled: false })
  const page = v.page
  await v.as('dept-chengguan')
  await page.getByRole('link', { name: '答复模板' }).click()
  await page.fill('[name=body]', '您反映的{编号}（{地点}）已安排，{期限}前办好。')
  await page.getByRole('button', { name: '保存' }).click() // without a name
  await page.locator('#f-title .msg').waitFor()
  assert.equal(await page.inputValue('[name=body]'), '您反映的{编号}（{地点}）已安排，{期限}前办好。')
  await page.fill('[name=title]', '已安排')
  await page.getByRole('button', { name: '保存' }).click()
  await page.waitForURL(/saved=1/)
  await page.getByRole('link', { name: '已安排' }).click()
  await page.fill('[name=title]', '已安排维修')
  await page.getByRole('button', { name: '保存' }).click()
  await page.waitForURL(/saved=1/)

  await v.goto('/desk')
  await page.locator('a.ti').first().click()
  const no = page.url().match(/cases\/([A-Z0-9-]+)/)[1]
  const move = page.locator('details.move', { has: page.locator('[name=template]') }).first()
  if ((await move.getAttribute('open')) === null) await move.locator('summary').click()
  await move.locator('[name=say]').fill('师傅明天来。')
  await move.locator('button[name=insert]').click()
  const said = await page.locator('details.move[open] [name=say]').inputValue()
  assert.match(said, new RegExp(`^师傅明天来。\r?\n您反映的${no}（.+）已安排，.+前办好。$`))

  // another organisation has templates of its own
  await v.as('dept-shuiwu')
  await v.goto('/desk/replies')
  assert.equal(await page.getByText('已安排维修').count(), 0)

  await v.as('dept-chengguan')
  await v.goto('/desk/replies')
  await page.getByRole('link', { name: '已安排维修' }).click()
  await page.getByRole('button', { name: '停用' }).click()
  await page.waitForURL(/saved=1/)
  assert.equal(await page.getByText('已安排维修').count(), 0)
})

test('a case is copied across into another system in the order of its form', async (t) => {
  const v = await desk(t)
  const page = v.page
  await v.as('duty')
  await page.locator('a.ti').first().click()
  await page.waitForURL(/\/desk\/cases\//)
  const at = new URL(page.url()).pathname
  await page.getByText('还要录入别的系统').click()
  await page.fill('[name=system]', '12345')
  await page.locator('#f-system ~ .btns button').click()
  await page.waitForURL(/saved=1/)
  await v.goto('/desk?view=unreturned')
  assert.equal(await page.locator(`a.ti[href="${at}"]`).count(), 1)
  await v.goto(at)
  await page.getByRole('link', { name: '对照抄录' }).click()
  assert.deepEqual(await page.locator('copy-field label').allTextContents(),
    ['诉求分类', '诉求标题', '诉求内容', '所属区域', '详细地址', '来电人', '来电时间', '办理结果'])
  await v.look()
  await v.shot('copy')
  await page.locator('copy-field button').nth(1).click()
  await page.getByText('已复制').waitFor()
  await page.fill('[name=number]', 'ZX-2026-77')
  await page.fill('[name=due]', '2026-11-12')
  await page.getByRole('button', { name: '保存' }).click()
  await page.waitForURL(/saved=1/)
  await page.getByText('ZX-2026-77').first().waitFor()
  await page.getByRole('link', { name: '对照抄录' }).click()
  assert.equal(await page.inputValue('[name=due]'), '2026-11-12')
  await page.locator('button[name=returned]').click()
  await page.waitForURL(/saved=1/)
  await v.goto('/desk?view=unreturned')
  assert.equal(await page.locator(`a.ti[href="${at}"]`).count(), 0)
})
