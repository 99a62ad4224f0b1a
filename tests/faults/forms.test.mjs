// What bad input gets, on the forms of the running program: the right status, a sentence that
// says what to do, and nothing of what was typed lost.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { deflateSync } from 'node:zlib'
import { open, quit } from '../journeys/browser.mjs'
import { serve } from '../journeys/server.mjs'
import { Visitor, formOf, hidden, numberIn, opened, report, send, slug, staff, step, stepForm } from './report.mjs'

let server
before(async () => (server = await serve({ env: { LINLI_LIMIT_REPORT: '100000' } })))
after(() => server.stop())
after(quit)

const typed = '3号楼前的灯不亮已经三天'
const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const dots = (n) => Array.from({ length: n }, (_, i) => ['photo', dot, `p${i}.png`, 'image/png'])

/** The form again, with its sentence and everything typed. */
function shownAgain(a, sentence) {
  assert.equal(a.status, 422, a.text.slice(0, 400))
  assert.match(a.text, sentence)
  assert.ok(a.html.includes(typed), 'what was typed is still there')
  assert.match(hidden(a.html, `/c/${slug}/report`)._key, /./)
}

/** The words of the photos that a form shown again still has. */
const keptIn = (html) => [...html.matchAll(/name="kept_photo" value="([0-9a-f]+)"/g)].map((m) => m[1])

