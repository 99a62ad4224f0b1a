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
