-- sample_sql_counts: for tests: everything that is stored
SELECT step, at_ms, id, scope, org, bits, category, took_ms FROM case_counts
WHERE county = :county ORDER BY step, at_ms, id;

-- sample_sql_steps
SELECT left_out, word, id, scope, org, reported_ms, verified_ms, verify_due_ms, accepted_ms,
    accept_due_ms, filed_ms, file_due_ms, dispatched_ms, dispatch_due_ms, handled_ms,
    handle_due_ms, checked_ms, closed_ms, close_due_ms, first_closed_ms
FROM case_steps WHERE county = :county ORDER BY id;
