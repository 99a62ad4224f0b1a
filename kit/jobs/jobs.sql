-- jobs_sql_lease_take: changes no row while somebody else holds it
INSERT INTO leases (county, holder, until_ms) VALUES (:county, :holder, :until)
ON CONFLICT (county) DO UPDATE SET holder = excluded.holder, until_ms = excluded.until_ms
WHERE leases.holder = excluded.holder OR leases.until_ms < :now;

-- jobs_sql_timer_set: a timer of this name that exists is moved
INSERT INTO timers (county, id, kind, name, due_ms, ref, payload)
VALUES (:county, :id, :kind, :name, :due, :ref, :payload)
ON CONFLICT (county, kind, name) DO UPDATE SET due_ms = excluded.due_ms, ref = excluded.ref,
    payload = excluded.payload, state = 0, error = '';
-- jobs_sql_timer_drop
DELETE FROM timers WHERE county = :county AND kind = :kind AND name = :name;
-- jobs_sql_timer_take: the row goes in the same transaction as its effect
DELETE FROM timers WHERE county = :county AND id = :id AND state = 0 AND due_ms <= :now;
-- jobs_sql_timer_fail
UPDATE timers SET state = 3, error = :error WHERE county = :county AND id = :id;
-- jobs_sql_timers_due [sqlite]: its planner would read all of the county's instead
SELECT id, kind, name, due_ms, ref, payload FROM timers INDEXED BY timers_due
WHERE county = :county AND state = 0 AND due_ms <= :now ORDER BY due_ms, id LIMIT 50;
-- jobs_sql_timers_due [pg]
SELECT id, kind, name, due_ms, ref, payload FROM timers
WHERE county = :county AND state = 0 AND due_ms <= :now ORDER BY due_ms, id LIMIT 50;
-- jobs_sql_timer_counties [global] [sqlite]
SELECT DISTINCT county FROM timers INDEXED BY timers_due
WHERE state = 0 AND due_ms <= :now LIMIT 200;
-- jobs_sql_timer_counties [global] [pg]
SELECT DISTINCT county FROM timers WHERE state = 0 AND due_ms <= :now LIMIT 200;

-- jobs_sql_send
INSERT INTO outbox (county, id, kind, name, payload, next_ms)
VALUES (:county, :id, :kind, :name, :payload, :now)
ON CONFLICT (county, kind, name) DO NOTHING;
-- jobs_sql_claim [sqlite]: the outer state = 0 is what keeps two workers from the same row
UPDATE outbox SET state = 1, lease_ms = :until, tries = tries + 1
WHERE county = :county AND state = 0 AND id IN (
    SELECT id FROM outbox INDEXED BY outbox_waiting
    WHERE county = :county AND state = 0 AND next_ms <= :now ORDER BY id LIMIT 20)
RETURNING id, kind, name, payload, tries;
-- jobs_sql_claim [pg]
UPDATE outbox SET state = 1, lease_ms = :until, tries = tries + 1
WHERE county = :county AND state = 0 AND id IN (
    SELECT id FROM outbox WHERE county = :county AND state = 0 AND next_ms <= :now
    ORDER BY id LIMIT 20)
RETURNING id, kind, name, payload, tries;
-- jobs_sql_unclaim [sqlite]: whoever claimed these is gone
UPDATE outbox INDEXED BY outbox_claimed SET state = 0
WHERE county = :county AND state = 1 AND lease_ms < :now;
-- jobs_sql_unclaim [pg]
UPDATE outbox SET state = 0 WHERE county = :county AND state = 1 AND lease_ms < :now;
-- jobs_sql_sent
UPDATE outbox SET state = 2, done_ms = :now, error = ''
WHERE county = :county AND id = :id AND state = 1;
-- jobs_sql_later
UPDATE outbox SET state = 0, next_ms = :next, error = :error
WHERE county = :county AND id = :id AND state = 1;
-- jobs_sql_given_up
UPDATE outbox SET state = 3, done_ms = :now, error = :error
WHERE county = :county AND id = :id AND state = 1;
-- jobs_sql_outbox_counties [global] [sqlite]
SELECT county FROM outbox INDEXED BY outbox_waiting WHERE state = 0 AND next_ms <= :now
UNION
SELECT county FROM outbox INDEXED BY outbox_claimed WHERE state = 1 AND lease_ms < :now LIMIT 200;
-- jobs_sql_outbox_counties [global] [pg]
SELECT county FROM outbox WHERE state = 0 AND next_ms <= :now
UNION
SELECT county FROM outbox WHERE state = 1 AND lease_ms < :now LIMIT 200;
-- jobs_sql_forget: sent a week ago, in batches
DELETE FROM outbox WHERE county = :county AND state = 2 AND id IN (
    SELECT id FROM outbox WHERE county = :county AND state = 2 AND done_ms < :before LIMIT 500);

-- jobs_sql_trouble_messages [sqlite]
SELECT id, done_ms, kind, name, error, tries FROM outbox INDEXED BY outbox_failed
WHERE county = :county AND state = 3 ORDER BY id DESC LIMIT :max;
-- jobs_sql_trouble_messages [pg]
SELECT id, done_ms, kind, name, error, tries FROM outbox
WHERE county = :county AND state = 3 ORDER BY id DESC LIMIT :max;
-- jobs_sql_trouble_timers [sqlite]
SELECT id, due_ms, kind, name, error FROM timers INDEXED BY timers_failed
WHERE county = :county AND state = 3 ORDER BY id DESC LIMIT :max;
-- jobs_sql_trouble_timers [pg]
SELECT id, due_ms, kind, name, error FROM timers
WHERE county = :county AND state = 3 ORDER BY id DESC LIMIT :max;
-- jobs_sql_retry_message
UPDATE outbox SET state = 0, tries = 0, next_ms = :now
WHERE county = :county AND id = :id AND state = 3;
-- jobs_sql_retry_timer
UPDATE timers SET state = 0, error = '' WHERE county = :county AND id = :id AND state = 3;
