// A demo database made large as years of work make it: reports by the crowd of fill.c, all shown to
// the public as if staff had released each, one every five minutes until now, and all but the
// newest hundred brought to their end.
import { spawnSync } from 'node:child_process'
import path from 'node:path'

const WAITING = 100

const life = `
  CREATE TEMP TABLE crowd AS SELECT id, row_number() OVER (ORDER BY id DESC) - 1 AS age FROM cases
    WHERE body LIKE 'the lamp at gate %';
  CREATE UNIQUE INDEX temp.crowd_id ON crowd (id);
  CREATE TEMP TABLE old AS SELECT id, age FROM crowd WHERE age >= ${WAITING};
  CREATE UNIQUE INDEX temp.old_id ON old (id);
  BEGIN;
  UPDATE matters SET listed = 1;
  UPDATE cases SET shown = 1;
  UPDATE matters SET opened_ms = opened_ms - crowd.age * 300000 FROM crowd WHERE crowd.id = matters.id;
  UPDATE cases SET opened_ms = opened_ms - crowd.age * 300000 FROM crowd WHERE crowd.id = cases.id;
  UPDATE matters SET state = 'ended', is_open = 0, outcome = 'solved', word = 'yes', until_ms = NULL,
    closed_ms = opened_ms + 172800000 WHERE id IN (SELECT id FROM old);
  UPDATE cases SET open = 0 WHERE id IN (SELECT id FROM old);
  UPDATE tasks SET state = 'done', closed_ms = opened_ms + 86400000 WHERE matter IN (SELECT id FROM old);
  UPDATE clocks SET state = 'met', next_ms = NULL, stopped_ms = due_ms WHERE matter IN (SELECT id FROM old);
  COMMIT;
`

/** For serve({ prepare }): `total` more cases in the folder's database. */
export function fill(b, dir, total) {
  const db = path.join(dir, 'demo.db')
  const [r] = b.program('fill', [db, path.join(dir, 'demo.keys'), String(total)])
  const lived = spawnSync('sqlite3', ['-bail', db, life], { encoding: 'utf8' })
  if (lived.status !== 0) throw new Error(`sqlite3: ${lived.stderr}`)
  return r
}
