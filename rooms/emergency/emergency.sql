-- emergency_sql_add
INSERT INTO emergencies (county, id, place, scope, kind, level, message, message_en, speech,
    started_ms, until_ms, account, second_minutes, households, end_told)
VALUES (:county, :id, :scope, :scope, :kind, :level, :message, :message_en, :speech,
    :now, :until, :account, :second, :households, :end_told);

-- emergency_sql_place_add
INSERT INTO emergency_places (county, id, emergency, place, scope)
VALUES (:county, :id, :emergency, :place, :place);

-- emergency_sql_grid_add
INSERT INTO emergency_grids (county, id, emergency, place, scope, households)
VALUES (:county, :id, :emergency, :place, :place, :households);

-- emergency_sql_find
SELECT id, scope, kind, level, message, message_en, speech, started_ms, until_ms, ended_ms,
    ended_by, account, second_minutes, households, end_told, row_ver
FROM emergencies WHERE county = :county AND id = :id;

-- emergency_sql_running
SELECT id, scope, kind, level, message, message_en, speech, started_ms, until_ms, ended_ms,
    ended_by, account, second_minutes, households, end_told, row_ver
FROM emergencies WHERE county = :county AND ended_ms = 0 ORDER BY id DESC LIMIT :max;

-- emergency_sql_past
SELECT id, scope, kind, level, message, message_en, speech, started_ms, until_ms, ended_ms,
    ended_by, account, second_minutes, households, end_told, row_ver
FROM emergencies WHERE county = :county AND ended_ms > 0 AND started_ms < :before
ORDER BY started_ms DESC, id DESC LIMIT :max;

-- emergency_sql_places
SELECT scope FROM emergency_places WHERE county = :county AND emergency = :id
ORDER BY scope LIMIT :max;

-- emergency_sql_end: once
UPDATE emergencies SET ended_ms = :now, ended_by = :by, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND ended_ms = 0;

-- emergency_sql_extend
UPDATE emergencies SET until_ms = :until, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND ended_ms = 0 AND row_ver = :seen;

-- emergency_sql_hold: the row that owns how its households stand
UPDATE emergencies SET row_ver = row_ver WHERE county = :county AND id = :id;

-- emergency_sql_mark_add
INSERT INTO emergency_marks (county, id, emergency, household, scope, outcome, at_ms, got_ms,
    account, way)
VALUES (:county, :id, :emergency, :household, :scope, :outcome, :at, :now, :account, :way);

-- emergency_sql_call_put: the newest mark stands, in whatever order they come
INSERT INTO emergency_calls (county, emergency, household, mark, place, scope, outcome, at_ms,
    account)
VALUES (:county, :emergency, :household, :mark, :scope, :scope, :outcome, :at, :account)
ON CONFLICT (county, emergency, household) DO UPDATE SET mark = excluded.mark,
    scope = excluded.scope, outcome = excluded.outcome, at_ms = excluded.at_ms,
    account = excluded.account,
    second = CASE excluded.outcome WHEN 'no-answer' THEN emergency_calls.second ELSE 0 END
WHERE excluded.at_ms > emergency_calls.at_ms
    OR (excluded.at_ms = emergency_calls.at_ms AND excluded.mark > emergency_calls.mark);

-- emergency_sql_call_second: asked for once
UPDATE emergency_calls SET second = :second
WHERE county = :county AND emergency = :emergency AND household = :household AND mark = :mark
    AND outcome = 'no-answer' AND second = 0;

-- emergency_sql_grid_second: told once
UPDATE emergency_grids SET second = :second, second_ms = :now
WHERE county = :county AND emergency = :emergency AND scope = :scope AND second_ms = 0;

-- emergency_sql_calls
SELECT household, outcome, at_ms, account, second FROM emergency_calls
WHERE county = :county AND emergency = :emergency AND scope = :scope LIMIT :max;

-- emergency_sql_grids
SELECT scope, SUM(households), MAX(second) FROM emergency_grids
WHERE county = :county AND emergency = :emergency
    AND (scope BETWEEN :lo1 AND :hi1 OR scope BETWEEN :lo2 AND :hi2
        OR scope BETWEEN :lo3 AND :hi3 OR scope BETWEEN :lo4 AND :hi4)
GROUP BY scope ORDER BY scope LIMIT :max;

-- emergency_sql_tally
SELECT scope, outcome, COUNT(*) FROM emergency_calls
WHERE county = :county AND emergency = :emergency
    AND (scope BETWEEN :lo1 AND :hi1 OR scope BETWEEN :lo2 AND :hi2
        OR scope BETWEEN :lo3 AND :hi3 OR scope BETWEEN :lo4 AND :hi4)
GROUP BY scope, outcome;

-- emergency_sql_grids_after: to tell those who call there
SELECT id, scope FROM emergency_grids
WHERE county = :county AND emergency = :emergency AND id > :after ORDER BY id LIMIT :max;

-- emergency_sql_grids_silent: nothing was heard from all or some of them
SELECT g.scope, g.households - (SELECT COUNT(*) FROM emergency_calls c
    WHERE c.county = g.county AND c.emergency = g.emergency AND c.scope = g.scope)
FROM emergency_grids g
WHERE g.county = :county AND g.emergency = :emergency AND g.second_ms = 0
    AND g.households > (SELECT COUNT(*) FROM emergency_calls c
        WHERE c.county = g.county AND c.emergency = g.emergency AND c.scope = g.scope)
ORDER BY g.scope LIMIT :max;

-- emergency_sql_answered: when the n-th household answered
SELECT MIN(at_ms) AS first_ms FROM emergency_marks
WHERE county = :county AND emergency = :emergency AND outcome <> 'no-answer'
GROUP BY household ORDER BY first_ms LIMIT 1 OFFSET :skip;

-- emergency_sql_shown_add
INSERT INTO emergency_shown (county, emergency, household, account, at_ms)
VALUES (:county, :emergency, :household, :account, :now)
ON CONFLICT (county, emergency, household, account) DO NOTHING;

-- emergency_sql_shown
SELECT 1 FROM emergency_shown
WHERE county = :county AND emergency = :emergency AND household = :household
    AND account = :account;

-- emergency_sql_word_add
INSERT INTO emergency_words (county, id, emergency, place, scope, person, house, at_ms)
VALUES (:county, :id, :emergency, :place, :place, :person, :house, :now);

-- emergency_sql_words
SELECT id, person, house, at_ms FROM emergency_words
WHERE county = :county AND emergency = :emergency AND scope BETWEEN :lo AND :hi
ORDER BY id DESC LIMIT :max;

-- emergency_sql_rekey
UPDATE emergencies SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM emergencies WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- emergency_sql_rekey_places
UPDATE emergency_places SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM emergency_places
     WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- emergency_sql_rekey_grids
UPDATE emergency_grids SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM emergency_grids
     WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- emergency_sql_rekey_calls
UPDATE emergency_calls SET scope = scope * :keep + :shift WHERE county = :county AND mark IN
    (SELECT mark FROM emergency_calls
     WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- emergency_sql_rekey_marks
UPDATE emergency_marks SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM emergency_marks
     WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- emergency_sql_rekey_words
UPDATE emergency_words SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM emergency_words
     WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- emergency_sql_rekey_spots
UPDATE danger_spots SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM danger_spots WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);
