// A village accountant drops the month's sheet, mends what was found, and has a draft of a hundred
// lines; the month after that takes one click, and works without script.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { press, signIn, world } from './people.mjs'
import { workbook } from './workbook.mjs'

const month = (title, spoilt) => workbook(`${title}.xlsx`, [
  [`${title}财务收支明细表`, null, null, null, null],
  ['日期', '科目', '摘要', '进项', '销项'],
  [null, '上月结余', null, 12300.5, null],
  ...Array.from({ length: 100 }, (_, i) => [`${2 + i % 20}日`, i % 2 ? '管理费用' : '租金收入', `第${i + 1}笔`,
    i % 2 ? null : 100.25, i % 2 ? (spoilt && i === 1 ? '若干' : 1.1) : null]),
  ['合计', null, null, 5012.5, 55],
], ['A1:E1'])

const says = async (v, words) => assert.match(await v.page.locator('main').innerText(), words)

async function drop(v, file) {
  await v.goto('/desk/open')
  await v.page.getByRole('link', { name: '从表格公开' }).click()
  await v.page.setInputFiles('#file', file)
  const place = v.page.locator('#place')
  if (!await place.inputValue()) await place.selectOption({ index: 1 })
  await press(v.page, v.page.getByRole('button', { name: '先看看' }))
}

test('a sheet becomes a draft, and the month after in one click', async (t) => {
  const { visit } = await world(t)
  const v = await visit('desk')
  const { page } = v
  await signIn(v, 'accountant')

  await t.test('what was found stands beside the table and is mended there', async () => {
    await drop(v, month('2026年2月', true))
    await v.look('staff')
    await v.shot('import-found')
    await page.selectOption('#c3', 'in')
    await page.selectOption('#c4', 'out')
    await press(page, page.getByRole('button', { name: '再看一次' }))
    await says(v, /“若干”不是金额/)
    assert.equal(await page.getByRole('button', { name: /做成/ }).count(), 0)
    await page.fill('[name="a5-5"]', '1.10')
    await press(page, page.getByRole('button', { name: '再看一次' }))
    await v.look('staff')
    await v.shot('import-ready')
  })

  await t.test('the draft has every line', async () => {
    await press(page, page.getByRole('button', { name: /做成/ }))
    assert.match(page.url(), /\/desk\/open\/[A-Z]/)
    assert.equal(await page.locator('input[name="item"][value="租金收入"]').count(), 50)
    assert.equal(await page.inputValue('[name="opening"]'), '12300.50')
    await v.look('staff')
  })

  await t.test('the month after needs no columns said', async () => {
    await drop(v, month('2026年3月', false))
    await says(v, /和 2026-02 的一模一样/)
    await press(page, page.getByRole('button', { name: /做成/ }))
    assert.match(page.url(), /\/desk\/open\/[A-Z]/)
  })
})
