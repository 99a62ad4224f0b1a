// The clerk brings in a list as an office keeps it; the grid worker finds who came in.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { dot, press, signIn, world } from './people.mjs'
import { workbook } from './workbook.mjs'

const list = workbook('红竺园花名册.xlsx', [
  ['红竺园社区居民花名册', null, null, null, null, null],
  ['户主', '成员', null, null, null, '现住址'],
  [null, '姓名', '身份证号', '联系电话', '与户主关系', null],
  ['段有福', '段有福', '532590195508150019', 13800007701, '户主', '银河新村9栋1单元101'],
  [null, '普美仙', 5.32590195811020e17, null, '妻', null], // ruined by the spreadsheet
  [null, '段小明', '532590199003070011', '12', '长子', null],
  ['白志强', '白志强', '532590195508150019', null, '户主', '银河新村9栋1单元102'], // the number of another
  ['合计', null, null, 4, null, null],
], ['A1:F1', 'A2:A3', 'B2:E2', 'F2:F3', 'A4:A6', 'F4:F6'])

const says = async (v, words) => assert.match(await v.page.locator('main').innerText(), words)

async function choose(page) {
  await page.setInputFiles('#file', list)
  await page.selectOption('#grid', { label: '红竺园社区 第1网格' })
}

async function state(v) {
  for (;;) {
    await v.page.reload()
    const text = await v.page.locator('main').innerText()
    if (!/正在/.test(text)) return text
  }
}

test('a list comes in from a spreadsheet and is taken back', async (t) => {
  const { visit } = await world(t)
  const v = await visit('desk')
  const { page } = v
  await signIn(v, 'clerk')
  await v.goto('/desk/homes')
  await v.look('staff')
  await page.getByRole('link', { name: '导入名单' }).click()
  await v.look('staff')

  await t.test('nothing is taken before it is said what for', async () => {
    await choose(page)
    await press(page, page.getByRole('button', { name: '先看看' }))
    await says(v, /请写明这份名单是谁做的/)
    await v.look('staff')
  })

  await t.test('every row that is not taken says why', async () => {
    await choose(page)
    await page.fill('#source', '街道民政办')
    await page.fill('#basis', '社区网格管理办法')
    await page.fill('#purpose', '走访')
    await page.fill('#keep', '2027-11-30')
    await press(page, page.getByRole('button', { name: '先看看' }))
    await says(v, /普美仙.*[\s\S]*变成了科学计数/)
    await says(v, /白志强[\s\S]*同一个证件号码前面已经出现过/)
    await v.look('staff')
    await page.getByRole('link', { name: /有疑问/ }).click()
    await says(v, /段小明[\s\S]*问一下电话号码/)
    await v.look('staff')
    await v.shot('rolls-preview')
  })

  await t.test('one click stores it', async () => {
    await press(page, page.getByRole('button', { name: '存入 2 行' }))
    assert.match(await state(v), /已存/)
    await v.goto('/desk/homes?q=段有福')
    await says(v, /银河新村9栋/)
    await page.locator('main table a').first().click()
    await says(v, /段小明/)
    await says(v, /问一下电话号码/)
    await v.look('staff')
  })

  await t.test('the grid worker finds them on the phone, by name, numbers masked', async () => {
    const w = await visit('plain')
    await signIn(w, 'grid1', /\/field/)
    await w.goto('/field/households?q=段小明')
    await w.look()
    await w.page.locator('main .rows a').first().click()
    await says(w, /5325\d\d\*+0011/)
    await w.look()
    await w.page.getByText('查看完整号码').last().click()
    await press(w.page, w.page.getByRole('button', { name: '查看', exact: true }).last())
    await says(w, /532590199003070011/)
    await says(w, /已记录/)
  })

  await t.test('one click takes it back', async () => {
    await v.goto('/desk/rolls')
    await page.getByRole('link', { name: /红竺园花名册/ }).first().click()
    await press(page, page.getByRole('button', { name: '整批撤回' }))
    assert.match(await state(v), /没有留下任何内容/)
    await v.goto('/desk/homes?q=段有福')
    await says(v, /没有找到住户/)
    await v.look('staff')
  })
})

test('a list on paper is typed beside a photo that is not kept', async (t) => {
  const { visit } = await world(t)
  const v = await visit('desk')
  const { page } = v
  await signIn(v, 'clerk')
  await v.goto('/desk/rolls-paper')
  await v.look('staff')
  await page.setInputFiles('#photo', dot('page.png'))
  await press(page, page.getByRole('button', { name: '显示照片' }))
  assert.equal(await page.locator('figure img').count(), 1)
  await page.fill('#building', '银河新村6栋')
  await page.fill('#door', '1单元101')
  await page.fill('#name0', '沈国芬')
  await page.fill('#name1', '沈学林')
  await page.selectOption('#relation1', 'son')
  await press(page, page.getByRole('button', { name: '保存这一户' }))
  await says(v, /请写明这份名单是谁做的/)
  assert.equal(await page.inputValue('#name1'), '沈学林')
  await page.fill('#source', '社区纸质台账')
  await page.fill('#basis', '社区网格管理办法')
  await page.fill('#purpose', '走访')
  await page.fill('#keep', '2027-11-30')
  await press(page, page.getByRole('button', { name: '保存这一户' }))
  await says(v, /请录下一户/)
  assert.equal(await page.inputValue('#name0'), '')
  assert.equal(await page.inputValue('#building'), '银河新村6栋')
  assert.equal(await page.locator('figure img').count(), 1)
  await v.look('staff')
  await v.shot('rolls-paper')
  await v.goto('/desk/homes?q=沈学林')
  await says(v, /银河新村6栋/)
})

test('the desk keeps a household by hand, and the forms fit a phone', async (t) => {
  const { visit } = await world(t)
  const v = await visit('desk')
  const { page } = v
  await signIn(v, 'clerk')
  await v.goto('/desk/new-home')
  await v.look('staff')
  await page.fill('#building', '银河新村7栋')
  await page.fill('#door', '2单元201')
  await page.fill('#name', '田慧珍')
  await page.fill('#id_number', '5.3E+17')
  await press(page, page.getByRole('button', { name: '保存' }))
  await says(v, /一位一位再看一遍/)
  assert.equal(await page.inputValue('#name'), '田慧珍')
  await page.fill('#id_number', '')
  await press(page, page.getByRole('button', { name: '保存' }))
  await says(v, /田慧珍/)
  await page.getByText('添加走访原因').click()
  await press(page, page.getByRole('button', { name: '添加', exact: true }))
  await says(v, /独居老人/)
  await v.look('staff')
  await page.getByText('注销这一户').first().click()
  await press(page, page.getByRole('button', { name: '注销这一户' }))
  await says(v, /已注销/)
  const p = await visit('phone')
  await signIn(p, 'clerk')
  for (const path of ['/desk/homes', '/desk/new-home', '/desk/rolls', '/desk/rolls-paper']) {
    await p.goto(path)
    await p.look('staff')
  }
  const e = await visit('elder')
  await signIn(e, 'grid1', /\/field/)
  await e.goto('/prefs/size/elder?back=/field/households')
  await e.look()
})
