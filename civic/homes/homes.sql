-- homes_sql_building_put: two at once make one
INSERT INTO buildings (county, id, place, scope, name, address)
VALUES (:county, :id, :place, :place, :name, :address)
ON CONFLICT (county, place, name) DO NOTHING;

-- homes_sql_building_named
SELECT id, scope, row_ver FROM buildings
WHERE county = :county AND place = :place AND name = :name;

-- homes_sql_building_hold: whoever writes a line of it waits until its name is settled
UPDATE buildings SET row_ver = row_ver WHERE county = :county AND id = :id;

-- homes_sql_building
SELECT id, place, scope, row_ver, name, address, lat_u, lon_u FROM buildings
WHERE county = :county AND id = :id;

-- homes_sql_building_change
UPDATE buildings SET name = :name, address = :address, scope = :scope, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen;

-- homes_sql_dwelling_put
INSERT INTO dwellings (county, id, building, place, scope, door, code, purpose, rented)
VALUES (:county, :id, :building, :place, :scope, :door, :code, :purpose, :rented)
ON CONFLICT (county, building, door) DO NOTHING;

-- homes_sql_dwelling_named
SELECT id FROM dwellings WHERE county = :county AND building = :building AND door = :door;

-- homes_sql_dwelling_change
UPDATE dwellings SET door = :door, code = :code, purpose = :purpose, rented = :rented,
    row_ver = row_ver + 1
WHERE county = :county AND id = :id;

-- homes_sql_code_taken
SELECT id FROM dwellings WHERE county = :county AND code = :code AND id <> :id;

-- homes_sql_door_taken
SELECT id FROM dwellings
WHERE county = :county AND building = :building AND door = :door AND id <> :id;

-- homes_sql_building_dwellings
UPDATE dwellings SET scope = :scope WHERE county = :county AND building = :id;

-- homes_sql_building_residents
UPDATE residents SET scope = :scope WHERE county = :county AND household IN
    (SELECT h.id FROM households h JOIN dwellings d ON d.county = h.county AND d.id = h.dwelling
     WHERE h.county = :county AND d.building = :id);

-- homes_sql_building_needs
UPDATE needs SET scope = :scope WHERE county = :county AND household IN
    (SELECT h.id FROM households h JOIN dwellings d ON d.county = h.county AND d.id = h.dwelling
     WHERE h.county = :county AND d.building = :id);

-- homes_sql_building_questions
UPDATE homes_questions SET scope = :scope WHERE county = :county AND household IN
    (SELECT h.id FROM households h JOIN dwellings d ON d.county = h.county AND d.id = h.dwelling
     WHERE h.county = :county AND d.building = :id);

-- homes_sql_building_lines
SELECT h.id, d.door FROM households h
JOIN dwellings d ON d.county = h.county AND d.id = h.dwelling
WHERE h.county = :county AND d.building = :id ORDER BY h.id;

-- homes_sql_dwelling_lines
SELECT id FROM households WHERE county = :county AND dwelling = :id ORDER BY id;

-- homes_sql_line_set
UPDATE households SET line = :line, sorted = :sorted, found = :found, scope = :scope,
    row_ver = row_ver + 1
WHERE county = :county AND id = :id;

-- homes_sql_household_put
INSERT INTO households (county, id, dwelling, place, scope, line, sorted, found, added_ms)
VALUES (:county, :id, :dwelling, :place, :scope, :line, :sorted, :found, :now);

-- homes_sql_household_touch: the row that owns all of a household
UPDATE households SET row_ver = row_ver + 1
WHERE county = :county AND id = :id AND (:seen = 0 OR row_ver = :seen);

-- homes_sql_household
SELECT h.scope, h.row_ver, h.line, h.dwelling, d.building, d.door, d.code, d.purpose, d.rented,
    h.place, h.sorted
FROM households h JOIN dwellings d ON d.county = h.county AND d.id = h.dwelling
WHERE h.county = :county AND h.id = :id;

-- homes_sql_household_drop
DELETE FROM households WHERE county = :county AND id = :id;

-- homes_sql_dwelling_drop: when nobody lives there any more
DELETE FROM dwellings WHERE county = :county AND id = :id AND NOT EXISTS
    (SELECT 1 FROM households h WHERE h.county = :county AND h.dwelling = :id);