test('of 200 photos at once nine are kept, the others are named, and no word is lost', async () => {
  const v = new Visitor(server.url)
  const a = await send(v, await opened(v, { body: typed }), dots(200))
  shownAgain(a, /p9\.png：最多.*还有 186 个文件没有收/)
  const kept = keptIn(a.html)
  assert.equal(kept.length, 9)
  const form = formOf({ ...hidden(a.html, `/c/${slug}/report`), code: 'facility-0118', body: typed, wants_private: '1' })
  for (const word of kept) form.append('kept_photo', word)
  const word = a.html.match(/\/media\/held\?f=([0-9a-f]+)/)[1]
  const picture = await v.get(`/media/held?f=${word}`)
  assert.equal(picture.status, 200)
  // the word of the picture shows it to this browser and does nothing else
  assert.equal((await new Visitor(server.url).get(`/media/held?f=${word}`)).status, 404)
  assert.equal((await v.get(`/media/held?f=${kept[0]}`)).status, 404)
  const wrong = formOf({ ...hidden(a.html, `/c/${slug}/report`), code: 'facility-0118', body: typed })
  wrong.append('kept_photo', word)
  assert.equal((await v.post(`/c/${slug}/report`, wrong)).status, 422)
  const sent = await v.post(`/c/${slug}/report`, form)
  assert.match(numberIn(sent), /^HZY-/)
  const page = await v.get(sent.location)
  assert.equal(page.html.match(/\/media\/532503\/[^"/]+\/thumb/g).length, 9)
  // what was sent is nobody's to send again, and a changed word opens nothing
  assert.equal((await v.get(`/media/held?f=${word}`)).status, 404)
  assert.equal((await v.get(`/media/held?f=${word.replace(/.$/, (c) => (c === '0' ? '1' : '0'))}`)).status, 404)
})

test('a photo that is none and one of 30 MB are named, the good one is kept', async () => {
  const v = new Visitor(server.url)
  const files = [['photo', dot, 'good.png', 'image/png'], ['photo', Buffer.from('hello'), 'letter.jpg', 'image/jpeg'],
    ['photo', Buffer.alloc(30 << 20, 1), 'huge.jpg', 'image/jpeg']]
  const a = await send(v, await opened(v, { body: typed }), files)
  shownAgain(a, /letter\.jpg：.*huge\.jpg：太大了/)
  assert.equal(keptIn(a.html).length, 1)
})

test('ten photos are one too many: the form says so and keeps the text', async () => {
  const v = new Visitor(server.url)
  shownAgain(await send(v, await opened(v, { body: typed }), dots(10)), /最多.*9|最多.*九/)
  assert.match(numberIn(await send(v, await opened(v, { body: typed }), dots(9))), /^HZY-/)
})

const nowhere = /位置.*请用文字写/
for (const [name, lat, lon] of [
  ['in another province', '39.9', '116.4'], ['swapped', '103.36', '23.36'], ['NaN', 'NaN', 'NaN'], ['1e400', '1e400', '103.3'],
  ['infinite', 'inf', '-inf'], ['half a position', '23.36', ''], ['with a comma', '23,36', '103,36'],
]) {
  test(`coordinates ${name} are said to be wrong`, async () => {
    const v = new Visitor(server.url)
    shownAgain(await send(v, await opened(v, { body: typed, lat, lon })), nowhere)
  })
}

test('coordinates 0/0 and none are no position; inside the county but outside every grid is one', async () => {
  const v = new Visitor(server.url)
  for (const [lat, lon] of [['0', '0'], ['', ''], ['23.2', '103.2']]) {
    const a = await send(v, await opened(v, { body: typed, lat, lon }))
    assert.match(numberIn(a) ?? a.text, /^HZY-/)
    const page = await v.get(a.location)
    assert.equal(page.status, 200)
    assert.ok(page.html.includes(typed))
  }
})

test('a category withdrawn between form and sending', async () => {
  const v = new Visitor(server.url)
  const code = 'facility-0117'
  const fields = await opened(v, { body: typed, code })
  server.sql(`UPDATE categories SET live = 0 WHERE code = '${code}'`)
  shownAgain(await send(v, fields), /这个类别已经停用，请另选一个/)
  server.sql(`UPDATE categories SET live = 1 WHERE code = '${code}'`)
})

test('the same key with another body is refused, and the first one stays', async () => {
  const v = new Visitor(server.url)
  const fields = await opened(v, { body: '第一次写的' })
  const no = numberIn(await send(v, fields))
  const again = await send(v, fields)
  assert.equal(numberIn(again), no)
  shownAgain(await send(v, { ...fields, body: typed }), /请打开新的表单再填/)
  const page = await v.get(`/c/${slug}/cases/${no}`)
  assert.ok(page.html.includes('第一次写的') && !page.html.includes(typed))
})

const cases = () => Number(server.sql('SELECT count(*) FROM cases'))

test('five submits within 300 ms make one case without script', async () => {
  const v = new Visitor(server.url)
  const fields = await opened(v)
  const before = cases()
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => send(v, fields)))
  assert.equal(new Set(answers.map(numberIn)).size, 1)
  assert.match(numberIn(answers[0]), /^HZY-/)
  assert.equal(cases(), before + 1)
})

test('five clicks within 300 ms make one case with script', async () => {
  const visit = await open(server, 'phone')
  try {
    await visit.goto(`/c/${slug}/report`)
    await visit.page.getByRole('radio', { name: '路灯' }).check()
    const before = cases()
    await visit.page.evaluate(async () => {
      const button = document.querySelector('offline-form form button:not([type=button]):not([name])')
      for (let i = 0; i < 5; i++) {
        button.click()
        await new Promise((r) => setTimeout(r, 50))
      }
    }).catch((e) => assert.match(String(e), /context was destroyed|navigation/)) // the page went on
    await visit.page.waitForURL(/new=1/)
    assert.equal(cases(), before + 1)
  } finally {
    await visit.close()
  }
})

/** A case that waits for its dispatch. */
async function toDispatch() {
  const no = await report(new Visitor(server.url))
  for (const [who, move] of [['secretary', 'found_true'], ['clerk', 'accept'], ['secretary', 'file']]) {
    const v = await staff(server.url, who)
    assert.equal((await step(v, no, await stepForm(v, no, move))).status, 303, move)
  }
  return no
}

test('of two dispatchers one wins, and the other reads who, and keeps the words', async () => {
  const no = await toDispatch()
  const two = [await staff(server.url, 'secretary'), await staff(server.url, 'duty')]
  const forms = []
  for (const v of two) {
    const page = await v.get(`/desk/cases/${no}`)
    const org = page.html.match(/<option value="(\d+)"[^>]*>蒙自市城市管理局/)[1]
    forms.push({ ...hidden(page.html, `/desk/cases/${no}/move`, 'value="dispatch"'), org, say: typed })
  }
  const answers = await Promise.all(two.map((v, i) => step(v, no, forms[i])))
  const won = answers.findIndex((a) => a.status === 303)
  assert.deepEqual(answers.map((a) => a.status).sort(), [303, 409])
  const lost = answers[1 - won]
  assert.match(lost.text, new RegExp(['张丽华', '赵敏'][won]))
  assert.ok(lost.html.includes(typed))
  assert.ok(lost.html.includes(no))
})

test('a step that is not allowed now, or not at all', async () => {
  const no = await report(new Visitor(server.url))
  const v = await staff(server.url, 'secretary')
  const fields = await stepForm(v, no, 'found_true')
  const early = await step(v, no, { ...fields, move: 'close', say: typed })
  assert.equal(early.status, 409)
  assert.match(early.text, /现在不能这样做/)
  assert.ok(early.html.includes(typed) && early.html.includes(no))
  const other = await staff(server.url, 'dept-shuiwu')
  assert.equal((await other.get(`/desk/cases/${no}`)).status, 404)
  const [, own] = (await other.get('/desk')).html.match(/name="_csrf" value="([^"]+)"/)
  assert.equal((await step(other, no, { _csrf: own, move: 'found_true', seen: fields.seen })).status, 404)
  assert.equal((await step(v, no, await stepForm(v, no, 'found_true'))).status, 303)
})

