-- freeze_sql_month: changes no row if it is frozen already
INSERT INTO frozen_months (county, month, at_ms, account) VALUES (:county, :month, :now, :account)
ON CONFLICT (county, month) DO NOTHING;
-- freeze_sql_put
INSERT INTO frozen_figures (county, month, grouped, part, counts)
VALUES (:county, :month, :grouped, :part, :counts);
-- freeze_sql_find
SELECT at_ms, account FROM frozen_months WHERE county = :county AND month = :month;
-- freeze_sql_figures
SELECT counts FROM frozen_figures
WHERE county = :county AND month = :month AND grouped = :grouped AND part = :part;

-- freeze_sql_rule: the newest
SELECT rev, body, account, at_ms FROM score_rules WHERE county = :county ORDER BY rev DESC LIMIT 1;
-- freeze_sql_rule_put: a unique key keeps two at once apart
INSERT INTO score_rules (county, rev, body, account, at_ms)
VALUES (:county, :rev, :body, :account, :now);

-- freeze_sql_sample_put
INSERT INTO case_samples (county, id, scope, from_ms, until_ms, seed, among, account, at_ms)
VALUES (:county, :id, :scope, :from, :until, :seed, :among, :account, :now);
-- freeze_sql_item_put
INSERT INTO case_sample_items (county, sample, case_id, turn)
VALUES (:county, :sample, :case_id, :turn);
-- freeze_sql_samples: newest first
SELECT id, scope, from_ms, until_ms, seed, among, account, at_ms FROM case_samples
WHERE county = :county AND id < :before AND (scope BETWEEN :lo1 AND :hi1
    OR scope BETWEEN :lo2 AND :hi2 OR scope BETWEEN :lo3 AND :hi3 OR scope BETWEEN :lo4 AND :hi4)
ORDER BY id DESC LIMIT :max;
-- freeze_sql_sample
SELECT id, scope, from_ms, until_ms, seed, among, account, at_ms FROM case_samples
WHERE county = :county AND id = :id;
-- freeze_sql_items
SELECT case_id, verdict, account, at_ms FROM case_sample_items
WHERE county = :county AND sample = :sample ORDER BY turn;
-- freeze_sql_verdict
UPDATE case_sample_items SET verdict = :verdict, account = :account, at_ms = :now
WHERE county = :county AND sample = :sample AND case_id = :case_id;
-- freeze_sql_rekey_samples
UPDATE case_samples SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM case_samples WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);
