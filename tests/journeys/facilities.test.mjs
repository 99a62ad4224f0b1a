// What stands in the streets: a file is looked at and taken over, a label printed, the code on it
// scanned, and the case knows what it is about; without script by the number alone.
import assert from 'node:assert/strict'
import test from 'node:test'
import { press, signIn, world } from './people.mjs'

const says = async (v, words) => assert.match(await v.page.locator('body').innerText(), words)
const shot = async (v, name) => process.env.SHOTS && v.page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })

const table = [
  '管理部件标识码,管理部件名称,经度,纬度,管理部件状态,初始日期,备注',
  '5325030118800001,路灯,SPOT,完好,20240301,演示路口',
  '5325030118800001,路灯,SPOT,完好,20240301,同一个',
  '5325039999800001,什么,SPOT,完好,20240301,',
].join('\n')

test('from a file by a label to a case that knows what it is about', async (t) => {
  const w = await world(t)
  const v = await w.visit('desk')
  const { page } = v
  await signIn(v, 'clerk')
  await v.goto('/desk/facilities')
  await v.look('staff')
  await shot(v, 'facilities')
  const spot = (await (await page.request.get(`${w.server.url}/desk/facilities?format=csv&code=facility-0118`)).text()).match(/10\d\.\d{6},2\d\.\d{6}/)[0]
  await page.getByRole('link', { name: '导入表格' }).click()
  await v.look('staff')
  await page.locator('#file').setInputFiles({ name: '路灯.csv', mimeType: 'text/csv', buffer: Buffer.from(table.replaceAll('SPOT', spot)) })
  await press(page, page.getByRole('button', { name: '先看看' }))
  await says(v, /同一个标识码/)
  await says(v, /大类小类/)
  await v.look('staff')
  await shot(v, 'import')
  await press(page, page.getByRole('button', { name: '导入' }))
  await says(v, /1\s*新/)
  await v.look('staff')

  await v.goto('/desk/facilities/5325030118800001')
  await says(v, /演示路口/)
  await v.look('staff')
  await shot(v, 'facility')
  await page.getByRole('link', { name: '打印这块标牌' }).click()
  await says(v, /5325030118800001/)
  await v.look('staff')
  await shot(v, 'label')
  await v.goto('/desk/facility-labels?code=facility-0118')
  await shot(v, 'labels')

  // Scanned by a neighbour: kind and place stand there already.
  const r = await w.visit('phone')
  await r.goto('/f/5325030118800001')
  assert.match(r.page.url(), /\/c\/hzy\/report\?f=5325030118800001/)
  await says(r, /路灯 0\d-\d{3}/)
  await r.look('resident')
  await shot(r, 'scanned')
  await press(r.page, r.page.getByRole('button', { name: '提交' }).last())
  const number = r.page.url().match(/HZY-\d\d-\d+/)[0]
  await says(r, /路灯/)

  await v.goto(`/desk/cases/${number}`)
  await page.getByRole('link', { name: /路灯 0\d-\d{3} · 完好/ }).click()
  await says(v, new RegExp(number))
  await v.look('staff')

  // Taking the file back leaves what was reported since.
  await v.goto('/desk/facility-imports')
  await page.getByRole('link', { name: /路灯\.csv/ }).click()
  await press(page, page.getByRole('button', { name: '撤回这个表格' }))
  await says(v, /1个部件后来被修改或报修过/)
  await v.look('staff')
})

test('without script the number on a label is enough, and a wrong one is said', async (t) => {
  const w = await world(t)
  const v = await w.visit('plain')
  const { page } = v
  await v.goto('/c/hzy/report')
  await page.locator('#code-0').check() // a street lamp
  await page.getByText('上面有编号牌吗？').click()
  await page.fill('#facility_no', '08-999')
  await press(page, page.getByRole('button', { name: '提交' }).last())
  await says(v, /没有这个编号/)
  await v.look('resident')
  await page.fill('#facility_no', '')
  await press(page, page.getByRole('button', { name: '看附近有哪些' }))
  await v.look('resident')
  await shot(v, 'picks')
  const first = page.locator('[name=facility]').first()
  const no = await first.inputValue()
  await first.check()
  await press(page, page.getByRole('button', { name: '提交' }).last())
  const number = page.url().match(/HZY-\d\d-\d+/)[0]
  await signIn(v, 'clerk')
  await v.goto(`/desk/facilities/${no}`)
  await says(v, new RegExp(number))
})

test('a grid worker scans, and is shown the own form', async (t) => {
  const w = await world(t)
  const v = await w.visit('phone')
  await signIn(v, 'grid1', /\/field/)
  await v.goto('/desk/facilities?code=facility-0118')
  await v.look('staff')
  await shot(v, 'facilities-phone')
  const no = (await v.page.locator('th a span').first().innerText()).trim()
  await v.goto(`/f/${no}`)
  assert.match(v.page.url(), /\/field\/new\?f=/)
  await says(v, /路灯 \d\d-\d{3}/)
  await v.look()
  await shot(v, 'field-scanned')
})
