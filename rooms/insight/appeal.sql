-- appeal_sql_add: one unit appeals once about a case
INSERT INTO case_appeals (county, id, case_id, org, account, body, at_ms)
VALUES (:county, :id, :case_id, :org, :account, :body, :now)
ON CONFLICT (county, case_id, org) DO NOTHING;
-- appeal_sql_find
SELECT id, case_id, org, account, body, answer, at_ms FROM case_appeals
WHERE county = :county AND id = :id;
-- appeal_sql_answer
UPDATE case_appeals SET answer = :answer WHERE county = :county AND id = :id;
-- appeal_sql_list: newest first, of places or of organisations that the reader sees
SELECT a.id FROM case_appeals a JOIN matters m ON m.county = a.county AND m.id = a.id
WHERE a.county = :county AND m.county = :county AND a.id < :before
    AND (m.scope BETWEEN :lo1 AND :hi1 OR m.scope BETWEEN :lo2 AND :hi2
        OR m.scope BETWEEN :lo3 AND :hi3 OR m.scope BETWEEN :lo4 AND :hi4
        OR a.org IN (:org1, :org2, :org3, :org4))
ORDER BY a.id DESC LIMIT :max;
-- appeal_sql_exclude
INSERT INTO case_exclusions (county, id, appeal, at_ms) VALUES (:county, :id, :appeal, :now)
ON CONFLICT (county, id) DO NOTHING;
