-- grids_sql_find: today's
SELECT g.code, g.row_ver, g.kind, g.name, g.parts, g.lat, g.lon, g.purpose, g.households, g.duty,
  g.valid_from, s.outline, s.made_up
FROM grids g LEFT JOIN place_shapes s ON s.county = g.county AND s.code = g.code
WHERE g.county = :county AND g.code = :code AND g.valid_to IS NULL;
-- grids_sql_list
SELECT g.code, g.row_ver, g.kind, g.name, g.parts, g.lat, g.lon, g.purpose, g.households, g.duty,
  g.valid_from, NULL, 0
FROM grids g WHERE g.county = :county AND g.scope BETWEEN :lo AND :hi AND g.valid_to IS NULL
ORDER BY g.code LIMIT :n;
-- grids_sql_list_shapes
SELECT g.code, g.row_ver, g.kind, g.name, g.parts, g.lat, g.lon, g.purpose, g.households, g.duty,
  g.valid_from, s.outline, s.made_up
FROM grids g LEFT JOIN place_shapes s ON s.county = g.county AND s.code = g.code
WHERE g.county = :county AND g.scope BETWEEN :lo AND :hi AND g.valid_to IS NULL
ORDER BY g.code LIMIT :n;
-- grids_sql_closed: a community's retired grids, the last to go first
SELECT code, name, purpose, valid_from, valid_to, successor FROM grids
WHERE county = :county AND code BETWEEN :lo AND :hi AND valid_to IS NOT NULL
ORDER BY valid_to DESC, code LIMIT :n;
-- grids_sql_used: every number a community ever gave
SELECT DISTINCT code FROM grids WHERE county = :county AND code BETWEEN :lo AND :hi ORDER BY code;
-- grids_sql_counts: how many grids each community has
SELECT g.scope / 1000 * 1000, CAST(COUNT(*) AS bigint) FROM grids g
WHERE g.county = :county AND g.scope BETWEEN :lo AND :hi AND g.valid_to IS NULL
GROUP BY g.scope / 1000 * 1000;
-- grids_sql_last: the highest number a community ever gave
SELECT MAX(code) FROM grids WHERE county = :county AND code BETWEEN :lo AND :hi;
-- grids_sql_add
INSERT INTO grids (county, code, scope, valid_from, kind, name, parts, lat, lon, purpose,
  households, duty, row_ver)
VALUES (:county, :code, :code, :day, :kind, :name, :parts, :lat, :lon, :purpose, :households,
  :duty, 1);
-- grids_sql_change
UPDATE grids SET kind = :kind, name = :name, parts = :parts, lat = :lat, lon = :lon,
  purpose = :purpose, households = :households, duty = :duty, row_ver = row_ver + 1
WHERE county = :county AND code = :code AND row_ver = :seen AND valid_to IS NULL;
-- grids_sql_close
UPDATE grids SET valid_to = :day, successor = :successor, row_ver = row_ver + 1
WHERE county = :county AND code = :code AND row_ver = :seen AND valid_to IS NULL;
-- grids_sql_shape
SELECT outline FROM place_shapes WHERE county = :county AND code = :code;
-- grids_sql_shapes: for the index: outlines of divisions, and of the grids that cases go by. Where
-- a community has social grids those, else its unit grids, each by its responsibility grid.
SELECT CASE WHEN g.purpose = 'unit' AND g.duty IS NOT NULL THEN g.duty ELSE s.code END, s.outline
FROM place_shapes s
LEFT JOIN grids g ON g.county = s.county AND g.code = s.code AND g.valid_to IS NULL
WHERE s.county = :county AND (g.purpose IS NULL OR g.purpose <> 'unit' OR NOT EXISTS (
  SELECT 1 FROM grids o WHERE o.county = g.county AND o.valid_to IS NULL AND o.purpose = 'social'
    AND o.scope BETWEEN g.scope / 1000 * 1000 AND g.scope / 1000 * 1000 + 999))
ORDER BY s.code;
-- grids_sql_communities: outlines of communities
SELECT code, outline FROM place_shapes
WHERE county = :county AND code % 1000 = 0 AND code % 1000000 <> 0 ORDER BY code;
-- grids_sql_shape_past
INSERT INTO place_shapes_past (county, code, until_ms, outline, made_up)
SELECT county, code, CAST(:now AS bigint), outline, made_up FROM place_shapes
WHERE county = :county AND code = :code
ON CONFLICT (county, code, until_ms) DO NOTHING;
-- grids_sql_shape_set
INSERT INTO place_shapes (county, code, outline, made_up)
VALUES (:county, :code, :outline, :made_up)
ON CONFLICT (county, code) DO UPDATE SET outline = excluded.outline, made_up = excluded.made_up;
-- grids_sql_shape_drop
DELETE FROM place_shapes WHERE county = :county AND code = :code;
-- grids_sql_version
SELECT version FROM place_versions WHERE county = :county;
-- grids_sql_version_up
INSERT INTO place_versions (county, version) VALUES (:county, 1)
ON CONFLICT (county) DO UPDATE SET version = place_versions.version + 1;
