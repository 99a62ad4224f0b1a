// The journey Linli is made for, by the people it is made for: somebody reports a broken street
// lamp on a phone, and it travels through every pair of hands back to the one who reported it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { dot, press, signIn, world } from './people.mjs'

const photo = dot('after.png')

/** home -> 反映问题 -> 路灯 -> 提交: three taps. Gives the number. */
async function report(v, slug, choose = (page) => page.getByRole('radio', { name: '路灯' }).check()) {
  await v.goto(`/c/${slug}`)
  await v.look()
  await v.page.getByRole('link', { name: '反映问题' }).first().click()
  await choose(v.page)
  await v.page.getByRole('button', { name: '提交' }).click()
  await v.page.waitForURL(/\/cases\/[A-Z0-9-]+\?new=1/)
  return v.page.url().match(/cases\/([A-Z0-9-]+)/)[1]
}

/** The desk of the community, where one after the other signs in. */
function desk(v) {
  const { page } = v
  return {
    as: (login) => signIn(v, login),
    /** Takes one step: finds the case in the inbox, opens it, fills the form and sends it. */
    async step(no, label, fill = async () => {}) {
      await v.goto(`/desk?q=${no}`)
      assert.equal(await page.locator(`a.ti[href="/desk/cases/${no}"]`).count() > 0, true, `${no} is in the inbox for: ${label}`)
      await page.locator(`a.ti[href="/desk/cases/${no}"]`).first().click()
      await page.waitForURL(/\/desk\/cases\//)
      await v.look()
      const move = page.locator('details.move', { has: page.locator(`summary b:text-is("${label}")`) })
      assert.equal(await move.count(), 1, `${label}, among: ${await page.locator('details.move summary b').allTextContents()}`)
      if ((await move.getAttribute('open')) === null) await move.locator('summary').click()
      await fill(move)
      await press(page, move.locator('button.primary'))
      assert.deepEqual(await page.locator('.errsum').allTextContents(), [], label)
      await page.locator('p.saved').waitFor()
    },
  }
}

const says = async (v, text) => assert.match(await v.page.locator('main, .page').first().innerText(), text)
const done = async (move) => {
  await move.locator('[name=outcome]').selectOption('solved')
  await move.locator('[name=say]').fill('换了灯头，已经亮了。')
  await move.locator('input[type=file][name=after]').setInputFiles(photo)
}

async function confirm(v, slug, no) {
  await v.goto(`/c/${slug}/cases/${no}`)
  await v.look()
  await press(v.page, v.page.getByRole('button', { name: '解决了', exact: true }))
  await press(v.page, v.page.getByRole('button', { name: '非常满意' }))
  await says(v, /已解决/)
  assert.equal(await v.page.getByRole('button', { name: '非常满意' }).count(), 0)
}

test('a broken street lamp: three taps, every hand it goes through, and the word of who reported it', async (t) => {
  const w = await world(t)
  const phone = await w.visit('phone')
  const desktop = await w.visit('desk')
  const d = desk(desktop)
  const other = await w.visit('phone')

  const no = await report(phone, 'hzy')
  assert.match(no, /^HZY-26-\d{5}$/)
  await says(phone, /已收到/)
  await says(phone, new RegExp(no))
  await says(phone, /红竺园社区.*(今天|11月5日).*\d\d:\d\d/s) // who answers, and by when
  await phone.look()
  await other.goto('/c/hzy/cases')
  assert.equal((await other.page.content()).includes(no), false)

  await d.as('secretary')
  await d.step(no, '属实')
  await d.as('clerk')
  await d.step(no, '受理')
  await d.as('secretary')
  await d.step(no, '立案')
  await d.step(no, '派遣', (m) => m.locator('[name=org]').selectOption({ label: '蒙自市城市管理局' }))
  await phone.goto(`/c/hzy/cases/${no}`)
  await says(phone, /蒙自市城市管理局/)
  await d.as('dept-chengguan')
  await d.step(no, '反馈：已办好', done)
  await d.as('secretary') // somebody else than the unit that handled it
  await d.step(no, '已修好', async (m) => {
    const file = m.locator('input[type=file]')
    if (await file.count()) await file.first().setInputFiles(photo)
  })
  await d.step(no, '结案')

  await confirm(phone, 'hzy', no)

  // public only once somebody wrote what the public may read
  const address = `/c/hzy/cases/${no}`
  assert.equal((await other.goto(address)).status(), 404)
  await d.as('clerk')
  await desktop.goto(`/desk/cases/${no}`)
  await desktop.page.fill('[name=public_text]', '康辉路口路灯不亮')
  await press(desktop.page, desktop.page.locator('[name=show][value="1"]'))
  assert.equal((await other.goto(address)).status(), 200)
  await says(other, /康辉路口路灯不亮/)
  await other.look()
  await other.goto('/c/hzy/cases?code=facility-0118')
  await says(other, /康辉路口路灯不亮/)
})

test('the same in a village, where the town office and the reporter suffice', async (t) => {
  const w = await world(t)
  const phone = await w.visit('phone')
  const d = desk(await w.visit('desk'))
  const slug = '532503106202'
  // a village's chips are its own; the lamp stands in the whole list
  const no = await report(phone, slug, async (page) => {
    await page.getByText('全部类别').click()
    await page.locator('[name=code_all]').selectOption({ label: '路灯' })
  })
  await d.as('town-mingjiu')
  await d.step(no, '受理，我们自己办')
  await d.step(no, '反馈：已办好', done)
  // whoever did the work does not check it: here the reporter does
  await phone.goto(`/c/${slug}/cases/${no}`)
  await says(phone, /解决了/)
  await confirm(phone, slug, no)
})

test('a report goes through without script, and with large print, and in English', async (t) => {
  const w = await world(t)
  const plain = await w.visit('plain')
  assert.match(await report(plain, 'hzy'), /^HZY/)
  await says(plain, /已收到/)
  const elder = await w.visit('elder')
  await elder.goto('/c/hzy')
  await elder.look()
  await elder.goto('/c/hzy/report?whole=1') // question after question: guided.test.mjs
  await elder.look()
  await elder.page.getByRole('radio', { name: '路灯' }).check()
  await elder.page.getByRole('button', { name: '提交' }).click()
  await elder.page.waitForURL(/new=1/)
  await elder.look()
  const english = await w.visit('phone')
  await english.goto('/en/c/hzy')
  await english.look()
  await english.page.getByRole('link', { name: 'Report a problem' }).click()
  await english.look()
})

test('five taps on one form make one case, and its number opens nothing to others', async (t) => {
  const { server } = await world(t)
  const page = await (await fetch(`${server.url}/c/hzy/report`)).text()
  const form = page.slice(page.indexOf('action="/c/hzy/report"'))
  const body = () => {
    const f = new FormData()
    for (const m of form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) f.append(m[1], m[2])
    f.append('code', 'facility-0118')
    f.append('spot', '3号楼')
    f.append('wants_private', '1')
    return f
  }
  const send = () => fetch(`${server.url}/c/hzy/report`, { method: 'POST', body: body(), redirect: 'manual', headers: { origin: server.url } })
  const answers = await Promise.all([1, 2, 3, 4, 5].map(send))
  assert.deepEqual(answers.map((r) => r.status), [303, 303, 303, 303, 303])
  const numbers = new Set(answers.map((r) => r.headers.get('location').match(/cases\/([A-Z0-9-]+)/)[1]))
  assert.equal(numbers.size, 1)
  const [no] = numbers
  assert.equal((await fetch(`${server.url}/c/hzy/cases/${no}`)).status, 404)
  const next = no.replace(/\d+$/, (n) => String(Number(n) + 1).padStart(n.length, '0'))
  assert.equal((await fetch(`${server.url}/c/hzy/cases/${next}`)).status, 404)
})

test('what staff typed survives a session that ended', async (t) => {
  const w = await world(t)
  const v = await w.visit('desk')
  const d = desk(v)
  await d.as('secretary')
  await v.goto('/desk')
  await v.page.locator('a.ti[href^="/desk/cases/"]').first().click()
  await v.page.fill('[name=note]', '已联系灯具厂，明早到')
  await v.context.clearCookies()
  await v.page.getByRole('button', { name: '保存备注' }).click()
  await v.page.fill('[name=login]', 'secretary')
  await v.page.fill('[name=password]', 'linli-demo')
  await v.page.locator('form', { has: v.page.locator('[name=password]') }).locator('button[type=submit]').click()
  await says(v, /已联系灯具厂，明早到/)
  await v.page.getByRole('button', { name: '现在提交' }).click()
  await v.page.waitForURL(/\/desk\/cases\//)
  await says(v, /已联系灯具厂，明早到/)
})
