-- facts_sql_add [sqlite]: the one writer commits in this order, so the number is the next
INSERT INTO facts (county, subject, id, pos, at_ms, place, scope, subject_kind, kind, was, now,
    reason, payload, audience, actor_county, actor, post, via)
VALUES (:county, :subject, :id,
    COALESCE((SELECT MAX(pos) FROM facts WHERE county = :county AND pos IS NOT NULL), 0) + 1,
    :at, :place, :scope, :subject_kind, :kind, :was, :to, :reason, :payload, :audience,
    :actor_county, :actor, :post, :via)
RETURNING pos;
-- facts_sql_add [pg]: transactions commit in any order, the sequencer numbers what it sees
INSERT INTO facts (county, subject, id, pos, at_ms, place, scope, subject_kind, kind, was, now,
    reason, payload, audience, actor_county, actor, post, via)
VALUES (:county, :subject, :id, NULL,
    :at, :place, :scope, :subject_kind, :kind, :was, :to, :reason, :payload, :audience,
    :actor_county, :actor, :post, :via)
RETURNING pos;

-- facts_sql_list
SELECT id, pos, at_ms, place, scope, subject_kind, subject, kind, was, now, reason, payload,
    audience, actor_county, actor, post, via
FROM facts WHERE county = :county AND subject = :subject AND id > :after
    AND subject_kind = :subject_kind AND audience <= :audience
ORDER BY id LIMIT :max;
-- facts_sql_count
SELECT COUNT(*) FROM facts WHERE county = :county AND subject = :subject
    AND subject_kind = :subject_kind AND kind = :kind;
-- facts_sql_since
SELECT id, pos, at_ms, place, scope, subject_kind, subject, kind, was, now, reason, payload,
    audience, actor_county, actor, post, via
FROM facts WHERE county = :county AND pos > :pos ORDER BY pos LIMIT :max;
-- facts_sql_newest: for the auditor
SELECT id, pos, at_ms, place, scope, subject_kind, subject, kind, was, now, reason, payload,
    audience, actor_county, actor, post, via
FROM facts
WHERE county = :county AND pos < :before AND at_ms >= :from AND at_ms < :until
    AND (CAST(:kind AS text) = '' OR kind = :kind) AND (CAST(:actor AS bigint) = 0 OR actor = :actor)
ORDER BY pos DESC LIMIT :max;
-- facts_sql_last
SELECT COALESCE(MAX(pos), 0) FROM facts WHERE county = :county AND pos IS NOT NULL;

-- facts_sql_waiting: committed and not numbered
SELECT subject, id FROM facts WHERE county = :county AND pos IS NULL ORDER BY id LIMIT 500;
-- facts_sql_number
UPDATE facts SET pos = :pos WHERE county = :county AND subject = :subject AND id = :id
    AND pos IS NULL;
-- facts_sql_head
SELECT pos FROM fact_heads WHERE county = :county;
-- facts_sql_head_add
INSERT INTO fact_heads (county, pos) VALUES (:county, 0) ON CONFLICT (county) DO NOTHING;
-- facts_sql_head_move: changes no row if another sequencer was here
UPDATE fact_heads SET pos = :pos WHERE county = :county AND pos = :seen;

-- facts_sql_cursor
SELECT pos FROM fact_cursors WHERE county = :county AND subscriber = :subscriber;
-- facts_sql_cursor_move: never backwards
INSERT INTO fact_cursors (county, subscriber, pos) VALUES (:county, :subscriber, :pos)
ON CONFLICT (county, subscriber) DO UPDATE SET pos = excluded.pos, error = ''
WHERE fact_cursors.pos = :seen;
-- facts_sql_cursor_back: only by somebody who wants everything told again
UPDATE fact_cursors SET pos = 0, error = '' WHERE county = :county AND subscriber = :subscriber;
-- facts_sql_cursor_error
UPDATE fact_cursors SET error = :error WHERE county = :county AND subscriber = :subscriber;

-- facts_sql_counties [global]: where the sequencer or a subscriber has something to do
SELECT DISTINCT county FROM facts WHERE pos IS NULL
UNION
SELECT c.county FROM fact_cursors c WHERE c.pos < (
    SELECT MAX(f.pos) FROM facts f WHERE f.county = c.county AND f.pos IS NOT NULL)
UNION
SELECT h.county FROM fact_heads h WHERE NOT EXISTS (
    SELECT 1 FROM fact_cursors c WHERE c.county = h.county)
LIMIT 200;
-- facts_sql_heads [global]: how far each county is, for live pages
SELECT h.county, (
    SELECT MAX(f.pos) FROM facts f WHERE f.county = h.county AND f.pos IS NOT NULL)
FROM fact_heads h;
