-- callout_sql_insert
INSERT INTO callouts (county, id, scope, case_id, category, urgency, body, spot, measured, lat_u,
    lon_u, called_ms, due_ms)
VALUES (:county, :id, :scope, :case_id, :category, :urgency, :body, :spot, :measured, :lat, :lon,
    :now, :now);

-- callout_sql_due: from the clock, once it runs
UPDATE callouts SET due_ms = :due WHERE county = :county AND id = :id;

-- callout_sql_of [part]
SELECT case_id, category, urgency, body, spot, measured, lat_u, lon_u, called_ms, due_ms, id
FROM callouts;

-- callout_sql_find
@of WHERE county = :county AND id = :id;

-- callout_sql_of_case: newest first
@of WHERE county = :county AND case_id = :case_id AND case_id <> 0 ORDER BY id DESC LIMIT :max;

-- callout_sql_urgency
SELECT urgency FROM callouts WHERE county = :county AND id = :id;

-- callout_sql_take_case: changes no row if somebody made a case of it first
UPDATE callouts SET row_ver = row_ver + 1
WHERE county = :county AND id = :id AND case_id = 0;

-- callout_sql_set_case
UPDATE callouts SET case_id = :case_id WHERE county = :county AND id = :id AND case_id = 0;

-- callout_sql_unit_insert
INSERT INTO callout_units (county, callout, org) VALUES (:county, :callout, :org);

-- callout_sql_unit_answer: once
UPDATE callout_units SET answer = :answer, answered_ms = :now, account = :account,
    reason = :reason, words = :words, metres = :metres
WHERE county = :county AND callout = :callout AND org = :org AND answer = '';

-- callout_sql_unit_seen: once
UPDATE callout_units SET seen = :seen, seen_ms = :now
WHERE county = :county AND callout = :callout AND org = :org AND answer = 'arrived' AND seen = '';

-- callout_sql_units
SELECT u.org, o.name, u.answer, u.answered_ms, u.account, u.reason, u.words, u.metres, u.seen,
    u.seen_ms
FROM callout_units u JOIN orgs o ON o.county = u.county AND o.id = u.org
WHERE u.county = :county AND u.callout = :callout ORDER BY o.name, u.org LIMIT :max;

-- callout_sql_unit_count: the silent, and those whose coming nobody has confirmed or denied
SELECT CAST(COALESCE(SUM(CASE WHEN answer = '' THEN 1 ELSE 0 END), 0) AS bigint),
    CAST(COALESCE(SUM(CASE WHEN answer = 'arrived' AND seen = '' THEN 1 ELSE 0 END), 0) AS bigint)
FROM callout_units WHERE county = :county AND callout = :callout;

-- callout_sql_note_insert
INSERT INTO callout_notes (county, callout, id, account, body, at_ms)
VALUES (:county, :callout, :id, :account, :body, :now);

-- callout_sql_notes
SELECT account, body, at_ms FROM callout_notes WHERE county = :county AND callout = :id
ORDER BY id LIMIT :max;

-- callout_sql_limits
SELECT urgency, amount, unit, row_ver FROM callout_limits WHERE county = :county;

-- callout_sql_limit_set: changes no row if somebody set it first
INSERT INTO callout_limits (county, urgency, amount, unit)
VALUES (:county, :urgency, :amount, :unit)
ON CONFLICT (county, urgency) DO UPDATE SET amount = excluded.amount, unit = excluded.unit,
    row_ver = callout_limits.row_ver + 1
WHERE callout_limits.row_ver = :seen;

-- callout_sql_figures: per organisation, by the callouts of the period (so CROSS JOIN); what was
-- called off is nobody's, nor is what may still be answered in time
SELECT u.org, o.name, COUNT(*),
    CAST(SUM(CASE WHEN u.answer = 'arrived' AND u.seen <> 'no' AND u.answered_ms <= c.due_ms
        THEN 1 ELSE 0 END) AS bigint),
    CAST(SUM(CASE WHEN u.answer = 'arrived' AND u.seen <> 'no' AND u.answered_ms > c.due_ms
        THEN 1 ELSE 0 END) AS bigint),
    CAST(SUM(CASE WHEN u.answer = 'refused' THEN 1 ELSE 0 END) AS bigint),
    CAST(SUM(CASE WHEN u.answer = '' THEN 1 ELSE 0 END) AS bigint),
    CAST(SUM(CASE WHEN u.seen = 'no' THEN 1 ELSE 0 END) AS bigint)
FROM callouts c
    CROSS JOIN callout_units u
    JOIN matters m ON m.county = c.county AND m.id = c.id
    JOIN orgs o ON o.county = u.county AND o.id = u.org
WHERE c.county = :county AND u.county = :county AND u.callout = c.id
    AND c.called_ms >= :from AND c.called_ms < :until
    AND (c.scope BETWEEN :lo1 AND :hi1 OR c.scope BETWEEN :lo2 AND :hi2
        OR c.scope BETWEEN :lo3 AND :hi3 OR c.scope BETWEEN :lo4 AND :hi4)
    AND m.outcome <> 'void' AND (u.answer <> '' OR c.due_ms < :now)
GROUP BY u.org, o.name ORDER BY o.name, u.org;

-- callout_sql_rekey: today's codes of a renumbered place
UPDATE callouts SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM callouts WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- callout_sql_list: of the actor's places, newest first
SELECT c.id FROM callouts c JOIN matters m ON m.county = c.county AND m.id = c.id
WHERE c.county = :county AND c.id < :before AND m.is_open = :open
    AND (c.scope BETWEEN :lo1 AND :hi1 OR c.scope BETWEEN :lo2 AND :hi2
        OR c.scope BETWEEN :lo3 AND :hi3 OR c.scope BETWEEN :lo4 AND :hi4)
ORDER BY c.id DESC LIMIT :max;
