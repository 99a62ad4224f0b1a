-- places_sql_by_code: today's row
SELECT code, county, level, name FROM places WHERE code = :code AND valid_to IS NULL;
-- places_sql_last: today's row or the last one
SELECT valid_to, successor, name FROM places WHERE code = :code ORDER BY valid_from DESC LIMIT 1;
-- places_sql_former
SELECT code FROM places WHERE successor = :code AND code <> :code ORDER BY valid_to DESC LIMIT :n;
-- places_sql_list: a level below a place
SELECT p.code, p.county, p.level, p.name, a.alias FROM places p
LEFT JOIN place_aliases a ON a.code = p.code
WHERE p.code BETWEEN :lo AND :hi AND p.level = :level AND p.valid_to IS NULL
ORDER BY p.code LIMIT :n;
-- places_sql_first: the first of a level from a code on
SELECT code, county, level, name FROM places
WHERE code BETWEEN :lo AND :hi AND level = :level AND valid_to IS NULL ORDER BY code LIMIT 1;
-- places_sql_search: places that have an alias
SELECT p.code, p.county, p.level, p.name, a.alias FROM place_aliases a
JOIN places p ON p.code = a.code AND p.valid_to IS NULL
WHERE a.code BETWEEN :lo AND :hi
  AND (p.name LIKE :like ESCAPE '!' OR a.initials LIKE :begin ESCAPE '!'
    OR a.alias LIKE :begin ESCAPE '!')
ORDER BY p.code LIMIT :n;
-- places_sql_county
SELECT county FROM counties WHERE code = :code ORDER BY valid_from DESC LIMIT 1;
-- places_sql_county_code: today's code of a county
SELECT code FROM counties WHERE county = :county AND valid_to IS NULL;
-- places_sql_alias_of
SELECT alias FROM place_aliases WHERE code = :code;
-- places_sql_alias_find
SELECT code FROM place_aliases WHERE alias = :alias;
-- places_sql_alias_add
INSERT INTO place_aliases (alias, code, initials) VALUES (:alias, :code, :initials);
-- places_sql_alias_move
UPDATE place_aliases SET code = :to WHERE code = :from;

-- places_sql_phone: the nearest; ancestors end the list of places
SELECT phone, hours FROM place_phones WHERE county = :county
  AND place IN (:grid, :community, :town, :above, 0) ORDER BY place DESC LIMIT 1;
-- places_sql_phone_set
INSERT INTO place_phones (county, place, phone, hours) VALUES (:county, :place, :phone, :hours)
ON CONFLICT (county, place) DO UPDATE SET phone = excluded.phone, hours = excluded.hours;
-- places_sql_flow
SELECT flow FROM place_flows WHERE county = :county AND kind = :kind
  AND place IN (:grid, :community, :town, :above, 0) ORDER BY place DESC LIMIT 1;
-- places_sql_flow_set
INSERT INTO place_flows (county, place, kind, flow) VALUES (:county, :place, :kind, :flow)
ON CONFLICT (county, place, kind) DO UPDATE SET flow = excluded.flow;
-- places_sql_room
SELECT place, is_on, post, stand_in, row_ver FROM room_switches
WHERE county = :county AND room = :room
  AND place IN (:grid, :community, :town, :above, 0) ORDER BY place DESC LIMIT 1;
-- places_sql_rooms: every switch of a county, the widest places first
SELECT place, room, is_on, post, stand_in, row_ver FROM room_switches
WHERE county = :county ORDER BY room, place LIMIT :n;
-- places_sql_room_drop
DELETE FROM room_switches
WHERE county = :county AND place = :place AND room = :room AND row_ver = :seen;
-- places_sql_room_add
INSERT INTO room_switches
  (county, place, room, is_on, post, stand_in, changed_ms, row_ver)
VALUES (:county, :place, :room, :on, :post, :stand_in, :now, 1);
-- places_sql_room_change
UPDATE room_switches SET is_on = :on, post = :post, stand_in = :stand_in, changed_ms = :now,
  row_ver = row_ver + 1
WHERE county = :county AND place = :place AND room = :room AND row_ver = :seen;
