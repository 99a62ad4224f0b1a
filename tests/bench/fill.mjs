// A demo database made large: reports by the crowd of fill.c, and shown to the public as if staff had
// released each.
import { spawnSync } from 'node:child_process'
import path from 'node:path'

/** For serve({ prepare }): `total` more cases in the folder's database. */
export function fill(b, dir, total) {
  const db = path.join(dir, 'demo.db')
  const [r] = b.program('fill', [db, path.join(dir, 'demo.keys'), String(total)])
  const shown = spawnSync('sqlite3', [db, 'UPDATE cases SET shown = 1; UPDATE matters SET listed = 1;'], { encoding: 'utf8' })
  if (shown.status !== 0) throw new Error(`sqlite3: ${shown.stderr}`)
  return r
}
