// The looker itself must be able to fail: one page with every fault, and one with none.
import assert from 'node:assert/strict'
import http from 'node:http'
import test, { after } from 'node:test'
import { open, quit } from './browser.mjs'
import { inspect, watch } from './inspect.mjs'

after(quit)

const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
const css = `body{font:17px/1.6 sans-serif;color:#1a1d21;background:#fff;margin:16px}
button{font:inherit}
a,button{display:inline-block;min-width:60px;min-height:60px}
:focus-visible{outline:3px solid #ffbf1f}`
const good = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>好</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="stylesheet" href="/a.css"></head>
<body><main><h1>好</h1><p>一句话</p><button>提交</button></main></body></html>`
const bad = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>坏</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="stylesheet" href="/b.css"></head>
<body style="color:red"><h1>一</h1><h1>二</h1><img src="/x.png"><button id="b">按</button><p id="s">小</p>
<img src="http://127.0.0.1:1/foreign.png" alt="外"><div id="w">宽</div></body></html>`
const badCss = `#b{width:20px;height:20px;padding:0;outline:none!important;font-size:16px}#s{font-size:9px}#w{width:900px}`

function pages() {
  const s = http.createServer((rq, rs) => {
    const types = { '/good': 'text/html', '/bad': 'text/html', '/a.css': 'text/css', '/b.css': 'text/css' }
    rs.writeHead(types[rq.url] ? 200 : 404, { 'content-type': `${types[rq.url]};charset=utf-8`, 'content-security-policy': csp })
    rs.end({ '/good': good, '/bad': bad, '/a.css': css, '/b.css': badCss }[rq.url])
  })
  return new Promise((r) => s.listen(0, '127.0.0.1', () => r(s)))
}

test('a page without faults passes, one with every fault names each', async (t) => {
  const s = await pages()
  const url = `http://127.0.0.1:${s.address().port}`
  const visit = await open({ url }, 'phone')
  t.after(async () => {
    await visit.close()
    s.close()
  })
  await visit.goto('/good')
  await visit.look()

  const state = watch(visit.page, url)
  await visit.goto('/bad')
  const found = (await inspect(visit.page, state)).join('\n')
  for (const what of [/csp: /, /foreign request/, /target 20x20/, /text of 9px/, /2 h1/, /axe image-alt/, /overflow 9/, /focus cannot be seen/])
    assert.match(found, what)
})
