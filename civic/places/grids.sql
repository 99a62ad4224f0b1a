-- grids_sql_find: today's
SELECT g.code, g.row_ver, g.kind, g.name, g.parts, g.lat, g.lon, s.outline, s.made_up
FROM grids g LEFT JOIN place_shapes s ON s.county = g.county AND s.code = g.code
WHERE g.county = :county AND g.code = :code AND g.valid_to IS NULL;
-- grids_sql_list
SELECT g.code, g.row_ver, g.kind, g.name, g.parts, g.lat, g.lon, NULL, 0
FROM grids g WHERE g.county = :county AND g.scope BETWEEN :lo AND :hi AND g.valid_to IS NULL
ORDER BY g.code LIMIT :n;
-- grids_sql_list_shapes
SELECT g.code, g.row_ver, g.kind, g.name, g.parts, g.lat, g.lon, s.outline, s.made_up
FROM grids g LEFT JOIN place_shapes s ON s.county = g.county AND s.code = g.code
WHERE g.county = :county AND g.scope BETWEEN :lo AND :hi AND g.valid_to IS NULL
ORDER BY g.code LIMIT :n;
-- grids_sql_last: the highest number a community ever gave
SELECT MAX(code) FROM grids WHERE county = :county AND code BETWEEN :lo AND :hi;
-- grids_sql_add
INSERT INTO grids
  (county, code, scope, valid_from, kind, name, parts, lat, lon, row_ver)
VALUES (:county, :code, :code, :day, :kind, :name, :parts, :lat, :lon, 1);
-- grids_sql_change
UPDATE grids SET kind = :kind, name = :name, parts = :parts, lat = :lat, lon = :lon,
  row_ver = row_ver + 1
WHERE county = :county AND code = :code AND row_ver = :seen AND valid_to IS NULL;
-- grids_sql_close
UPDATE grids SET valid_to = :day, successor = :successor, row_ver = row_ver + 1
WHERE county = :county AND code = :code AND row_ver = :seen AND valid_to IS NULL;
-- grids_sql_shape
SELECT outline FROM place_shapes WHERE county = :county AND code = :code;
-- grids_sql_shapes: for the index; outlines of closed grids are gone
SELECT code, outline FROM place_shapes WHERE county = :county ORDER BY code;
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
