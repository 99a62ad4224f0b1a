-- duty_sql_seen [part]: what the reader may see of a place
WHERE b.county = :county AND b.scope BETWEEN :lo AND :hi
    AND (b.scope BETWEEN :lo1 AND :hi1 OR b.scope BETWEEN :lo2 AND :hi2
        OR b.scope BETWEEN :lo3 AND :hi3 OR b.scope BETWEEN :lo4 AND :hi4)
    AND (b.hidden = 0 OR b.scope BETWEEN :plo1 AND :phi1 OR b.scope BETWEEN :plo2 AND :phi2
        OR b.scope BETWEEN :plo3 AND :phi3 OR b.scope BETWEEN :plo4 AND :phi4)
    AND (b.about = 0 OR NOT EXISTS (SELECT 1 FROM parties p
        WHERE p.county = :county AND p.matter = b.matter AND p.role = 'subject'
            AND (p.account = :me AND p.org = 0 OR p.org IN (:org1, :org2, :org3, :org4))));

-- duty_sql_list: by the moment it needs somebody
SELECT b.matter, b.need_ms, b.due_ms, b.since_ms, b.stage, b.task, b.urgent, b.taken, b.near
FROM duty_rows b @seen
    AND (:stage = '' AND b.stage <> 'confirm' OR b.stage = :stage)
    AND b.due_ms BETWEEN :due_from AND :due_to
    AND (b.need_ms, b.matter) > (:after_need, :after)
ORDER BY b.need_ms, b.matter LIMIT :max;

-- duty_sql_count
SELECT b.stage, COUNT(*), CAST(COALESCE(SUM(CASE WHEN b.due_ms < :now THEN 1 ELSE 0 END), 0) AS bigint),
    CAST(COALESCE(SUM(CASE WHEN b.due_ms BETWEEN :now AND :night THEN 1 ELSE 0 END), 0) AS bigint)
FROM duty_rows b @seen GROUP BY b.stage;

-- duty_sql_places
SELECT b.scope, COUNT(*), CAST(COALESCE(SUM(CASE WHEN b.due_ms < :now THEN 1 ELSE 0 END), 0) AS bigint)
FROM duty_rows b @seen AND b.stage <> 'confirm' GROUP BY b.scope ORDER BY b.scope LIMIT :max;

-- duty_sql_put
INSERT INTO duty_rows (county, matter, scope, stage, task, need_ms, due_ms, since_ms, urgent,
    hidden, about, taken, near)
VALUES (:county, :matter, :scope, :stage, :task, :need, :due, :since, :urgent, :hidden, :about,
    :taken, :near)
ON CONFLICT (county, matter) DO UPDATE SET scope = excluded.scope, stage = excluded.stage,
    task = excluded.task, need_ms = excluded.need_ms, due_ms = excluded.due_ms,
    since_ms = excluded.since_ms, urgent = excluded.urgent, hidden = excluded.hidden,
    about = excluded.about, taken = excluded.taken, near = excluded.near;

-- duty_sql_drop
DELETE FROM duty_rows WHERE county = :county AND matter = :matter;

-- duty_sql_near: of a case whose neighbour came or went
UPDATE duty_rows SET near = :near WHERE county = :county AND matter = :matter
    AND stage IN ('new', 'dispatch');

-- duty_sql_rekey: today's codes of a renumbered place
UPDATE duty_rows SET scope = scope * :keep + :shift WHERE county = :county AND matter IN
    (SELECT matter FROM duty_rows WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- duty_sql_choices: of the last cases of a kind, by unit, and how many of them in one town
SELECT c.org, COUNT(*), CAST(COALESCE(SUM(CASE WHEN c.town = :town THEN 1 ELSE 0 END), 0) AS bigint)
FROM (SELECT l.org, l.town FROM duty_choices l WHERE l.county = :county AND l.code = :code
    ORDER BY l.opened_ms DESC, l.matter DESC LIMIT :most) AS c
GROUP BY c.org ORDER BY COUNT(*) DESC, c.org;

-- duty_sql_choice_put
INSERT INTO duty_choices (county, matter, code, town, org, opened_ms)
VALUES (:county, :matter, :code, :town, :org, :opened)
ON CONFLICT (county, matter) DO UPDATE SET code = excluded.code, town = excluded.town,
    org = excluded.org;
-- duty_sql_choice_drop
DELETE FROM duty_choices WHERE county = :county AND matter = :matter;

-- duty_sql_rekey_choices
UPDATE duty_choices SET town = town * :keep + :shift WHERE county = :county AND matter IN
    (SELECT matter FROM duty_choices WHERE county = :county AND town BETWEEN :lo AND :hi LIMIT :most);

-- duty_sql_log_add
INSERT INTO duty_log (county, fact, at_ms, scope, what) VALUES (:county, :fact, :at, :scope, :what)
ON CONFLICT (county, fact) DO NOTHING;
-- duty_sql_log_count
SELECT what, COUNT(*) FROM duty_log
WHERE county = :county AND at_ms >= :from AND at_ms < :to AND scope BETWEEN :lo AND :hi
GROUP BY what;
-- duty_sql_log_forget
DELETE FROM duty_log WHERE county = :county AND at_ms < :before;

-- duty_sql_shift_last: when the one before ended
SELECT to_ms FROM duty_shifts WHERE county = :county AND scope = :scope
ORDER BY to_ms DESC LIMIT 1;
-- duty_sql_shift_add: a shift is handed over once
INSERT INTO duty_shifts (county, id, scope, from_ms, to_ms, giver, taker, notes, figures, named)
VALUES (:county, :id, :scope, :from, :to, :giver, :taker, :notes, :figures, :named)
ON CONFLICT (county, scope, from_ms) DO NOTHING;
-- duty_sql_shift_take
UPDATE duty_shifts SET taker = :taker, taken_ms = :now
WHERE county = :county AND id = :id AND taken_ms = 0;
-- duty_sql_shift_row [part]
SELECT id, scope, from_ms, to_ms, giver, taker, taken_ms, notes, figures, named FROM duty_shifts;
-- duty_sql_shift_find
@shift_row WHERE county = :county AND id = :id;
-- duty_sql_shift_list
@shift_row WHERE county = :county AND id < :before
    AND (scope BETWEEN :lo1 AND :hi1 OR scope BETWEEN :lo2 AND :hi2
        OR scope BETWEEN :lo3 AND :hi3 OR scope BETWEEN :lo4 AND :hi4)
ORDER BY id DESC LIMIT :max;

-- duty_sql_rekey_log
UPDATE duty_log SET scope = scope * :keep + :shift WHERE county = :county AND fact IN
    (SELECT fact FROM duty_log WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);
-- duty_sql_rekey_shifts
UPDATE duty_shifts SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM duty_shifts WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);
