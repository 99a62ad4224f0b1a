-- group_sql_insert
INSERT INTO case_groups (county, case_id, name, told, told_ms, account, done)
VALUES (:county, :case_id, :name, '', 0, :account, 0);

-- group_sql_open: of the reader's places, newest first
SELECT g.case_id, g.name, g.told, g.told_ms, g.row_ver FROM case_groups g
JOIN matters m ON m.county = g.county AND m.id = g.case_id
WHERE g.county = :county AND m.county = :county AND g.done = 0
    AND (m.scope BETWEEN :lo1 AND :hi1 OR m.scope BETWEEN :lo2 AND :hi2
        OR m.scope BETWEEN :lo3 AND :hi3 OR m.scope BETWEEN :lo4 AND :hi4)
ORDER BY g.case_id DESC LIMIT :max;

-- group_sql_told
UPDATE case_groups SET told = :told, told_ms = :now, account = :account, done = :done,
    row_ver = row_ver + 1
WHERE county = :county AND case_id = :case_id AND row_ver = :seen AND done = 0;
