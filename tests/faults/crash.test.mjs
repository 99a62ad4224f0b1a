// The worst moments: the process killed under load, the disk full, the database away. Whoever was
// shown a number finds it afterwards; whoever was not was told so; and it goes on by itself.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { cluster, serve } from '../journeys/server.mjs'
import { Visitor, numberIn, opened, send, slug } from './report.mjs'

const sleep = (ms) => new Promise((r) => setTimeout(r, ms))
const env = { LINLI_LIMIT_REPORT: '1000000' }
const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const photo = [['photo', dot, 'lamp.png', 'image/png']]
const notSaved = /没存上|人太多|请过一会儿|稍后再试/

/**
 * Residents who each report one thing, one after the other until told to stop (a browser keeps the
 * keys of its newest ten only):
 *   shown: numbers they were shown, with the visitor who may see them; refused: answers that were
 *   no success; cut: how many heard nothing.
 */
function crowd(url, n, files = []) {
  const c = { shown: [], refused: [], cut: 0, stop: false }
  const one = async () => {
    for (let k = 0; !c.stop; k++) {
      const v = new Visitor(url)
      try {
        const a = await send(v, await opened(v, { body: `第 ${k} 件` }), k % 2 ? files : [])
        if (a.status === 303) c.shown.push([numberIn(a), v])
        else c.refused.push(a)
      } catch (e) {
        if (e.page) c.refused.push(e.page)
        else c.cut++
        await sleep(100)
      }
    }
  }
  c.all = Promise.all(Array.from({ length: n }, one))
  c.done = async () => {
    c.stop = true
    await c.all
  }
  return c
}

async function allThere(c) {
  for (const [no, v] of c.shown) {
    assert.match(String(no), /^HZY-26-\d{5}$/)
    const a = await v.get(`/c/${slug}/cases/${no}`)
    assert.equal(a.status, 200, `${no} was shown to somebody, and now: ${a.status}`)
    assert.ok(a.html.includes(no))
  }
  assert.equal(new Set(c.shown.map(([no]) => no)).size, c.shown.length, 'no number was given twice')
}

test('kill -9 under load: every number that was shown is there afterwards', async (t) => {
  const server = await serve({ env })
  t.after(() => server.stop())
  for (const ms of [700, 1300, 1900]) {
    const c = crowd(server.url, 16, photo)
    await sleep(ms)
    while (c.shown.length < 10) await sleep(50)
    await server.restart()
    await c.done()
    assert.ok(c.cut > 0, 'somebody was in the middle of it')
    assert.ok(c.shown.length >= 10)
    await allThere(c)
  }
})

// A disk of its own that can be full: a small tmpfs that only the server sees.
const onSmallDisk = (dir) => {
  const mb = Math.ceil(Number(execFileSync('du', ['-sm', dir], { encoding: 'utf8' }).split('\t')[0])) + 12
  return ['unshare', '-Urm', 'sh', '-ec', `
    mv "${dir}" "${dir}.was"; mkdir "${dir}"; mount -t tmpfs -o size=${mb}m none "${dir}"; cp -a "${dir}.was/." "${dir}"
    exec "$@"`, 'sh']
}

if (!cluster)
  test('disk full under load: nobody is told "saved" wrongly, and with room it goes on', async (t) => {
    const server = await serve({ env, through: onSmallDisk })
    t.after(() => {
      fs.rmSync(`${server.dir}.was`, { recursive: true, force: true })
      return server.stop()
    })
    const disk = path.join('/proc', String(server.pid), 'root', server.dir)
    const ballast = path.join(disk, 'ballast')
    const c = crowd(server.url, 8, photo)
    while (c.shown.length < 10) await sleep(50)
    spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=64k'])
    const before = c.shown.length
    for (const end = Date.now() + 20_000; c.refused.length < 20; await sleep(50)) assert.ok(Date.now() < end, 'a full disk refuses')
    await c.done()
    for (const a of c.refused) {
      assert.ok([500, 503, 507].includes(a.status), `${a.status} ${a.text.slice(0, 300)}`)
      assert.match(a.text, notSaved)
    }
    assert.equal(c.cut, 0)
    t.diagnostic(`${before} shown before the disk was full, ${c.shown.length - before} after, ${c.refused.length} refused`)
    await allThere(c) // and it still answers those who look
    fs.rmSync(ballast)
    const later = crowd(server.url, 2, photo)
    for (const end = Date.now() + 20_000; later.shown.length < 5; await sleep(50)) assert.ok(Date.now() < end, `it goes on: ${later.refused.at(-1)?.text.slice(0, 300)}`)
    await later.done()
    await allThere(later)
    await allThere(c)
  })

if (cluster)
  test('the database gone for ten seconds: said so at once, nothing lost, and it goes on', async (t) => {
    const pg = (what) => execFileSync('sh', ['-c', `${process.env.LINLI_PG_CTL} ${what}`], { stdio: 'ignore' })
    const server = await serve({ env })
    t.after(() => server.stop())
    const c = crowd(server.url, 8, photo)
    while (c.shown.length < 10) await sleep(50)
    pg('-m immediate stop')
    await sleep(5000)
    const v = new Visitor(server.url)
    const form = await v.get(`/c/${slug}/report`)
    assert.equal(form.status, 503, form.text.slice(0, 300))
    assert.match(form.text, notSaved)
    assert.equal((await v.get('/readyz')).status, 503)
    assert.equal((await v.get('/healthz')).status, 200)
    await sleep(5000)
    pg('start')
    const before = c.shown.length
    for (const end = Date.now() + 20_000; c.shown.length < before + 10; await sleep(50)) assert.ok(Date.now() < end, 'it goes on by itself')
    await c.done()
    assert.ok(c.refused.length > 0)
    for (const a of c.refused) assert.equal(a.status, 503, a.text.slice(0, 300))
    assert.equal(c.cut, 0)
    await allThere(c)
  })
