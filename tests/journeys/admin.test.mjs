// What a kind of case asks is the county's own affair: the system administrator writes two questions,
// a resident answers them on a browser without script, and the clerk reads the answers.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import test from 'node:test'
import { press, signIn, world } from './people.mjs'

const says = async (v, words) => assert.match(await v.page.locator('body').innerText(), words)

async function addKind(v, number, name) {
  const { page } = v
  await v.goto('/admin/new-category')
  await v.look()
  await page.selectOption('[name=kind]', 'event')
  await page.fill('[name=number]', number)
  await page.fill('[name=name]', name)
  await page.fill('[name=plain]', name)
  await page.fill('[name=help]', '屋檐、树上的马蜂窝；蜜蜂不算')
  await page.selectOption('[name=owner]', 'community')
  await page.fill('[name=chip]', '1')
  await page.getByRole('button', { name: '新增', exact: true }).click()
  await page.waitForURL(new RegExp(`/admin/categories/event-${number}\\?saved=1`))
  await v.look()
}

async function addQuestion(v, label, type, more) {
  const { page } = v
  await page.fill('[name=label]', label)
  await page.selectOption('[name=type]', type)
  await page.fill('[name=purpose]', '派人时带什么')
  await more(page)
  await page.getByRole('button', { name: '新增问题' }).click()
  await page.waitForURL(/questions\?saved=1/)
  await says(v, new RegExp(label))
}

async function configure(v) {
  await signIn(v, 'admin', /\/admin/)
  await v.look()
  await v.goto('/admin/categories')
  await v.look()
  await addKind(v, '2290', '马蜂窝')
  await v.page.getByRole('link', { name: '附加问题' }).click()
  await v.look()
  await addQuestion(v, '蜂窝有多大', 'single', async (page) => {
    await page.fill('[name=choices]', '拳头大 | Fist\n篮球大 | Football')
    await page.check('[name=must]', { force: true })
  })
  await addQuestion(v, '离地多少米', 'number', async (page) => {
    await page.fill('[name=least]', '0')
    await page.fill('[name=most]', '60')
    await page.check('[name=open]', { force: true })
  })
  await v.look()
}

test('a kind with two questions is added, answered without script, and read by the clerk', async (t) => {
  const w = await world(t)
  const admin = await w.visit('desk')
  await configure(admin)

  const v = await w.visit('plain')
  const { page } = v
  await v.goto('/c/hzy/report')
  assert.equal(await page.getByText('蜂窝有多大').isVisible(), false)
  await page.locator('.chip', { hasText: '马蜂窝' }).locator('input').check({ force: true })
  assert.equal(await page.getByText('蜂窝有多大').isVisible(), true)
  await page.fill('[name=spot]', '3号楼屋檐下')
  await page.fill('[name=f_event2290_2]', '80')
  await page.getByRole('button', { name: '提交' }).click()
  await v.look() // refused with a sentence at both questions; the place is still there
  await says(v, /请回答这一项/)
  assert.equal(await page.inputValue('[name=spot]'), '3号楼屋檐下')
  await page.getByLabel('篮球大').check({ force: true })
  await page.fill('[name=f_event2290_2]', '4')
  await page.getByRole('button', { name: '提交' }).click()
  await page.waitForURL(/new=1/)
  await says(v, /篮球大/)
  const no = page.url().match(/cases\/([A-Z0-9-]+)/)[1]

  await signIn(admin, 'clerk', /\/desk/)
  await admin.goto(`/desk/cases/${no}`)
  await says(admin, /蜂窝有多大\s*篮球大/)
  await says(admin, /离地多少米\s*4/)
  await admin.look()
  await admin.page.fill('[name=public_text]', '三号楼屋檐下有马蜂窝')
  await admin.page.getByRole('button', { name: '对外公开' }).click()
  const stranger = await w.visit('phone')
  await stranger.goto(`/c/hzy/cases/${no}`)
  await says(stranger, /离地多少米\s*4/)
  assert.doesNotMatch(await stranger.page.locator('body').innerText(), /篮球大/)
})

test('the pages of the system administrator fit a phone', async (t) => {
  const w = await world(t)
  const v = await w.visit('phone')
  await signIn(v, 'admin', /\/admin/)
  for (const path of ['/admin', '/admin/categories', '/admin/categories/facility-0118', '/admin/categories/facility-0118/questions', '/admin/new-category', '/admin/categories/facility-0118/limits', '/admin/calendar', '/admin/flows', '/admin/new-flow', '/admin/rooms', '/admin/flows/case-full', '/admin/flows/case-small']) {
    await v.goto(path)
    await v.look('staff')
  }
})

