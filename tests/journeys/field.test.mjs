// A grid worker's day on a phone, and the desk that plans it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { dot, press, signIn, world } from './people.mjs'

const at = (metres = 0) => ({ latitude: 23.3664 + metres / 111_320, longitude: 103.385, accuracy: 12 })

/** Sends a form that the server does not take: the sentences stand at their fields, nothing is lost. */
async function refused(page, button) {
  await button.click()
  await page.locator('[data-blamed]').first().waitFor()
}

test('grid1 works from morning to evening', async (t) => {
  const { visit } = await world(t)
  const desk = await visit('desk')
  const v = await visit('phone', { geolocation: at(), permissions: ['geolocation'] })
  const { page, context } = v

  await t.test('the secretary plans a patrol', async () => {
    const { page } = desk
    await signIn(desk, 'secretary')
    await desk.goto('/desk/patrols')
    await desk.look()
    await desk.shot('patrols')
    await page.getByRole('link', { name: '安排一条巡查' }).click()
    await page.waitForURL(/patrols\/new/)
    await desk.look()
    await page.fill('#name', '晚间巡查')
    await page.fill('#windows', '19点')
    await page.locator('[name=grid]').first().check({ force: true })
    await press(page, page.getByRole('button', { name: '保存' }))
    await desk.look() // says how hours are written, and keeps the name
    assert.equal(await page.inputValue('#name'), '晚间巡查')
    await page.fill('#windows', '19:00至21:00')
    await press(page, page.getByRole('button', { name: '保存' }))
    for (const [name, lat, lon] of [['北门', '23.3664', '103.385'], ['老井', '', '']]) {
      await page.fill('#point', name)
      await page.fill('#lat', lat)
      await page.fill('#lon', lon)
      await press(page, page.getByRole('button', { name: '加上这个点' }))
    }
    assert.equal(await page.locator('ol.rows > li').count(), 2)
    await desk.look()
    await desk.shot('patrol-plan')
  })

  await t.test('morning: looks whether a report is so, where it is said to be', async () => {
    await signIn(v, 'grid1', /\/field/)
    await v.look('field')
    await v.shot('field-today')
    await page.locator('a[href^="/field/task/"]').first().click()
    await page.waitForURL(/\/field\/task\//)
    await v.look('field')
    const [no] = page.url().match(/[A-Z]+-\d\d-\d+/)
    await page.locator('input[name=move]').first().check({ force: true })
    await page.setInputFiles('#photo', dot('now.png'))
    await refused(page, page.getByRole('button', { name: '保存' }))
    assert.match(await page.locator('#f-here [data-blamed]').textContent(), /我在现场/)
    await page.getByText('证明不了到场').click()
    await v.look('field')
    await v.shot('field-task-again')
    await page.selectOption('#why', 'indoors')
    await press(page, page.getByRole('button', { name: '保存' }))
    assert.match(page.url(), /\/field\?done=/)
    assert.ok(await page.getByText(no).first().isVisible())
  })

  await t.test('evening: walks the route, stops, and goes on where it was', async () => {
    await page.getByRole('link', { name: /晚间巡查/ }).click()
    await page.waitForURL(/\/field\/patrol\//)
    const route = new URL(page.url()).pathname
    await press(page, page.getByRole('button', { name: '开始' }))
    await v.look('field')
    await context.setGeolocation(at(900))
    const pass = async (name, send = press) => {
      const point = page.locator('ol.rows > li', { hasText: name })
      if (await point.getByRole('button', { name: '我在现场' }).count()) {
        await point.getByRole('button', { name: '我在现场' }).click()
        await point.getByText(/定位/).first().waitFor()
      }
      await send(page, point.getByRole('button', { name: '到了' }))
    }
    await pass('北门', refused) // nearly a kilometre off
    assert.match(await page.locator('.msg[data-blamed]').textContent(), /您离那里还有8\d\d米/)
    await v.look('field')
    await v.shot('patrol-far')
    await context.setGeolocation(at(20))
    await pass('北门')
    await press(page, page.getByRole('button', { name: '暂停' }))
    await v.look('field')
    await v.shot('patrol-paused')
    await signIn(v, 'grid1', /\/field/) // another phone, another session: it is all there
    await page.getByText('1/2 点').waitFor()
    await v.goto(route)
    await press(page, page.getByRole('button', { name: '继续' }))
    await pass('老井')
    await press(page, page.getByRole('button', { name: '全部到了，结束' }))
    await v.look('field')
    assert.match(page.url(), /walked=1/)
  })

  await t.test('reports from a point with its place filled in', async () => {
    await v.goto('/field')
    await page.getByRole('link', { name: /南湖花园日常巡查/ }).click()
    await page.waitForURL(/\/field\/patrol\//)
    await v.look('field')
    await v.shot('patrol-route')
    await page.locator('#next').getByRole('link', { name: '在这里上报' }).click()
    await page.waitForURL(/\/field\/new/)
    assert.notEqual(await page.inputValue('#spot'), '')
    await v.look('field')
  })

  await t.test('without script: a point out of reach is answered by a reason', async () => {
    const plain = await visit('plain')
    await signIn(plain, 'grid1', /\/field/)
    await plain.page.getByRole('link', { name: /南湖花园日常巡查/ }).click()
    await plain.page.waitForURL(/\/field\/patrol\//)
    const next = plain.page.locator('#next')
    await press(plain.page, next.getByRole('button', { name: '到了' }))
    assert.match(await plain.page.title(), /错误/)
    const [passed] = (await plain.page.getByRole('status').first().textContent()).match(/\d+\/10/)
    assert.equal(passed, '6/10')
    await next.locator('select[name=why]').selectOption('no_signal')
    await press(plain.page, next.getByRole('button', { name: '到了' }))
    await plain.page.getByText('7/10').waitFor()
  })
})
