// The pages that belong to no room, and the components that need a browser to be seen working.
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { open, quit } from './browser.mjs'
import { serve } from './server.mjs'

after(quit)

const pages = ['/', '/?q=hzy', '/about', '/help/phone', '/prefs', '/nowhere', '/login', '/en/', '/en/prefs']

async function visit(t, device, options) {
  const server = await serve(options)
  const v = await open(server, device)
  t.after(async () => {
    await v.close()
    await server.stop()
  })
  return v
}

for (const device of ['phone', 'plain', 'elder'])
  test(`every page of the frame keeps the rules: ${device}`, async (t) => {
    const v = await visit(t, device)
    for (const p of pages) {
      await v.goto(p)
      await v.look()
    }
  })

test('a community is found by typing its initials, and by the button without script', async (t) => {
  const v = await visit(t, 'phone')
  await v.goto('/')
  await v.page.getByRole('searchbox').fill('hzy')
  await v.page.getByRole('link', { name: '红竺园社区' }).first().waitFor()
  await v.page.keyboard.press('ArrowDown')
  assert.equal(await v.page.evaluate(() => document.activeElement.getAttribute('href')), '/c/hzy')
  await v.goto('/?q=hzy')
  assert.equal(await v.page.locator('#hits a[href="/c/hzy"]').count(), 1)
})

test('large print is one tap away and lasts; colours are kept on the device', async (t) => {
  const v = await visit(t, 'phone')
  await v.goto('/about')
  await v.page.getByRole('link', { name: '大字版' }).click()
  assert.equal(new URL(v.page.url()).pathname, '/about')
  assert.equal(await v.page.locator('html').getAttribute('data-size'), 'elder')
  await v.goto('/prefs')
  await v.page.getByRole('button', { name: '深色' }).click()
  await v.goto('/about')
  assert.equal(await v.page.locator('html').getAttribute('data-theme'), 'dark')
  await v.look('elder')
})

const picture = (width, height) => `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#888"/><rect x="10" y="10" width="${width / 2}" height="${height / 2}" fill="#f00"/></svg>`)}`

/** A photo as a phone takes it, made in the page. */
async function photo(page, width, height) {
  const data = await page.evaluate(async ([url, w, h]) => {
    const image = new Image()
    await new Promise((done) => { image.onload = done; image.src = url })
    const canvas = document.createElement('canvas')
    canvas.width = w
    canvas.height = h
    canvas.getContext('2d').drawImage(image, 0, 0, w, h)
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]
  }, [picture(width, height), width, height])
  return { name: 'IMG_1.jpeg', mimeType: 'image/jpeg', buffer: Buffer.from(data, 'base64') }
}

const chosen = (page) => page.evaluate(async () => {
  const files = [...document.querySelector('#photo').files]
  return Promise.all(files.map(async (f) => {
    const b = await createImageBitmap(f)
    const c = new OffscreenCanvas(b.width, b.height).getContext('2d')
    c.drawImage(b, 0, 0)
    return { name: f.name, width: b.width, height: b.height, at: [...c.getImageData(b.width >> 2, b.height >> 2, 1, 1).data], edge: [...c.getImageData(b.width >> 1, b.height >> 2, 1, 1).data] }
  }))
})

test('photos are shrunk before they travel, can be taken out, and blurred by brush', async (t) => {
  const v = await visit(t, 'desk')
  await v.goto('/dev/gallery')
  const input = v.page.locator('#photo').first()
  await input.setInputFiles([await photo(v.page, 3200, 2400), await photo(v.page, 800, 600)])
  await v.page.locator('.thumb').nth(1).waitFor()
  let files = await chosen(v.page)
  assert.deepEqual(files.map((f) => [f.name, f.width, f.height]), [['IMG_1.jpg', 1600, 1200], ['IMG_1.jpg', 800, 600]])
  assert(files[0].at[0] > 200 && files[0].at[1] < 60, 'the picture is the one that was chosen')

  await v.page.getByRole('button', { name: '不要这张' }).nth(1).click()
  assert.equal((await chosen(v.page)).length, 1)

  await v.page.getByRole('button', { name: '遮住人脸' }).first().click()
  const canvas = v.page.locator('dialog canvas')
  const box = await canvas.boundingBox()
  await v.page.mouse.move(box.x + box.width / 2, box.y + box.height / 4)
  await v.page.mouse.down()
  await v.page.mouse.up()
  await v.page.getByRole('button', { name: '就用这张' }).click()
  await v.page.locator('dialog').waitFor({ state: 'detached' })
  await v.page.waitForFunction(async () => {
    const b = await createImageBitmap(document.querySelector('#photo').files[0])
    const c = new OffscreenCanvas(b.width, b.height).getContext('2d')
    c.drawImage(b, 0, 0)
    const [r, g] = c.getImageData(b.width / 2 - 3, b.height / 4, 1, 1).data
    return g > 60 || r < 180 // the sharp edge between red and grey is gone
  })
})

test('a form sent while a photo is being shrunk waits for the small one', async (t) => {
  const v = await visit(t, 'phone')
  await v.page.addInitScript(() => {
    const { toBlob } = HTMLCanvasElement.prototype
    HTMLCanvasElement.prototype.toBlob = function (...how) { setTimeout(() => toBlob.apply(this, how), 1000) }
    addEventListener('formdata', (e) => sessionStorage.setItem('travelled', e.formData.getAll('photo').map((f) => f.name)))
  })
  await v.goto('/c/hzy/report?whole=1')
  await v.page.locator('#photo').setInputFiles(await photo(v.page, 800, 600))
  const send = v.page.getByRole('button', { name: '提交' })
  await send.evaluate((button) => { button.click(); button.click() }) // an impatient thumb
  await v.page.waitForURL(/new=1/)
  assert.equal(await v.page.evaluate(() => sessionStorage.getItem('travelled')), 'IMG_1.jpg')
})

test('a browser that cannot send a form by script sends it at once', async (t) => {
  const v = await visit(t, 'phone')
  await v.page.addInitScript(() => {
    delete HTMLFormElement.prototype.requestSubmit
    HTMLCanvasElement.prototype.toBlob = () => {} // a phone that never gets done
  })
  await v.goto('/c/hzy/report?whole=1')
  await v.page.locator('#photo').setInputFiles(await photo(v.page, 80, 60))
  await v.page.getByRole('button', { name: '提交' }).click()
  await v.page.waitForURL(/new=1/)
})

test('a message leads to its field', async (t) => {
  const v = await visit(t, 'phone')
  await v.goto('/dev/gallery')
  assert.equal(await v.page.evaluate(() => document.activeElement.className), 'errsum')
  await v.page.locator('.errsum a').first().click()
  assert.equal(await v.page.evaluate(() => document.activeElement.id), 'words')
})