test('a flow file is refused in words or shown in place of the text, checked', async (t) => {
  const w = await world(t)
  const v = await w.visit('phone')
  const { page } = v
  await signIn(v, 'admin', /\/admin/)
  await v.goto('/admin/new-flow')
  await page.fill('[name=text]', '先写的')
  await page.locator('#file').setInputFiles({ name: 'a.yaml', mimeType: 'application/yaml', buffer: Buffer.from('d0a1c7f8', 'hex') })
  await press(page, page.getByRole('button', { name: '检查', exact: true }))
  await says(v, /不是 UTF-8 文本/)
  assert.equal(await page.inputValue('[name=text]'), '先写的')
  await v.look('staff')
  await page.locator('#file').setInputFiles(new URL('../../data/flows/case-small.yaml', import.meta.url).pathname)
  await press(page, page.getByRole('button', { name: '检查', exact: true }))
  await says(v, /检查通过/)
  assert.match(await page.inputValue('[name=text]'), /name: case-small/)
  await v.look('staff')
})

test('a token is shown once, works, and is refused once it is revoked', async (t) => {
  const w = await world(t)
  const v = await w.visit('phone')
  const { page } = v
  await signIn(v, 'security', /\/admin/)
  await v.goto('/admin/tokens')
  await v.look('staff')
  await page.fill('#name', '12345 热线平台')
  await page.getByLabel('用接口查阅案件').check({ force: true })
  await page.getByRole('button', { name: '发放', exact: true }).click()
  await says(v, /只显示这一次/)
  await v.look('staff')
  const secret = (await page.locator('code').textContent()).trim()
  const ask = async () => (await fetch(`${w.server.url}/api/v1/cases`, { headers: { authorization: `Bearer ${secret}` } })).status
  assert.equal(await ask(), 200)
  await page.reload()
  await v.goto('/admin/tokens')
  await says(v, /12345 热线平台/)
  await page.getByRole('button', { name: /撤销令牌 12345/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: '撤销令牌' }).click()
  await page.waitForURL(/saved=1/)
  await says(v, /已失效/)
  assert.equal(await ask(), 401)
  await v.look('staff')
})

test('a limit is set for one town, looked up, cleared and put back', async (t) => {
  const w = await world(t)
  const v = await w.visit('desk')
  const { page } = v
  await signIn(v, 'admin', /\/admin/)
  await v.goto('/admin/categories/facility-0118')
  await page.getByRole('link', { name: '时限', exact: true }).click()
  await page.fill('#place', '532503001')
  await page.fill('#n', '6')
  await page.selectOption('#unit', 'workhour')
  await page.selectOption('#org', { index: 1 })
  await page.getByRole('button', { name: '设置', exact: true }).click()
  await page.waitForURL(/saved=1/)
  await says(v, /文澜街道现在的时限/)
  await says(v, /处置\s*6个?工作时\s*文澜街道/)
  await v.look()
  await page.getByRole('button', { name: /清除 文澜街道 处置/ }).click()
  await page.waitForURL(/cleared=1/)
  await says(v, /处置\s*2个工作日\s*全县/)
  assert.equal(await page.inputValue('#n'), '6')
  await v.look()
  await page.getByRole('button', { name: '设置', exact: true }).click()
  await page.waitForURL(/saved=1/)
  await says(v, /处置\s*6个?工作时\s*文澜街道/)
})

test('a day off of the county moves what is due, says so, and is taken back', async (t) => {
  const w = await world(t)
  const v = await w.visit('desk')
  const { page } = v
  await signIn(v, 'admin', /\/admin/)
  await v.goto('/admin/calendar?year=2026')
  await page.fill('#day', '2026-11-18')
  await page.fill('#name', '建州纪念日')
  await page.getByRole('button', { name: '修改', exact: true }).click()
  await page.waitForURL(/saved=1/)
  await says(v, /11月18日[^\n]*\s*休息\s*建州纪念日\s*本县改动/)
  await v.look()
  await page.fill('#from', '2026-11-17T10:00')
  await page.locator('#why ~ form #n').fill('1')
  await page.getByRole('button', { name: '推算' }).click()
  await says(v, /11月18日本县自定休息（建州纪念日），不算。/)
  await says(v, /到期：11月19日/)
  await v.look()
  await page.getByRole('button', { name: /撤回改动/ }).click()
  await page.waitForURL(/saved=1/)
  assert.doesNotMatch(await page.locator('body').innerText(), /建州纪念日/)
})

