/** One address against nginx serving the same bytes from disk, in turns. */
export async function against(b, files, url, what, at, target, headers = {}) {
  const r = await fetch(url + at, { headers: { ...headers, 'accept-encoding': 'identity' } })
  const bytes = Buffer.from(await r.arrayBuffer())
  if (!r.ok) throw new Error(`${at}: ${r.status}`)
  files.put('page.html', bytes)
  const t = b.inTurns(b.rounds, () => b.wrk(url + at, { headers }).rate, () => b.wrk(files.url + '/page.html').rate)
  b.row({ what: `${what}, ${(bytes.length / 1024).toFixed(1)} KB (nginx ${Math.round(t.theirs)}/s)`, value: t.ours, unit: '/s', ratio: t.ratio, target })
}
