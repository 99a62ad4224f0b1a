// What a kind of case asks is the county's own affair: the system administrator writes two questions,
// a resident answers them on a browser without script, and the clerk reads the answers.
import assert from 'node:assert/strict'
import test from 'node:test'
import { signIn, world } from './people.mjs'

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
  for (const path of ['/admin', '/admin/categories', '/admin/categories/facility-0118', '/admin/categories/facility-0118/questions', '/admin/new-category', '/admin/categories/facility-0118/limits', '/admin/calendar']) {
    await v.goto(path)
    await v.look('staff')
  }
})