-- homes_sql_building_drop
DELETE FROM buildings WHERE county = :county AND id = :id AND NOT EXISTS
    (SELECT 1 FROM dwellings d WHERE d.county = :county AND d.building = :id);

-- homes_sql_resident_put
INSERT INTO residents (county, id, household, person, place, scope, relation, stay, consent,
    consent_day, keep_until_day, name_index, phone_index, id_index)
VALUES (:county, :id, :household, :person, :place, :scope, :relation, :stay, :consent,
    :consent_day, :keep_until, :name_index, :phone_index, :id_index);

-- homes_sql_resident_change
UPDATE residents SET relation = :relation, stay = :stay, consent = :consent,
    consent_day = :consent_day, keep_until_day = :keep_until, name_index = :name_index,
    phone_index = :phone_index, id_index = :id_index, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND household = :household AND row_ver = :seen;

-- homes_sql_resident_drop
DELETE FROM residents WHERE county = :county AND id = :id AND household = :household
RETURNING person;

-- homes_sql_residents: the head first
SELECT id, row_ver, person, relation, stay, consent, consent_day, keep_until_day FROM residents
WHERE county = :county AND household = :household
ORDER BY CASE relation WHEN 'head' THEN 0 ELSE 1 END, id LIMIT :max;

-- homes_sql_resident
SELECT row_ver, person FROM residents
WHERE county = :county AND id = :id AND household = :household;

-- homes_sql_resident_by_id
SELECT household, id FROM residents WHERE county = :county AND id_index = :id_index;

-- homes_sql_residents_number
SELECT COUNT(*) FROM residents WHERE county = :county AND household = :household;

-- homes_sql_need_put
INSERT INTO needs (county, id, household, resident, place, scope, kind, every_days, next_day)
VALUES (:county, :id, :household, :resident, :place, :scope, :kind, :every_days, :next_day);

-- homes_sql_needs
SELECT id, row_ver, kind, resident, every_days, last_day, next_day FROM needs
WHERE county = :county AND household = :household ORDER BY next_day, id LIMIT :max;

-- homes_sql_need_drop
DELETE FROM needs WHERE county = :county AND id = :id AND household = :household;

-- homes_sql_need_take: as it was put
DELETE FROM needs
WHERE county = :county AND id = :id AND household = :household AND row_ver = 1;

-- homes_sql_named
SELECT COUNT(*) FROM residents
WHERE county = :county AND name_index = :name AND scope BETWEEN :lo AND :hi;

-- homes_sql_resident_needs_drop
DELETE FROM needs WHERE county = :county AND household = :household AND resident = :resident;

-- homes_sql_household_needs_drop
DELETE FROM needs WHERE county = :county AND household = :household;

-- homes_sql_visited
UPDATE needs SET last_day = :day,
    next_day = CASE WHEN :next = 0 THEN :day + every_days ELSE :next END, row_ver = row_ver + 1
WHERE county = :county AND household = :household AND last_day <= :day;

-- homes_sql_question_put
INSERT INTO homes_questions (county, id, household, resident, place, scope, kind, asked_ms)
VALUES (:county, :id, :household, :resident, :place, :scope, :kind, :now);

-- homes_sql_questions
SELECT id, household, resident, kind, asked_ms FROM homes_questions
WHERE county = :county AND household = :household AND answered_ms = 0 ORDER BY id LIMIT :max;

-- homes_sql_question_answer
UPDATE homes_questions SET answered_ms = :now, answered_by = :actor
WHERE county = :county AND id = :id AND household = :household AND answered_ms = 0;

-- homes_sql_household_questions_drop
DELETE FROM homes_questions WHERE county = :county AND household = :household;

-- homes_sql_resident_questions_drop
DELETE FROM homes_questions
WHERE county = :county AND household = :household AND resident = :resident;

