// Pages that no other journey opens: who is away and who stands in, disputes, what devices report and
// their registry, the screen on the wall. One server for all of them.
import assert from 'node:assert/strict'
import test from 'node:test'
import { press, signIn, world } from './people.mjs'

const wide = { viewport: { width: 1280, height: 800 } }

test('absence, dispute, devices, wall', async (t) => {
  const { server, visit } = await world(t)
  const v = await visit('desk', wide)
  const { page } = v
  const open = async (at) => {
    await v.goto(at)
    await v.look()
  }

  await t.test('who is away is stood in for, and it ends', async () => {
    await signIn(v, 'secretary')
    await open('/desk/absences')
    const form = page.locator('form[action="/desk/absences"]')
    await form.locator('[name=account]').selectOption({ label: '李红梅' }).catch(() => form.locator('[name=account]').selectOption({ index: 1 }))
    await form.locator('[name=stand_in]').selectOption({ index: 2 })
    await form.locator('[name=from_day]').fill('2026-11-07')
    await form.locator('[name=to_day]').fill('2026-11-06') // ends before it begins: said, and kept
    await press(page, form.getByRole('button', { name: '保存' }))
    await v.look()
    assert.equal(await page.locator('.errsum').count(), 1)
    assert.equal(await page.inputValue('[name=from_day]'), '2026-11-07')
    await page.locator('[name=to_day]').fill('2026-11-09')
    const before = await page.locator('tbody tr').count()
    await press(page, page.locator('form[action="/desk/absences"]').getByRole('button', { name: '保存' }))
    await page.locator('.saved').waitFor()
    assert.equal(await page.locator('tbody tr').count(), before + 1)
    await v.look()
    await v.shot('absences')
  })

  await t.test('a dispute is written down, masked, and printed to be signed', async () => {
    await open('/desk/new-mediation')
    const form = page.locator('form[action="/desk/new-mediation"]')
    await form.locator('[name=kind]').first().check({ force: true })
    await press(page, form.getByRole('button', { name: '登记' })) // without words: said at once
    await v.look()
    assert.equal(await page.locator('.errsum').count(), 1)
    await page.fill('[name=body]', '两家为楼道堆放杂物争执，已有一周。')
    await page.fill('[name=one]', '王小明')
    await page.fill('[name=one_phone]', '13900000077')
    await page.fill('[name=other]', '赵大勇')
    await press(page, page.getByRole('button', { name: '登记', exact: true }))
    await page.waitForURL(/mediations\//)
    await v.look()
    await v.shot('mediation')
    const text = await page.locator('main').innerText()
    assert.match(text, /楼道堆放杂物/)
    assert.ok(!text.includes('13900000077') && !text.includes('王小明'), 'masked')
    const no = page.url().match(/mediations\/([A-Z0-9-]+)/)[1]
    await page.getByRole('link', { name: '打印协议' }).or(page.locator('a[href*="print"]')).first().click()
    await page.getByText('楼道堆放杂物').waitFor()
    await signIn(v, 'dept-shuiwu')
    assert.equal((await v.goto(`/desk/mediations/${no}`)).status(), 404)
  })

  await t.test('the administrator registers a device, whose event the duty officer files as a case', async () => {
    await signIn(v, 'admin', /\/admin|\/desk|\/me/)
    await open('/admin/devices')
    assert.ok((await page.locator('tbody tr').count()) > 5)
    await v.shot('devices-registry')
    await page.locator('tbody a.ti').first().click()
    await page.waitForURL(/\/admin\/devices\//)
    await v.look()
    await press(page, page.locator('form[action$="/token"] button'))
    const token = await page.locator('code').first().innerText()
    await v.look()
    const code = page.url().match(/devices\/([^/?]+)/)[1]
    const r = await fetch(`${server.url}/api/v1/devices/events`, { method: 'POST', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: JSON.stringify({ what: 'person', sure: 0.99 }) })
    assert.ok(r.status < 500, `${code}: ${r.status}`)

    await signIn(v, 'duty')
    await open('/desk/devices')
    await v.shot('devices')
    await page.locator('a[href^="/desk/devices/"]').filter({ hasNotText: '登记' }).first().waitFor()
    const row = page.locator('form[action$="/file"]').first()
    await press(page, row.locator('button'))
    await page.waitForURL(/filed=/)
    await v.look()
    const no = page.url().match(/filed=([A-Z0-9-]+)/)[1]
    await v.goto(`/desk/cases/${no}`)
    assert.match(await page.locator('main').innerText(), /摄像头|传感器/)
  })

  await t.test('the wall shows what is open, without anything personal, and lives', async () => {
    await open('/duty')
    await v.goto('/duty/wall')
    await page.locator('live-region#wall[data-line=up]').waitFor()
    const text = await page.locator('main').innerText()
    assert.doesNotMatch(text, /1[3-9]\d{9}/)
    assert.ok((await page.locator('li.walled').count()) > 0)
    await v.shot('wall')
  })
})
