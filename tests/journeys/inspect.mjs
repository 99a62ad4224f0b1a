// What every page must keep, looked at in a real browser. inspect(page) returns the list of what
// it found, one sentence each; an empty list is a good page.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { top } from './server.mjs'

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** msgids of the catalogue whose Chinese differs: none may stand on a Chinese page. */
function msgids() {
  const file = path.join(top, 'po/zh_CN.po')
  if (!fs.existsSync(file)) return []
  const ids = []
  const text = fs.readFileSync(file, 'utf8')
  const unquote = (s) => [...s.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => JSON.parse(`"${m[1]}"`)).join('')
  for (const m of text.matchAll(/^msgid ((?:"(?:[^"\\]|\\.)*"\s*)+)(?:msgid_plural (?:"(?:[^"\\]|\\.)*"\s*)+)?msgstr(?:\[0\])? ((?:"(?:[^"\\]|\\.)*"\s*)+)/gm)) {
    const [id, says] = [unquote(m[1]), unquote(m[2])]
    if (id && id !== says && /[A-Za-z]{3}/.test(id)) ids.push(id)
  }
  return ids
}
const untranslated = msgids()

// Pixels by audience (experience: accessibility). text is the least size of any text.
export const kinds = {
  resident: { target: 44, text: 15, weight: { html: 10, css: 12, js: 8, all: 30 }, requests: 6 },
  elder: { target: 60, text: 18, weight: { html: 10, css: 12, js: 8, all: 30 }, requests: 6 },
  kiosk: { target: 96, text: 24, weight: { html: 10, css: 12, js: 8, all: 60 }, requests: 6 },
  field: { target: 44, text: 15, weight: { html: 12, css: 12, js: 20, all: 60 }, requests: 8 },
  staff: { target: 44, text: 13, weight: { html: 60, css: 20, js: 40, all: 120 }, requests: 12 },
  map: { target: 44, text: 15, weight: { html: 12, css: 16, js: 60, all: 75 }, requests: 9 },
}

/** Runs in the page: sizes of targets and texts, headings, language, untranslated texts. */
function look({ target, text, ids }) {
  const out = []
  const visible = (e) => {
    const r = e.getBoundingClientRect()
    const s = getComputedStyle(e)
    return r.width > 1 && r.height > 1 && s.visibility !== 'hidden' && s.display !== 'none' && !e.closest('[hidden],.skip')
  }
  const name = (e) => `<${e.tagName.toLowerCase()}> "${(e.getAttribute('aria-label') || e.textContent || e.name || '').trim().slice(0, 30)}"`

  // A link inside running text is exempt; a label belongs to its control.
  const inText = (e) => {
    if (e.tagName !== 'A' || getComputedStyle(e).display !== 'inline' || e.closest('li:not(p *)')?.children.length === 1) return false
    return [...e.parentNode.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim().length > 1)
  }
  for (const e of document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary')) {
    const boxes = [e, ...(e.labels ?? [])].filter(visible).map((x) => x.getBoundingClientRect())
    if (!boxes.length || e.disabled || inText(e) || e.closest('.leaflet-attribution,.leaflet-control-attribution')) continue
    const w = Math.max(...boxes.map((b) => b.width))
    const h = Math.max(...boxes.map((b) => b.height))
    if (w < target - 0.5 || h < target - 0.5) out.push(`target ${Math.round(w)}x${Math.round(h)} below ${target}: ${name(e)}`)
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const small = new Set()
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    const e = n.parentElement
    const words = n.textContent.trim().replace(/\s+/g, ' ')
    if (!words || !visible(e) || /^(SCRIPT|STYLE|NOSCRIPT|TITLE|OPTION)$/.test(e.tagName)) continue
    const size = parseFloat(getComputedStyle(e).fontSize)
    if (size < text - 0.1 && !e.closest('svg') && !small.has(e)) {
      small.add(e)
      out.push(`text of ${size}px below ${text}: "${words.slice(0, 30)}"`)
    }
    if (document.documentElement.lang.startsWith('zh') && !e.closest('[lang]:not(html)') && ids.includes(words))
      out.push(`not translated: "${words}"`)
  }

  if (!document.documentElement.lang) out.push('no lang on <html>')
  if (!document.title.trim()) out.push('no title')
  const h1 = [...document.querySelectorAll('h1')].filter(visible)
  if (h1.length !== 1) out.push(`${h1.length} h1 on the page`)
  return out
}

/** Tabs through the page's first stops; each must show where it is. */
async function focus(page, out) {
  await page.evaluate(() => document.activeElement?.blur?.())
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab')
    const bad = await page.evaluate(() => {
      const e = document.activeElement
      if (!e || e === document.body) return 'end'
      const shown = [e, ...(e.labels ?? []), e.parentElement].some((x) => {
        const s = x && getComputedStyle(x)
        return s && ((s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 3) || /\b([3-9]|\d\d)px\b/.test(s.boxShadow))
      })
      return shown ? '' : `<${e.tagName.toLowerCase()}> "${(e.textContent || e.name || '').trim().slice(0, 30)}"`
    })
    if (bad === 'end') break
    if (bad) out.push(`focus cannot be seen: ${bad}`)
  }
}