test('a session that ended in the middle of a form: its text waits behind the sign-in', async () => {
  const no = await report(new Visitor(server.url))
  const v = await staff(server.url, 'secretary')
  const keys = hidden((await v.get(`/desk/cases/${no}`)).html, `/desk/cases/${no}/note`)
  server.sql('DELETE FROM sessions')
  const a = await v.post(`/desk/cases/${no}/note`, new URLSearchParams({ ...keys, note: typed }))
  assert.equal(a.status, 401)
  assert.match(a.text, /要重新登录。刚才写的都还在/)
  const back = await v.post('/staff/login', new URLSearchParams({ ...hidden(a.html, '/staff/login'), login: 'secretary', password: 'linli-demo' }))
  assert.ok((back.html + (back.location ? (await v.get(back.location)).html : '')).includes(typed), back.text.slice(0, 400))
})

test('a text of a megabyte, broken UTF-8, NUL and marks that turn the text', async () => {
  const v = new Visitor(server.url)
  const long = await send(v, await opened(v, { body: typed + '啊'.repeat(350_000) }))
  shownAgain(long, /最多4000个字/)
  const keys = await opened(v)
  const raw = (bytes) => v.post(`/c/${slug}/report`, Buffer.concat([Buffer.from(`${new URLSearchParams(keys)}&body=`), bytes]), { 'content-type': 'application/x-www-form-urlencoded' })
  for (const bytes of ['%C3%28', '%00', '%F0%82%82%AC', '%ED%A0%80']) {
    const a = await raw(Buffer.from(bytes))
    assert.equal(a.status, 422, bytes)
    assert.match(a.text, /没有收全，请再提交一次/)
  }
  const turned = await send(v, await opened(v, { body: `a\u202Eb\u2066${typed}`, spot: 'x\u202Ey' }))
  const page = await v.get(turned.location)
  assert.ok(page.html.includes(typed))
  assert.doesNotMatch(page.html, /[\u202A-\u202E\u2066-\u2069]/)
})

const png = (w, h) => { // a header that promises w x h, and nothing behind it
  const b = Buffer.from(dot)
  b.writeUInt32BE(w, 16)
  b.writeUInt32BE(h, 20)
  return b
}
test('files that are not what they seem: an EXE, a bomb, a cut one', async () => {
  const v = new Visitor(server.url)
  for (const [bytes, sentence] of [
    [Buffer.concat([Buffer.from('MZ'), Buffer.alloc(5000)]), /不是照片，请选一张/],
    [png(60_000, 60_000), /照片.*请/],
    [dot.subarray(0, 50), /没有传完整，请再发一次/],
  ]) {
    shownAgain(await send(v, await opened(v, { body: typed }), [['photo', bytes, 'lamp.jpg', 'image/jpeg']]), sentence)
  }
})

