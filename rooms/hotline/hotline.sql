-- hotline_sql_call_insert
INSERT INTO hotline_calls (county, id, person, matter, kind, account, at_ms)
VALUES (:county, :id, :person, :matter, :kind, :account, :now);

-- hotline_sql_calls_of: what else a person called about
SELECT matter FROM hotline_calls WHERE county = :county AND person = :person
ORDER BY id DESC LIMIT 20;

-- hotline_sql_back_again: the number waits already
UPDATE hotline_backs SET calls = calls + 1
WHERE county = :county AND phone_index = :phone AND state = 'open';

-- hotline_sql_back_insert
INSERT INTO hotline_backs (county, id, scope, person, phone_index, state, calls, tries, called_ms,
    tried_ms, account)
VALUES (:county, :id, :scope, :person, :phone, 'open', 1, 0, :called, 0, 0);

-- hotline_sql_row [part]
SELECT id, scope, person, state, calls, tries, called_ms, tried_ms, row_ver FROM hotline_backs
WHERE county = :county;

-- hotline_sql_backs
@row AND state = 'open' AND (scope BETWEEN :lo1 AND :hi1 OR scope BETWEEN :lo2 AND :hi2
    OR scope BETWEEN :lo3 AND :hi3 OR scope BETWEEN :lo4 AND :hi4)
ORDER BY called_ms, id LIMIT :max;

-- hotline_sql_back
@row AND id = :id;

-- hotline_sql_back_end
UPDATE hotline_backs SET state = :state, tries = :tries, tried_ms = :now, account = :account,
    row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen AND state = 'open';

-- hotline_sql_rekey
UPDATE hotline_backs SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM hotline_backs WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- hotline_sql_refs: of one system, whose result has not gone back
SELECT r.matter, r.id, r.number, r.due_ms, r.wins, r.state, m.number, m.title, m.outcome,
    m.closed_ms, m.scope, c.reply, c.reply_org
FROM outside_refs r JOIN matters m ON m.county = r.county AND m.id = r.matter
JOIN cases c ON c.county = r.county AND c.id = r.matter
WHERE r.county = :county AND m.county = :county AND c.county = :county
    AND r.system = :system AND r.state <> 'returned'
    AND ((:filter = 'open') OR (:filter = 'to_enter' AND r.state = 'to_enter')
        OR (:filter = 'ready' AND r.state = 'entered' AND m.is_open = 0 AND c.reply <> ''))
    AND (m.scope BETWEEN :lo1 AND :hi1 OR m.scope BETWEEN :lo2 AND :hi2
        OR m.scope BETWEEN :lo3 AND :hi3 OR m.scope BETWEEN :lo4 AND :hi4)
ORDER BY r.number, r.id LIMIT :max;

-- hotline_sql_typed
SELECT CAST(COALESCE(SUM(fields), 0) AS bigint) FROM outside_typed
WHERE county = :county AND system = :system AND at_ms >= :from AND at_ms < :to;
