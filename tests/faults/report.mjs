// The report form and the desk, as a browser without script uses them: a page is fetched, its
// hidden keys are sent back with what was filled in.
export const slug = 'hzy'
export const lamp = 'facility-0118'

const text = (html) => html.replace(/<[^>]*>/g, ' ').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&').replace(/\s+/g, ' ')
const unescaped = (s) => text(s)

/** Cookies and a base address: { get(path), post(path, form), cookies }. */
export class Visitor {
  constructor(url) {
    this.url = url
    this.cookies = new Map()
  }
  async ask(method, at, body, headers = {}) {
    const cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ')
    const r = await fetch(this.url + at, { method, body, redirect: 'manual', headers: { origin: this.url, ...(cookie && { cookie }), ...headers } })
    for (const line of r.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/)
      if (value) this.cookies.set(name, value)
      else this.cookies.delete(name)
    }
    const html = await r.text()
    return { status: r.status, location: r.headers.get('location') ?? '', html, text: text(html) }
  }
  get(at) {
    return this.ask('GET', at)
  }
  post(at, form, headers) {
    return this.ask('POST', at, form, headers)
  }
}

/** The hidden fields of the form that posts to an address, and holds a piece of text. */
export function hidden(html, action, holding = '') {
  for (const m of html.matchAll(new RegExp(`<form[^>]*action="${action}"[^>]*>(.*?)</form>`, 'gs'))) {
    if (!m[1].includes(holding)) continue
    return Object.fromEntries([...m[1].matchAll(/<input type="hidden" name="([^"]+)"(?: id="[^"]*")? value="([^"]*)"/g)].map((f) => [f[1], unescaped(f[2])]))
  }
  throw new Error(`no form to ${action} with ${holding}: ${text(html).slice(0, 300)}`)
}

export function formOf(fields, files = []) {
  const f = new FormData()
  for (const [k, v] of Object.entries(fields)) f.append(k, v)
  for (const [name, bytes, filename, type] of files) f.append(name, new Blob([bytes], { type }), filename)
  return f
}

/** A report form just opened: its keys, with a street lamp filled in. Throws with .page otherwise. */
export async function opened(v, more = {}) {
  const page = await v.get(`/c/${slug}/report`)
  if (page.status !== 200) throw Object.assign(new Error(`the form: ${page.status} ${page.text.slice(0, 300)}`), { page })
  return { ...hidden(page.html, `/c/${slug}/report`), code: lamp, spot: '3号楼前', wants_private: '1', ...more }
}

export const send = (v, fields, files) => v.post(`/c/${slug}/report`, formOf(fields, files))
export const numberIn = (a) => a.location.match(/\/cases\/([A-Z0-9-]+)\?new=1/)?.[1]

/** Opens, fills and sends a report: the number shown, or undefined. */
export async function report(v, more) {
  return numberIn(await send(v, await opened(v, more)))
}

/** Signs staff in on a new visit. */
export async function staff(url, login) {
  const v = new Visitor(url)
  const page = await v.get('/staff/login')
  const r = await v.post('/staff/login', new URLSearchParams({ ...hidden(page.html, '/staff/login'), login, password: 'linli-demo' }))
  if (r.status !== 303) throw new Error(`${login} cannot sign in: ${r.status} ${r.text.slice(0, 300)}`)
  return v
}

/** The keys of the form of one step at the desk; throws where the step is not offered. */
export async function stepForm(v, no, move) {
  const page = await v.get(`/desk/cases/${no}`)
  return hidden(page.html, `/desk/cases/${no}/move`, `name="move" value="${move}"`)
}
export const step = (v, no, fields, files) => v.post(`/desk/cases/${no}/move`, formOf(fields, files))
