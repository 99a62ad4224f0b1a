-- rolls_sql_import_put
INSERT INTO roll_imports (county, id, place, scope, kind, state, file_name, file_hash, signature,
    office, heads, mapping, remembered, source, basis, purpose, keep_until_day, account, made_ms,
    key_wrapped)
VALUES (:county, :id, :scope, :scope, :kind, 'draft', :file_name, :file_hash, :signature, :office,
    :heads, :mapping, :remembered, :source, :basis, :purpose, :keep_until, :account, :now, :key);

-- rolls_sql_file_known
SELECT id, made_ms, scope FROM roll_imports
WHERE county = :county AND file_hash = :file_hash AND kind = :kind
  AND state IN ('storing', 'stored', 'undoing')
ORDER BY id DESC LIMIT 1;

-- rolls_sql_import
SELECT scope, row_ver, account, kind, file_name, source, basis, purpose, state, keep_until_day,
    made_ms, stored_ms, n_rows, good, refused, known, asked, done, kept, heads, mapping, remembered,
    signature, office
FROM roll_imports WHERE county = :county AND id = :id;

-- rolls_sql_imports
SELECT id FROM roll_imports r
WHERE r.county = :county
  AND (r.scope BETWEEN :lo1 AND :hi1 OR r.scope BETWEEN :lo2 AND :hi2
    OR r.scope BETWEEN :lo3 AND :hi3 OR r.scope BETWEEN :lo4 AND :hi4)
ORDER BY r.id DESC LIMIT :n;

-- rolls_sql_key
SELECT key_wrapped FROM roll_imports WHERE county = :county AND id = :id;

-- rolls_sql_key_counties [global]: the rotation goes from county to county
SELECT DISTINCT county FROM roll_imports WHERE key_wrapped IS NOT NULL;

-- rolls_sql_keys
SELECT id, key_wrapped FROM roll_imports
WHERE county = :county AND id > :after AND key_wrapped IS NOT NULL ORDER BY id LIMIT :n;

-- rolls_sql_rewrap
UPDATE roll_imports SET key_wrapped = :new
WHERE county = :county AND id = :id AND key_wrapped = :old;

-- rolls_sql_counts
UPDATE roll_imports SET n_rows = :n_rows, good = :good, refused = :refused, known = :known,
    asked = :asked, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND state = 'draft';

-- rolls_sql_mapping
UPDATE roll_imports SET mapping = :mapping, remembered = 1, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND state = 'draft' AND row_ver = :seen;

-- rolls_sql_state: nobody else was faster
UPDATE roll_imports SET state = :to, row_ver = row_ver + 1,
    stored_ms = CASE WHEN :to = 'storing' THEN :now ELSE stored_ms END
WHERE county = :county AND id = :id AND state = :from AND (:seen = 0 OR row_ver = :seen);

-- rolls_sql_progress
UPDATE roll_imports SET done = done + :done, kept = kept + :kept
WHERE county = :county AND id = :id AND state = :state;

-- rolls_sql_row_put
INSERT INTO roll_rows (county, import, n, family, state, why, asked, raw, fields)
VALUES (:county, :import, :n, :family, :state, :why, :asked, :raw, :fields);

-- rolls_sql_rows_refused
SELECT n, why, asked, fields, household FROM roll_rows
WHERE county = :county AND import = :import AND n > :after AND state IN ('refused', 'known')
ORDER BY n LIMIT :max;

-- rolls_sql_rows_asked
SELECT n, why, asked, fields, household FROM roll_rows
WHERE county = :county AND import = :import AND n > :after AND state IN ('good', 'stored')
  AND asked <> 0
ORDER BY n LIMIT :max;

-- rolls_sql_rows_good
SELECT n, why, asked, fields, household FROM roll_rows
WHERE county = :county AND import = :import AND n > :after
  AND state IN ('good', 'stored', 'kept', 'undone')
ORDER BY n LIMIT :max;

-- rolls_sql_rows_raw
SELECT n, raw FROM roll_rows WHERE county = :county AND import = :import AND n > :after
ORDER BY n LIMIT :max;

-- rolls_sql_row_judge
UPDATE roll_rows SET family = :family, state = :state, why = :why, asked = :asked,
    fields = :fields
WHERE county = :county AND import = :import AND n = :n;

-- rolls_sql_rows_next
SELECT n, family, asked, fields FROM roll_rows
WHERE county = :county AND import = :import AND state = 'good' ORDER BY n LIMIT :max;

-- rolls_sql_row_made
UPDATE roll_rows SET state = 'stored', raw = NULL, household = :household, resident = :resident,
    need = :need, opened = :opened, fields = NULL
WHERE county = :county AND import = :import AND n = :n;

-- rolls_sql_row_refuse
UPDATE roll_rows SET state = 'refused', why = :why
WHERE county = :county AND import = :import AND n = :n;

-- rolls_sql_rows_made: newest first, as they are taken back
SELECT n, household, resident, need, opened FROM roll_rows
WHERE county = :county AND import = :import AND state = 'stored' ORDER BY n DESC LIMIT :max;

-- rolls_sql_row_undone
UPDATE roll_rows SET state = :state
WHERE county = :county AND import = :import AND n = :n;

-- rolls_sql_remembered
SELECT mapping FROM roll_mappings
WHERE county = :county AND office = :office AND signature = :signature;

-- rolls_sql_remember
INSERT INTO roll_mappings (county, office, signature, mapping, set_ms)
VALUES (:county, :office, :signature, :mapping, :now)
ON CONFLICT (county, office, signature) DO UPDATE SET mapping = excluded.mapping,
    set_ms = excluded.set_ms;

-- rolls_sql_work_counties [global]: where something is to be stored, taken back or forgotten
SELECT DISTINCT county FROM roll_imports
WHERE state IN ('storing', 'undoing')
   OR (state = 'draft' AND made_ms < CAST(:now AS bigint) - 86400000)
   OR (key_wrapped IS NOT NULL AND made_ms < CAST(:now AS bigint) - 2678400000)
LIMIT 200;

-- rolls_sql_work
SELECT id, state FROM roll_imports
WHERE county = :county AND state IN ('storing', 'undoing') ORDER BY id LIMIT 1;

-- rolls_sql_old
SELECT id, state FROM roll_imports
WHERE county = :county AND ((state = 'draft' AND made_ms < :draft)
   OR (key_wrapped IS NOT NULL AND state IN ('stored', 'undone') AND made_ms < :old))
ORDER BY id LIMIT 1;

-- rolls_sql_rows_drop
DELETE FROM roll_rows WHERE county = :county AND import = :import AND n IN
    (SELECT n FROM roll_rows WHERE county = :county AND import = :import LIMIT :most);

-- rolls_sql_import_drop
DELETE FROM roll_imports WHERE county = :county AND id = :id AND state = 'draft';

-- rolls_sql_key_drop
UPDATE roll_imports SET key_wrapped = NULL WHERE county = :county AND id = :id;

-- rolls_sql_imports_rekey
UPDATE roll_imports SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM roll_imports
     WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);