/** A true photo of about so many megabytes: noise, which nothing makes smaller. */
function heavy(mb) {
  const side = Math.round(Math.sqrt((mb * 1e6) / 3))
  const rows = randomBytes(side * (side * 3 + 1))
  for (let y = 0; y < side; y++) rows[y * (side * 3 + 1)] = 0 // no filter
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head.set([8, 2], 8) // eight bits, red green blue
  const chunk = (type, data) => {
    const b = Buffer.alloc(data.length + 12)
    b.writeUInt32BE(data.length, 0)
    b.write(type, 4, 'latin1')
    data.copy(b, 8)
    b.writeUInt32BE(crc32(b.subarray(4, data.length + 8)), data.length + 8)
    return b
  }
  return Buffer.concat([dot.subarray(0, 8), chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 0 })), chunk('IEND', Buffer.alloc(0))])
}
const crcs = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1
  return n >>> 0
})
const crc32 = (b) => {
  let c = 0xffffffff
  for (const x of b) c = crcs[(c ^ x) & 255] ^ (c >>> 8)
  return ~c >>> 0
}

test('a photo of 12 MB is taken and comes out small', async () => {
  const v = new Visitor(server.url)
  const photo = heavy(12)
  assert.ok(photo.length > 12e6)
  const a = await send(v, await opened(v, { body: typed }), [['photo', photo, 'lamp.png', 'image/png']])
  assert.match(numberIn(a) ?? a.text, /^HZY-/)
  const page = await v.get(a.location)
  const [, at] = page.html.match(/(?:src|href)="(\/media\/[^"]+)"/)
  const cookie = [...v.cookies].map(([k, w]) => `${k}=${w}`).join('; ')
  const seen = await fetch(server.url + at, { headers: { cookie } })
  assert.equal(seen.status, 200)
  const small = Buffer.from(await seen.arrayBuffer())
  assert.deepEqual([...small.subarray(0, 3)], [0xff, 0xd8, 0xff], 'a photo made anew')
  assert.ok(small.length < 1_500_000, String(small.length))
  assert.equal((await fetch(server.url + at)).status, 404, 'it is nobody else\'s')

})

test('a photo of 100 MB is refused with what to do, as a browser meets it', async () => {
  const file = path.join(server.dir, 'huge.jpg')
  fs.writeFileSync(file, Buffer.alloc(100 << 20, 255))
  const before = cases()
  for (const device of ['plain', 'phone']) { // without script and with it
    const visit = await open(server, device)
    try {
      await visit.goto(`/c/${slug}/report`)
      await visit.page.getByRole('radio', { name: '路灯' }).check()
      await visit.page.locator('input[type=file][name=photo]').first().setInputFiles(file)
      await visit.page.locator('form', { has: visit.page.locator('[name=photo]') }).locator('button:not([type=button]):not([name])').last().click()
      await visit.page.getByText(/太大/).first().waitFor()
    } finally {
      await visit.close()
    }
  }
  assert.equal(cases(), before)
})

test('a body cut short is no report', async () => {
  const v = new Visitor(server.url)
  const before = cases()
  const whole = await new Response(formOf(await opened(v))).arrayBuffer().then((b) => Buffer.from(b))
  const boundary = whole.toString().match(/^--([^\r]+)/)[1]
  const a = await v.post(`/c/${slug}/report`, whole.subarray(0, whole.length - 80), { 'content-type': `multipart/form-data; boundary=${boundary}` })
  assert.equal(a.status, 422, a.text.slice(0, 300))
  assert.match(a.text, /没有收全，请再提交一次/)
  assert.equal(cases(), before)
})
