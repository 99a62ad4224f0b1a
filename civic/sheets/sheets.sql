-- sheets_sql_mapping
SELECT mapping FROM sheet_mappings
WHERE county = :county AND office = :office AND signature = :signature;

-- sheets_sql_remember
INSERT INTO sheet_mappings (county, office, signature, mapping, set_ms)
VALUES (:county, :office, :signature, :mapping, :now)
ON CONFLICT (county, office, signature) DO UPDATE SET mapping = excluded.mapping,
    set_ms = excluded.set_ms;

-- sheets_sql_seen
SELECT period FROM sheet_digests
WHERE county = :county AND scope = :scope AND digest = :digest AND period <> :period
ORDER BY period DESC LIMIT 1;

-- sheets_sql_note
INSERT INTO sheet_digests (county, id, place, scope, digest, period, made_ms)
VALUES (:county, :id, :scope, :scope, :digest, :period, :now)
ON CONFLICT (county, place, digest, period) DO UPDATE SET made_ms = excluded.made_ms;

-- sheets_sql_digests_rekey
UPDATE sheet_digests SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM sheet_digests
     WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);