test('whoever hands a case on finds the unit chosen that the limit names for its place', async (t) => {
  const w = await world(t)
  const admin = await w.visit('desk')
  await signIn(admin, 'admin', /\/admin/)
  await admin.goto('/admin/categories/facility-0118/limits')
  await admin.page.fill('#place', '532503106')
  await admin.page.fill('#n', '3')
  await admin.page.selectOption('#org', { label: '蒙自市水务局' })
  await admin.page.getByRole('button', { name: '设置', exact: true }).click()
  await admin.page.waitForURL(/saved=1/)

  const phone = await w.visit('phone')
  await phone.goto('/c/532503106202/report')
  await phone.page.getByText('全部类别').click()
  await phone.page.locator('[name=code_all]').selectOption({ label: '路灯' })
  await phone.page.getByRole('button', { name: '提交' }).click()
  await phone.page.waitForURL(/new=1/)
  const no = phone.page.url().match(/cases\/([A-Z0-9-]+)/)[1]
  await signIn(admin, 'town-mingjiu')
  await admin.goto(`/desk/cases/${no}`)
  const chosen = admin.page.locator('select[name=org] option:checked').first()
  assert.equal((await chosen.textContent()).trim(), '蒙自市水务局') // the kind's owner is another
  assert.match(await admin.page.locator('body').textContent(), /已按这一类别在本地的责任单位选好/) // inside a step not opened
})

test('a community closes and opens the room of reports, and a form begun before keeps its words', async (t) => {
  const w = await world(t)
  const admin = await w.visit('phone')
  await signIn(admin, 'admin', /\/admin/)
  await admin.page.getByRole('link', { name: /功能开关/ }).click()
  await admin.look('staff')
  await admin.goto('/admin/rooms/532503001')
  await admin.look('staff')
  await admin.page.getByRole('link', { name: /红竺园社区/ }).click()
  await admin.page.getByRole('link', { name: /更改/ }).click()
  await admin.look('staff')

  const resident = await w.visit('plain')
  const { page } = resident
  await resident.goto('/c/hzy')
  await says(resident, /由红竺园社区居民委员会 · 一窗受理员受理/)
  await resident.goto('/c/hzy/report')
  await page.locator('.chip input').first().check({ force: true })
  await page.fill('[name=body]', '路灯不亮，晚上看不见')
  await page.fill('[name=spot]', '3号楼门口')

  await admin.page.getByRole('button', { name: '在本级关闭' }).click()
  await admin.page.waitForURL(/saved=1/)
  await says(admin, /未开通/)
  await admin.look('staff')

  await page.getByRole('button', { name: '提交' }).click()
  await says(resident, /没有提交.*0873-3720/s)
  assert.equal(await page.inputValue('[name=body]'), '路灯不亮，晚上看不见')
  assert.equal(await page.inputValue('[name=spot]'), '3号楼门口')
  await resident.look()
  assert.equal((await resident.goto(`/c/hzy/report`)).status(), 404)
  await says(resident, /这里目前没有开通网上反映/)
  await resident.look()
  await resident.goto('/c/hzy')
  assert.equal(await page.locator('a[href="/c/hzy/report"]').count(), 0)
  await resident.look()

  await admin.page.getByRole('button', { name: '在本级开通' }).click()
  await admin.page.waitForURL(/saved=1/)
  await resident.goto('/c/hzy/report')
  await says(resident, /哪方面的问题|反映问题/)
  await signIn(admin, 'audit', /\/admin/)
  await admin.goto('/admin/audit?kind=room.opened')
  await says(admin, /开通功能[\s\S]*红竺园社区/)
})

test('a flow is checked, compared, loaded and taken back without script', async (t) => {
  const w = await world(t)
  const v = await w.visit('plain')
  const { page } = v
  await signIn(v, 'admin', /\/admin/)
  await v.goto('/admin/flows')
  await page.getByRole('link', { name: '检查流程' }).click()
  const text = fs.readFileSync(new URL('../../data/flows/case-small.yaml', import.meta.url), 'utf8')
  await page.fill('[name=text]', text.replace('    from: ended\n', '    from: nowhere\n'))
  await page.getByRole('button', { name: '检查', exact: true }).click()
  await says(v, /第\d+行：没有这个状态: nowhere/)
  assert.match(await page.inputValue('[name=text]'), /from: nowhere/)
  await page.fill('[name=text]', text.replace('version: 1', 'version: 2').replace('needs: [rating]', 'needs: [rating, text]'))
  await page.getByRole('button', { name: '检查', exact: true }).click()
  await says(v, /检查通过/)
  assert.equal(await page.locator('table:has(caption:text("与现行版本比较")) tbody tr').count(), 1)
  await page.getByRole('button', { name: '载入，作为现行流程' }).click()
  await page.waitForURL(/saved=1/)
  await v.goto('/admin/flows/case-small@1')
  await page.getByRole('button', { name: '重新设为现行' }).click()
  await page.waitForURL(/saved=1/)
  await signIn(v, 'audit', /\/admin/)
  await v.goto('/admin/audit?kind=flow.loaded')
  await says(v, /流程设为现行[\s\S]*case-small/)
})
