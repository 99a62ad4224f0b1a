// What makes a report easy for whoever types little, sees little or has a poor network.
import assert from 'node:assert/strict'
import test from 'node:test'
import { signIn, world } from './people.mjs'

const kinds = (v) => v.page.locator('kind-find .chip label').allInnerTexts()

test('a kind is found by initials, pinyin or another word, with script and without', async (t) => {
  const w = await world(t)
  const phone = await w.visit('phone')
  await phone.goto('/c/hzy/report')
  await phone.page.getByText('全部类别').click()
  await phone.page.getByLabel('找类别').pressSequentially('ld')
  await phone.page.locator('kind-find label', { hasText: /^路灯$/ }).waitFor()
  assert.equal((await kinds(phone))[0].trim(), '路灯')
  await phone.look()
  await phone.page.getByLabel('找类别').press('Enter')
  await phone.page.locator('kind-find input:checked').waitFor({ state: 'attached' })
  assert.equal(await phone.page.locator('[name=code]:checked').getAttribute('value'), 'facility-0118')
  await phone.page.getByRole('button', { name: '提交' }).click()
  await phone.page.waitForURL(/new=1/)
  assert.match(await phone.page.locator('main').innerText(), /路灯/)

  const plain = await w.visit('plain')
  await plain.goto('/c/hzy/report')
  await plain.page.fill('[name=body]', '半夜还在响')
  await plain.page.getByText('全部类别').click()
  await plain.page.getByLabel('找类别').fill('taichao')
  await plain.page.getByLabel('找类别').press('Enter') // as good as its button: nothing is sent yet
  await plain.page.waitForLoadState()
  assert.deepEqual((await kinds(plain)).map((x) => x.trim()), ['噪音', '商业噪音'])
  assert.equal(await plain.page.inputValue('[name=body]'), '半夜还在响')
  await plain.page.getByRole('radio', { name: '商业噪音' }).check()
  await plain.page.getByRole('button', { name: '提交' }).click()
  await plain.page.waitForURL(/new=1/)
  assert.match(await plain.page.locator('main').innerText(), /商业噪音/)
})

test('staff who take a call find the kind the same way', async (t) => {
  const w = await world(t)
  for (const javaScriptEnabled of [true, false]) {
    const v = await w.visit('desk', { javaScriptEnabled })
    await signIn(v, 'clerk')
    await v.goto('/desk/phone')
    await v.page.fill('[name=body]', '晚上看不见路')
    await v.page.getByLabel('找类别').fill('ludeng')
    await v.page.getByLabel('找类别').press('Enter')
    await v.page.locator('kind-find .chip').first().waitFor()
    if (!javaScriptEnabled) await v.page.getByRole('radio', { name: '路灯', exact: true }).check()
    assert.equal(await v.page.locator('[name=found]:checked').getAttribute('value'), 'facility-0118')
    assert.equal(await v.page.inputValue('[name=body]'), '晚上看不见路')
    await v.page.locator('[name=community]').selectOption({ label: '红竺园社区' })
    await v.page.locator('button.primary').click()
    await v.page.waitForURL(/\/desk\/cases\//)
    assert.match(await v.page.locator('h1').innerText(), /路灯|晚上/)
  }
})