-- homes_sql_list
SELECT h.id, h.scope, h.line FROM households h
WHERE h.county = :county AND h.scope BETWEEN :lo AND :hi
  AND (h.scope BETWEEN :lo1 AND :hi1 OR h.scope BETWEEN :lo2 AND :hi2
    OR h.scope BETWEEN :lo3 AND :hi3 OR h.scope BETWEEN :lo4 AND :hi4)
  AND (h.scope, h.sorted, h.id) > (:scope, :sorted, :after)
  AND (CAST(:need AS text) = '' OR EXISTS (SELECT 1 FROM needs n
       WHERE n.county = :county AND n.household = h.id AND n.next_day <= :due
         AND (CAST(:need AS text) = 'any' OR n.kind = :need)))
  AND (:asked = 0 OR EXISTS (SELECT 1 FROM homes_questions q
       WHERE q.county = :county AND q.household = h.id AND q.answered_ms = 0))
ORDER BY h.scope, h.sorted, h.id LIMIT :n;

-- homes_sql_search
SELECT h.id, h.scope, h.line FROM households h
WHERE h.county = :county AND h.scope BETWEEN :lo AND :hi
  AND (h.scope BETWEEN :lo1 AND :hi1 OR h.scope BETWEEN :lo2 AND :hi2
    OR h.scope BETWEEN :lo3 AND :hi3 OR h.scope BETWEEN :lo4 AND :hi4)
  AND (h.scope, h.sorted, h.id) > (:scope, :sorted, :after)
  AND (CAST(:need AS text) = '' OR EXISTS (SELECT 1 FROM needs n
       WHERE n.county = :county AND n.household = h.id AND n.next_day <= :due
         AND (CAST(:need AS text) = 'any' OR n.kind = :need)))
  AND (:asked = 0 OR EXISTS (SELECT 1 FROM homes_questions q
       WHERE q.county = :county AND q.household = h.id AND q.answered_ms = 0))
  AND (h.found LIKE :like ESCAPE '!'
    OR h.id IN (SELECT r.household FROM residents r
       WHERE r.county = :county AND r.name_index = :name)
    OR h.id IN (SELECT r.household FROM residents r
       WHERE r.county = :county AND r.phone_index = :phone)
    OR h.id IN (SELECT r.household FROM residents r
       WHERE r.county = :county AND r.id_index = :id_number))
ORDER BY h.scope, h.sorted, h.id LIMIT :n;

-- homes_sql_count
SELECT COUNT(*) FROM households h
WHERE h.county = :county AND h.scope BETWEEN :lo AND :hi
  AND (h.scope BETWEEN :lo1 AND :hi1 OR h.scope BETWEEN :lo2 AND :hi2
    OR h.scope BETWEEN :lo3 AND :hi3 OR h.scope BETWEEN :lo4 AND :hi4);

-- homes_sql_count_at: where of a range households lie
SELECT scope, COUNT(*) FROM households
WHERE county = :county AND scope BETWEEN :lo AND :hi GROUP BY scope ORDER BY scope;

-- homes_sql_count_residents
SELECT COUNT(*) FROM residents h
WHERE h.county = :county AND h.scope BETWEEN :lo AND :hi
  AND (h.scope BETWEEN :lo1 AND :hi1 OR h.scope BETWEEN :lo2 AND :hi2
    OR h.scope BETWEEN :lo3 AND :hi3 OR h.scope BETWEEN :lo4 AND :hi4);

-- homes_sql_kept_counties [global]: where somebody's data may be kept no longer
SELECT DISTINCT county FROM residents
WHERE keep_until_day > 0 AND keep_until_day < (CAST(:now AS bigint) + 28800000) / 86400000 LIMIT 200;

-- homes_sql_kept
SELECT household, id FROM residents
WHERE county = :county AND keep_until_day > 0 AND keep_until_day < :today
ORDER BY keep_until_day, id LIMIT :n;

-- homes_sql_buildings: of a place, by name
SELECT id, place, scope, row_ver, name, address, lat_u, lon_u FROM buildings
WHERE county = :county AND scope BETWEEN :lo AND :hi ORDER BY name, id LIMIT :max;

-- homes_sql_buildings_rekey
UPDATE buildings SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM buildings WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- homes_sql_dwellings_rekey
UPDATE dwellings SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM dwellings WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- homes_sql_households_rekey
UPDATE households SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM households WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- homes_sql_residents_rekey
UPDATE residents SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM residents WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- homes_sql_needs_rekey
UPDATE needs SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM needs WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- homes_sql_questions_rekey
UPDATE homes_questions SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM homes_questions
     WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- homes_sql_any
SELECT id FROM households WHERE county = :county LIMIT 1;
