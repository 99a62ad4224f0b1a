/** Signs a demo account in: the cookies to send. */
export async function signIn(url, account) {
  const page = await fetch(`${url}/staff/login`)
  const jar = page.headers.getSetCookie().map((c) => c.split(';')[0])
  const form = new URLSearchParams({ login: account, password: 'linli-demo' })
  for (const m of (await page.text()).matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) form.set(m[1], m[2])
  const r = await fetch(`${url}/staff/login`, { method: 'POST', body: form, redirect: 'manual', headers: { cookie: jar.join('; ') } })
  const cookie = [...jar, ...r.headers.getSetCookie().map((c) => c.split(';')[0])].join('; ')
  if (r.status !== 303) throw new Error(`sign-in of ${account}: ${r.status}`)
  return cookie
}
