// Grids by the system administrator: a file with everything wrong in it is looked at, told in words,
// and holds all the same; lists and retiring work on a browser without script.
import assert from 'node:assert/strict'
import test from 'node:test'
import { press, signIn, world } from './people.mjs'

const says = async (v, words) => assert.match(await v.page.locator('body').innerText(), words)

function box(name, w, s, e, n, more = {}) {
  const at = (x, y) => [+(103.4 + x / 1e6).toFixed(6), +(23.37 + y / 1e6).toFixed(6)]
  return { type: 'Feature', properties: { name, ...more }, geometry: { type: 'Polygon', coordinates: [[at(w, s), at(e, s), at(e, n), at(w, n), at(w, s)]] } }
}
const file = (features) => ({ name: 'grids.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features })) })

async function open(t, device) {
  const w = await world(t)
  const v = await w.visit(device)
  await signIn(v, 'admin', /\/admin/)
  return v
}

test('a proposal with a gap, an overlap and a foreign border is told in words and holds', async (t) => {
  const v = await open(t, 'desk')
  const { page } = v
  await v.goto('/admin')
  await page.getByRole('link', { name: /^网格/ }).click()
  await v.look('staff')
  await page.getByRole('link', { name: /红竺园社区/ }).click()
  await says(v, /532503001008001/)
  await v.look('staff')
  await page.getByRole('link', { name: '画或导入' }).click()
  await v.look('staff')
  const west = box('西片', 0, 0, 1900, 2000)
  west.geometry.coordinates[0].pop() // not closed
  await page.locator('#file').setInputFiles(file([box('东片', 1800, 0, 4000, 2000, { households: 420 }), west, { type: 'Feature', properties: { name: '坏的' }, geometry: { type: 'LineString', coordinates: [] } }]))
  await press(page, page.getByRole('button', { name: '先看看' }))
  await says(v, /没有闭合，已替您接上/)
  await says(v, /重叠\d+平方米/)
  await says(v, /坏的: /)
  await says(v, /由.*接着管/)
  await v.look('staff')
  await press(page, page.getByRole('button', { name: '从今天起启用' }))
  assert.match(page.url(), /\/admin\/grids\/hzy\?saved=1/)
  await says(v, /西片/)
  assert.doesNotMatch(await page.locator('body').innerText(), /坏的/)
  await page.getByText(/个已停用的网格/).click()
  await says(v, /532503001008001/)
  await v.look('staff')
  await page.getByRole('link', { name: /东片/ }).first().click()
  await says(v, /社会治理网格/)
  await v.look('staff')
})

test('a mountain grid is a list, changed and retired without script', async (t) => {
  const v = await open(t, 'plain')
  const { page } = v
  await v.goto('/admin/grids/532503201202')
  await page.fill('[name=name]', '上寨')
  await page.fill('[name=parts]', '一组\n二组')
  await page.fill('[name=households]', '46')
  await press(page, page.getByRole('button', { name: '新增网格' }))
  await says(v, /上寨/)
  await page.getByRole('link', { name: /上寨/ }).click()
  await page.fill('[name=name]', '上寨下寨')
  await press(page, page.getByRole('button', { name: '保存' }))
  await says(v, /已保存/)
  await press(page, page.getByRole('button', { name: '停用这个网格' }))
  await says(v, /已停用的网格/)
})

test('the pages of grids fit a phone', async (t) => {
  const v = await open(t, 'phone')
  for (const path of ['/admin/grids', '/admin/grids/hzy', '/admin/grid-plan/hzy', '/admin/grids/hzy/532503001008001']) {
    await v.goto(path)
    await v.look('staff')
  }
})

test('a grid is drawn on the map, by mouse and by keyboard, and looked at before it holds', async (t) => {
  const v = await open(t, 'desk')
  const { page } = v
  await v.goto('/admin/grid-plan/hzy')
  await page.getByRole('button', { name: '在地图上画' }).click()
  await page.locator('.leaflet .corner').first().waitFor()
  const features = () => page.locator('#text').inputValue().then((s) => JSON.parse(s).features)
  const before = await features()
  await page.getByRole('button', { name: '画一个新网格' }).click()
  await page.keyboard.type('新片')
  const map = page.locator('.leaflet')
  const { width, height } = await map.boundingBox()
  for (const [x, y] of [[0.35, 0.35], [0.5, 0.35], [0.5, 0.5]])
    await map.click({ position: { x: width * x, y: height * y } })
  const drawn = (await features()).find((f) => f.properties.name === '新片')
  assert.equal(drawn.geometry.coordinates[0].length, 4) // three corners and the first again
  // A corner is moved by the arrow keys, exactly so far, and that is undone.
  await page.getByRole('button', { name: '加角' }).click()
  const corner = page.locator('.leaflet .corner').last()
  await corner.focus()
  await page.keyboard.press('ArrowUp')
  const moved = (await features()).find((f) => f.properties.name === '新片').geometry.coordinates[0][2]
  assert.equal(moved[1], +(drawn.geometry.coordinates[0][2][1] + 0.00001).toFixed(6))
  await page.getByRole('button', { name: '撤销' }).click()
  assert.deepEqual((await features()).find((f) => f.properties.name === '新片').geometry, drawn.geometry)
  // A corner near a neighbour's becomes the neighbour's.
  await page.getByText('各角的经纬度').click()
  await v.look('staff')
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/draw.png`, fullPage: true })
  const there = before.find((f) => f.geometry && f.geometry.type === 'Polygon').geometry.coordinates[0][0]
  await page.evaluate(([lon, lat]) => {
    const d = document.querySelector('grid-map').drawing
    d.moveCorner(2, d.snapped([lon + 0.00001, lat]))
  }, there)
  assert.deepEqual((await features()).find((f) => f.properties.name === '新片').geometry.coordinates[0][2], there.slice(0, 2))
  await press(page, page.getByRole('button', { name: '先看看' }))
  await says(v, /新片/)
  await press(page, page.getByRole('button', { name: '从今天起启用' }))
  await says(v, /新片/)
})

test('the corners of one grid are typed without script', async (t) => {
  const v = await open(t, 'plain')
  const { page } = v
  await v.goto('/admin/grid-plan/hzy')
  await page.getByText('手工填一个网格的各角').click()
  await page.fill('#corners', '103.4, 23.37\n103.41 23.37\nhere')
  await press(page, page.getByRole('button', { name: '先看看' }))
  await says(v, /第3行/)
  await page.fill('#corners', '103.4, 23.37\n103.41 23.37\n103.41，23.38')
  await press(page, page.getByRole('button', { name: '先看看' }))
  await says(v, /1\s*有改动/)
  await press(page, page.getByRole('button', { name: '从今天起启用' }))
  assert.match(page.url(), /saved=1/)
})
