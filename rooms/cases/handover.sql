-- handover_sql_servers
SELECT id, name, url, jurisdiction, CASE WHEN key_sealed IS NULL THEN 0 ELSE 1 END, live
FROM handover_servers WHERE county = :county ORDER BY name LIMIT :max;

-- handover_sql_server
SELECT id, name, url, jurisdiction, CASE WHEN key_sealed IS NULL THEN 0 ELSE 1 END, live
FROM handover_servers WHERE county = :county AND id = :id;

-- handover_sql_key
SELECT key_wrapped, key_sealed FROM handover_servers
WHERE county = :county AND id = :id AND key_sealed IS NOT NULL;

-- handover_sql_server_put
INSERT INTO handover_servers (county, id, name, url, jurisdiction, live)
VALUES (:county, :id, :name, :url, :jurisdiction, :live)
ON CONFLICT (county, id) DO UPDATE SET name = excluded.name, url = excluded.url,
    jurisdiction = excluded.jurisdiction, live = excluded.live;

-- handover_sql_key_put
UPDATE handover_servers SET key_wrapped = :wrapped, key_sealed = :sealed
WHERE county = :county AND id = :id;

-- handover_sql_key_counties [global]
SELECT DISTINCT county FROM handover_servers WHERE key_wrapped IS NOT NULL;

-- handover_sql_keys
SELECT id, key_wrapped FROM handover_servers
WHERE county = :county AND id > :after AND key_wrapped IS NOT NULL
ORDER BY id LIMIT :n;

-- handover_sql_rewrap
UPDATE handover_servers SET key_wrapped = :new
WHERE county = :county AND id = :id AND key_wrapped = :old;

-- handover_sql_services
SELECT code, service FROM handover_services
WHERE county = :county AND server = :server ORDER BY code;

-- handover_sql_services_clear
DELETE FROM handover_services WHERE county = :county AND server = :server;

-- handover_sql_service_insert
INSERT INTO handover_services (county, server, code, service)
VALUES (:county, :server, :code, :service);

-- handover_sql_offers: where a category may go; the own mapping before the general one
SELECT s.id, s.name, COALESCE(own.service, other.service) FROM handover_servers s
LEFT JOIN handover_services own
    ON own.county = s.county AND own.server = s.id AND own.code = :code
LEFT JOIN handover_services other
    ON other.county = s.county AND other.server = s.id AND other.code = '*'
WHERE s.county = :county AND s.live = 1 AND COALESCE(own.service, other.service) IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM handovers h
        WHERE h.county = :county AND h.case_id = :case_id AND h.server = s.id)
ORDER BY s.name LIMIT :max;

-- handover_sql_list
SELECT h.id, h.case_id, h.server, h.account, h.state, h.attempt, h.service, h.body, h.number,
    h.token, h.said, h.notes, h.problem, h.told, h.misses, h.at_ms, s.name
FROM handovers h JOIN handover_servers s ON s.county = h.county AND s.id = h.server
WHERE h.county = :county AND h.case_id = :case_id ORDER BY h.id LIMIT :max;

-- handover_sql_find
SELECT h.id, h.case_id, h.server, h.account, h.state, h.attempt, h.service, h.body, h.number,
    h.token, h.said, h.notes, h.problem, h.told, h.misses, h.at_ms, s.name
FROM handovers h JOIN handover_servers s ON s.county = h.county AND s.id = h.server
WHERE h.county = :county AND h.id = :id;

-- handover_sql_insert
INSERT INTO handovers (county, id, case_id, server, account, state, attempt, service, body, number,
    token, said, notes, problem, told, misses, at_ms)
VALUES (:county, :id, :case_id, :server, :account, 'waiting', 1, :service, :body, '', '', '', '',
    '', '', 0, :now);

-- handover_sql_again
UPDATE handovers SET state = 'waiting', attempt = attempt + 1, problem = '', told = '',
    account = :account
WHERE county = :county AND id = :id AND state = 'failed';

-- handover_sql_result: of the look or the sending that saw the row in this state
UPDATE handovers SET state = :state, number = :number, token = :token, said = :said,
    notes = :notes, problem = :problem, told = :told, misses = :misses, at_ms = :at
WHERE county = :county AND id = :id AND state = :seen;
