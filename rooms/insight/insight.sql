-- insight_sql_steps: the moments under which a case's counts lie
SELECT pos, at_report, at_verify, at_accept, at_file, at_dispatch, at_handle, at_check, at_close,
    at_word
FROM case_steps WHERE county = :county AND id = :id;

-- insight_sql_steps_put
INSERT INTO case_steps (county, id, pos, scope, org, category, source, left_out, word, returns,
    reworks, extensions, holds, reopens, reported_ms, verified_ms, verify_due_ms, accepted_ms,
    accept_due_ms, filed_ms, file_due_ms, dispatched_ms, dispatch_due_ms, handled_ms,
    handle_due_ms, checked_ms, check_due_ms, closed_ms, close_due_ms, first_closed_ms, at_verify,
    at_accept, at_dispatch, at_handle, at_check, at_close, at_report, at_file, at_word)
VALUES (:county, :id, :pos, :scope, :org, :category, :source, :left_out, :word, :returns,
    :reworks, :extensions, :holds, :reopens, :reported, :verified, :verify_due, :accepted,
    :accept_due, :filed, :file_due, :dispatched, :dispatch_due, :handled, :handle_due, :checked,
    :check_due, :closed, :close_due, :first_closed, :at_verify, :at_accept, :at_dispatch,
    :at_handle, :at_check, :at_close, :at_report, :at_file, :at_word)
ON CONFLICT (county, id) DO UPDATE SET pos = excluded.pos, scope = excluded.scope,
    org = excluded.org, category = excluded.category, source = excluded.source,
    left_out = excluded.left_out, word = excluded.word, returns = excluded.returns,
    reworks = excluded.reworks, extensions = excluded.extensions, holds = excluded.holds,
    reopens = excluded.reopens, reported_ms = excluded.reported_ms,
    verified_ms = excluded.verified_ms, verify_due_ms = excluded.verify_due_ms,
    accepted_ms = excluded.accepted_ms, accept_due_ms = excluded.accept_due_ms,
    filed_ms = excluded.filed_ms, file_due_ms = excluded.file_due_ms,
    dispatched_ms = excluded.dispatched_ms, dispatch_due_ms = excluded.dispatch_due_ms,
    handled_ms = excluded.handled_ms, handle_due_ms = excluded.handle_due_ms,
    checked_ms = excluded.checked_ms, check_due_ms = excluded.check_due_ms,
    closed_ms = excluded.closed_ms, close_due_ms = excluded.close_due_ms,
    first_closed_ms = excluded.first_closed_ms, at_verify = excluded.at_verify,
    at_accept = excluded.at_accept, at_dispatch = excluded.at_dispatch,
    at_handle = excluded.at_handle, at_check = excluded.at_check, at_close = excluded.at_close,
    at_report = excluded.at_report, at_file = excluded.at_file, at_word = excluded.at_word;

-- insight_sql_excluded
SELECT appeal FROM case_exclusions WHERE county = :county AND id = :id;

-- insight_sql_count_drop
DELETE FROM case_counts
WHERE county = :county AND step = :step AND at_ms = :at AND id = :id;
-- insight_sql_count_put
INSERT INTO case_counts (county, step, at_ms, id, scope, org, category, bits, took_ms)
VALUES (:county, :step, :at, :id, :scope, :org, :category, :bits, :took)
ON CONFLICT (county, step, at_ms, id) DO UPDATE SET scope = excluded.scope, org = excluded.org,
    category = excluded.category, bits = excluded.bits, took_ms = excluded.took_ms;

-- insight_sql_key [part]: what a row is grouped by
CASE CAST(:by AS text)
    WHEN 'place' THEN CAST(scope / CAST(:unit AS bigint) * CAST(:unit AS bigint) AS text)
    WHEN 'org' THEN CAST(org AS text) WHEN 'category' THEN category ELSE '' END;
-- insight_sql_some [part]: a step's rows of a period, of a part of the county
FROM case_counts
WHERE county = :county AND step = :step AND at_ms >= :from AND at_ms < :until
    AND scope BETWEEN :lo AND :hi AND (CAST(:org AS bigint) = 0 OR org = :org)
    AND (CAST(:category AS text) = '' OR category = :category);

-- insight_sql_figures
SELECT @key AS grouped, bits, COUNT(*), CAST(COALESCE(SUM(took_ms), 0) AS bigint), COUNT(took_ms)
@some GROUP BY 1, 2 ORDER BY 1, 2;

-- insight_sql_times: median and 90th percentile of what the step took, by nearest rank; exact
SELECT grouped, n, rank, took_ms FROM (
    SELECT grouped, took_ms, ROW_NUMBER() OVER (PARTITION BY grouped ORDER BY took_ms, id) AS rank,
        COUNT(*) OVER (PARTITION BY grouped) AS n
    FROM (SELECT @key AS grouped, took_ms, id @some AND took_ms IS NOT NULL
        AND (bits & CAST(:excluded AS bigint)) = 0) t) r
WHERE rank = (n + 1) / 2 OR rank = n / 2 + 1 OR rank = (9 * n + 9) / 10
ORDER BY grouped, rank;

-- insight_sql_cases: those that one count stands for, newest first
SELECT id, at_ms, bits @some AND (bits & CAST(:bit AS bigint)) <> 0
    AND (at_ms < CAST(:before_ms AS bigint) OR at_ms = CAST(:before_ms AS bigint) AND id < :before)
ORDER BY at_ms DESC, id DESC LIMIT :max;

-- insight_sql_lying_in: cases of places that get another code
SELECT id FROM case_steps
WHERE county = :county AND scope BETWEEN :lo AND :hi ORDER BY scope, id LIMIT :most;
