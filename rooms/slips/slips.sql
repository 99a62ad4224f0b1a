-- slips_sql_insert
INSERT INTO slips (county, id, scope, case_id, number, account, org, handler, ask, door, code, state,
    tries, made_ms, until_ms, answered_ms, way, outcome, answer, ended_by)
VALUES (:county, :id, :scope, :case_id, :number, :account, :org, :handler, :ask, :door, :code, 'open',
    0, :now, :until, 0, '', '', '', 0);

-- slips_sql_row [part]
SELECT id, scope, case_id, row_ver, account, org, number, handler, ask, state, tries, made_ms,
    until_ms, answered_ms, way, outcome, answer FROM slips
WHERE county = :county;

-- slips_sql_find
@row AND id = :id;

-- slips_sql_waiting: of the county; whose they are is asked of each
@row AND state IN ('open', 'answered') ORDER BY id DESC LIMIT :max;

-- slips_sql_is_code
SELECT code, door FROM slips WHERE county = :county AND id = :id;

-- slips_sql_wrong
UPDATE slips SET tries = tries + 1
WHERE county = :county AND id = :id AND state = 'open' AND tries < :most;

-- slips_sql_answer_by_code: whoever is first; nothing that has changed since the code was looked at
UPDATE slips SET state = 'answered', way = 'code', outcome = :outcome, answer = :answer,
    answered_ms = :now, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND state = 'open' AND code = :code AND tries < :most
    AND until_ms > :now;

-- slips_sql_answer_on_paper: also of a slip whose code is over
UPDATE slips SET state = 'answered', way = 'paper', outcome = :outcome, answer = :answer,
    answered_ms = :now, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND state = 'open' AND row_ver = :seen;

-- slips_sql_end
UPDATE slips SET state = :to, ended_by = :account, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND state = :was AND row_ver = :seen;

-- slips_sql_rekey
UPDATE slips SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM slips WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);
