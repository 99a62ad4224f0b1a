-- edition_sql_newest: of the editions that touch a range
SELECT MAX(day) FROM place_editions WHERE lo <= :hi AND hi >= :lo;
-- edition_sql_loaded
INSERT INTO place_editions (day, lo, hi, loaded_ms) VALUES (:day, :lo, :hi, :now)
ON CONFLICT (day, lo) DO UPDATE SET hi = excluded.hi, loaded_ms = excluded.loaded_ms;
-- edition_sql_any: is anything known in this range
SELECT code FROM places WHERE code BETWEEN :lo AND :hi AND valid_to IS NULL LIMIT 1;
-- edition_sql_copy
INSERT INTO places (code, valid_from, county, level, name)
VALUES (:code, :day, :county, :level, :name);
-- edition_sql_copy_counties
INSERT INTO counties (county, valid_from, code) VALUES (:county, :day, :code);
-- edition_sql_open: today's rows of a county below the county itself
SELECT code, level, name FROM places
WHERE code BETWEEN :lo AND :hi AND valid_to IS NULL AND level IN ('town', 'community')
ORDER BY code;
-- edition_sql_open_level
SELECT code, name FROM places
WHERE code BETWEEN :lo AND :hi AND valid_to IS NULL AND level = :level ORDER BY code;
-- edition_sql_close
UPDATE places SET valid_to = :day, successor = :successor
WHERE code = :code AND valid_to IS NULL;
-- edition_sql_put: the same edition may be loaded again
INSERT INTO places (code, valid_from, county, level, name)
VALUES (:code, :day, :county, :level, :name)
ON CONFLICT (code, valid_from) DO UPDATE SET name = excluded.name, valid_to = NULL,
  successor = NULL;
-- edition_sql_county_close
UPDATE counties SET valid_to = :day WHERE county = :county AND valid_to IS NULL;
-- edition_sql_county_put
INSERT INTO counties (county, valid_from, code) VALUES (:county, :day, :code)
ON CONFLICT (county, valid_from) DO UPDATE SET code = excluded.code, valid_to = NULL;
-- edition_sql_county_taken
SELECT CAST(SUM(CASE WHEN county = :county THEN 1 ELSE 0 END) AS bigint), MAX(county)
FROM counties WHERE county = :county OR county >= 900000;

-- edition_sql_move_add
INSERT INTO place_moves (county, edition, seq, lo, hi, keep, shift)
VALUES (:county, :edition, :seq, :lo, :hi, :keep, :shift)
ON CONFLICT (county, edition, seq) DO UPDATE SET lo = excluded.lo, hi = excluded.hi,
  keep = excluded.keep, shift = excluded.shift, done_ms = NULL;
-- edition_sql_move_last
SELECT MAX(seq) FROM place_moves WHERE county = :county AND edition = :edition;
-- edition_sql_move_next
SELECT edition, seq, lo, hi, keep, shift FROM place_moves
WHERE county = :county AND done_ms IS NULL ORDER BY edition, seq LIMIT 1;
-- edition_sql_move_done
UPDATE place_moves SET done_ms = :now WHERE county = :county AND edition = :edition AND seq = :seq;
-- edition_sql_moving [global]: counties with something left to re-key
SELECT DISTINCT county FROM place_moves WHERE done_ms IS NULL LIMIT 200;

-- edition_sql_grids_close
UPDATE grids SET valid_to = :day, successor = code * :keep + :shift, row_ver = row_ver + 1
WHERE county = :county AND code BETWEEN :lo AND :hi AND valid_to IS NULL;
-- edition_sql_grids_open
INSERT INTO grids (county, code, scope, valid_from, kind, name, parts, lat, lon, purpose,
  households, duty, row_ver)
SELECT county, successor, successor, :day, kind, name, parts, lat, lon, purpose, households,
  duty + successor - code, 1 FROM grids
WHERE county = :county AND code BETWEEN :lo AND :hi AND valid_to = :day AND successor IS NOT NULL
  AND 1 = :keep;
-- edition_sql_grids_parked
DELETE FROM grids WHERE county = :county AND code < 0 AND valid_to IS NOT NULL;
-- edition_sql_shapes_move
UPDATE place_shapes SET code = code + :shift WHERE county = :county AND code BETWEEN :lo AND :hi;
-- edition_sql_shapes_drop
DELETE FROM place_shapes WHERE county = :county AND code BETWEEN :lo AND :hi;
-- edition_sql_rooms_move
UPDATE room_switches SET place = place + :shift
WHERE county = :county AND place BETWEEN :lo AND :hi;
-- edition_sql_rooms_drop
DELETE FROM room_switches WHERE county = :county AND place BETWEEN :lo AND :hi;
-- edition_sql_flows_move
UPDATE place_flows SET place = place + :shift
WHERE county = :county AND place BETWEEN :lo AND :hi;
-- edition_sql_flows_drop
DELETE FROM place_flows WHERE county = :county AND place BETWEEN :lo AND :hi;
-- edition_sql_phones_move
UPDATE place_phones SET place = place + :shift
WHERE county = :county AND place BETWEEN :lo AND :hi;
-- edition_sql_phones_drop
DELETE FROM place_phones WHERE county = :county AND place BETWEEN :lo AND :hi;
-- edition_sql_aliases_move
UPDATE place_aliases SET code = code + :shift WHERE code BETWEEN :lo AND :hi;