async function overflow(page, out) {
  const before = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 640 })
  const wide = await page.evaluate(() => {
    const w = document.scrollingElement.scrollWidth
    if (w <= 320) return ''
    const e = [...document.body.querySelectorAll('*')].filter((x) => x.getBoundingClientRect().right > 321 && !x.closest('.scroll,[data-scroll]')).pop()
    return `${w}px at 320: ${e ? `<${e.tagName.toLowerCase()} class="${e.getAttribute('class') ?? ''}">` : ''}`
  })
  if (wide) out.push(`overflow ${wide}`)
  await page.setViewportSize(before)
}

async function axe(page, out) {
  await page.evaluate(axeSource) // a script element would be blocked by our own policy
  const found = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  )
  for (const v of found.violations) out.push(`axe ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 100)).join(' | ')}`)
}

/** Follows a page from its birth: CSP, errors, foreign requests, weight. */
export function watch(page, origin) {
  const state = { found: [], answers: [] }
  page.on('console', (m) => {
    if (/^Manifest: Line: 1, column: 1, Syntax error/.test(m.text())) return // its request ended with a page left early
    if (/Content.Security.Policy|Refused to|violates/i.test(m.text())) state.found.push(`csp: ${m.text().slice(0, 200)}`)
    else if (m.type() === 'error' && !/status of (4|5)\d\d|net::ERR_INTERNET_DISCONNECTED|net::ERR_FAILED/.test(m.text()))
      state.found.push(`console: ${m.text().slice(0, 200)}`)
  })
  page.on('pageerror', (e) => state.found.push(`page error: ${e.message}`))
  page.on('request', (r) => {
    const u = new URL(r.url())
    if (/^https?:$/.test(u.protocol) && u.origin !== origin) state.found.push(`foreign request: ${r.url()}`)
    if (r.isNavigationRequest() && r.frame() === page.mainFrame()) state.answers = []
  })
  page.on('response', (r) => state.answers.push(r))
  return state
}

async function weigh(state, limit, out) {
  const sum = { html: 0, css: 0, js: 0, all: 0 }
  const seen = new Set() // the icon of the tab comes from the cache if the page shows it too
  for (const r of state.answers) {
    if (seen.has(r.url())) continue
    const kind = { document: 'html', stylesheet: 'css', script: 'js' }[r.request().resourceType()]
    if (r.status() >= 300 && r.status() < 400) continue
    const sprite = /\.svg$/.test(new URL(r.url()).pathname)
    if (!kind && !sprite) continue // photos come after, and are weighed where they are uploaded
    seen.add(r.url())
    let size
    try {
      size = kind === 'html' ? gzipSync(await r.body()).length : (await r.request().sizes()).responseBodySize
    } catch {
      continue // gone with a navigation, or from the worker's cache
    }
    if (kind) sum[kind] += size
    sum.all += size
  }
  for (const [k, most] of Object.entries(limit.weight))
    if (sum[k] > most * 1024) out.push(`weight of ${k} ${(sum[k] / 1024).toFixed(1)} KB above ${most}`)
  if (seen.size > limit.requests) out.push(`${seen.size} requests above ${limit.requests}`)
}

export async function inspect(page, state, kind = 'resident') {
  const limit = kinds[kind]
  const out = state.found.splice(0)
  await weigh(state, limit, out)
  out.push(...(await page.evaluate(look, { target: limit.target, text: limit.text, ids: untranslated })))
  await axe(page, out)
  if (kind !== 'kiosk' && kind !== 'staff') await overflow(page, out)
  await focus(page, out)
  out.push(...state.found.splice(0))
  return out.map((s) => `${new URL(page.url()).pathname}: ${s}`)
}
