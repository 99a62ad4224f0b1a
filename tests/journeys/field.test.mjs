// A grid worker's day on a phone.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { dot, press, signIn, world } from './people.mjs'

const at = (metres = 0) => ({ latitude: 23.3664 + metres / 111_320, longitude: 103.385, accuracy: 12 })

test('grid1 works from morning to evening', async (t) => {
  const { visit } = await world(t)
  const v = await visit('phone', { geolocation: at(), permissions: ['geolocation'] })
  const { page, context } = v
  await signIn(v, 'grid1', /\/field/)

  await t.test('looks whether a report is so, where it is said to be', async () => {
    await v.look()
    await page.locator('a[href^="/field/task/"]').first().click()
    await page.waitForURL(/\/field\/task\//)
    await v.look()
    await v.shot('field-task')
    const [no] = page.url().match(/[A-Z]+-\d\d-\d+/)
    await page.locator('input[name=move]').first().check({ force: true })
    await page.setInputFiles('#photo', dot('now.png'))
    await press(page, page.getByRole('button', { name: '保存' }))
    await v.look() // refused in words, with the list of reasons open and the photo kept
    assert.match(await page.title(), /错误/)
    assert.ok(await page.locator('input[name=kept_photo]').first().isChecked())
    await v.shot('field-task-again')
    await page.selectOption('#why', 'indoors')
    await press(page, page.getByRole('button', { name: '保存' }))
    assert.match(page.url(), /\/field\?done=/)
    assert.ok(await page.getByText(no).first().isVisible())
  })
})
