-- devices_sql_by_id
SELECT id, code, name, kind, place, scope, spot, lat_u, lon_u, org, category, alarm_at, sure_least,
       window_ms, quiet_ms, added_ms, heard_ms, silent_ms, clock_off_ms, battery, value, closed_ms,
       row_ver, token_hash
FROM device_registry WHERE county = :county AND id = :id;

-- devices_sql_by_code
SELECT id, code, name, kind, place, scope, spot, lat_u, lon_u, org, category, alarm_at, sure_least,
       window_ms, quiet_ms, added_ms, heard_ms, silent_ms, clock_off_ms, battery, value, closed_ms,
       row_ver, token_hash
FROM device_registry WHERE county = :county AND code = :code;

-- devices_sql_list: of a range of places, those in use first
SELECT id, code, name, kind, place, scope, spot, lat_u, lon_u, org, category, alarm_at, sure_least,
       window_ms, quiet_ms, added_ms, heard_ms, silent_ms, clock_off_ms, battery, value, closed_ms,
       row_ver, token_hash
FROM device_registry
WHERE county = :county AND scope BETWEEN :lo AND :hi AND closed_ms = 0 AND code > :after
ORDER BY code LIMIT :max;

-- devices_sql_insert
INSERT INTO device_registry (county, id, code, name, kind, place, scope, spot, lat_u, lon_u, org, category,
                     alarm_at, sure_least, window_ms, quiet_ms, token_hash, added_ms, heard_ms,
                     due_ms, silent_ms, clock_off_ms, closed_ms, row_ver)
VALUES (:county, :id, :code, :name, :kind, :place, :scope, :spot, :lat_u, :lon_u, :org, :category,
        :alarm_at, :sure_least, :window_ms, :quiet_ms, '', :now, 0, :due, 0, 0, 0, 1);

-- devices_sql_change
UPDATE device_registry
SET name = :name, kind = :kind, place = :place, scope = :scope, spot = :spot, lat_u = :lat_u,
    lon_u = :lon_u, org = :org, category = :category, alarm_at = :alarm_at,
    sure_least = :sure_least, window_ms = :window_ms, quiet_ms = :quiet_ms, due_ms = :due,
    row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen AND closed_ms = 0;

-- devices_sql_token
UPDATE device_registry SET token_hash = :hash, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen AND closed_ms = 0;

-- devices_sql_close
UPDATE device_registry SET closed_ms = :now, token_hash = '', row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen AND closed_ms = 0;

-- devices_sql_heard: first in every taking: what one device says is taken one after the other
UPDATE device_registry
SET heard_ms = :now, due_ms = :now + quiet_ms, clock_off_ms = :off,
    battery = COALESCE(:battery, battery), value = COALESCE(:value, value)
WHERE county = :county AND id = :id AND closed_ms = 0;

-- devices_sql_back: no row if it was not silent
UPDATE device_registry SET silent_ms = 0 WHERE county = :county AND id = :id AND silent_ms > 0;

-- devices_sql_silent_counties [global]
SELECT DISTINCT county FROM device_registry WHERE due_ms <= :now AND silent_ms = 0 AND closed_ms = 0
LIMIT 200;

-- devices_sql_silent_list
SELECT id FROM device_registry
WHERE county = :county AND due_ms <= :now AND silent_ms = 0 AND closed_ms = 0
ORDER BY due_ms LIMIT 50;

-- devices_sql_silent
UPDATE device_registry SET silent_ms = :now
WHERE county = :county AND id = :id AND due_ms <= :now AND silent_ms = 0 AND closed_ms = 0;

-- devices_sql_rekey: today's codes of a renumbered place
UPDATE device_registry SET scope = scope * :keep + :shift
WHERE county = :county AND id IN
  (SELECT id FROM device_registry WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- devices_sql_rekey_events
UPDATE device_events SET scope = scope * :keep + :shift
WHERE county = :county AND id IN
  (SELECT id FROM device_events WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- devices_sql_last: the newest of the kind from the device
SELECT id, state, photos, matter, decided_ms, last_ms FROM device_events
WHERE county = :county AND device = :device AND what = :what ORDER BY id DESC LIMIT 1;

-- devices_sql_occurrence: the same occurrence, told before
SELECT id, state, photos, matter, decided_ms, last_ms FROM device_events
WHERE county = :county AND device = :device AND occurrence = :occurrence AND last_ms > :since
ORDER BY id DESC LIMIT 1;

-- devices_sql_event_insert
INSERT INTO device_events (county, id, device, kind, what, occurrence, source, state, place, scope,
                           spot, lat_u, lon_u, sure, value, said, photos, n, happened_ms, first_ms,
                           last_ms, matter, number, reason, words, account, decided_ms)
VALUES (:county, :id, :device, :kind, :what, :occurrence, :source, 'open', :place, :scope, :spot,
        :lat_u, :lon_u, :sure, :value, :said, :photos, :n, :happened, :now, :now, 0, '', '', '', 0,
        0);

-- devices_sql_event_count: more of the same burst
UPDATE device_events
SET n = n + :n, last_ms = :now, photos = photos + :photos,
    sure = CASE WHEN sure < :sure THEN :sure ELSE sure END,
    value = CASE WHEN value IS NULL OR CAST(:value AS bigint) > value THEN CAST(:value AS bigint)
            ELSE value END
WHERE county = :county AND id = :id;

-- devices_sql_event
SELECT e.id, e.device, e.kind, e.what, e.source, e.state, e.place, e.scope, e.spot, e.lat_u,
       e.lon_u, e.sure, e.value, e.said, e.photos, e.n, e.happened_ms, e.first_ms, e.last_ms,
       e.matter, e.number, e.reason, e.words, e.account, e.decided_ms, COALESCE(d.name, ''),
       COALESCE(d.code, ''), COALESCE(d.category, '')
FROM device_events e LEFT JOIN device_registry d ON d.county = e.county AND d.id = e.device
WHERE e.county = :county AND e.id = :id;

-- devices_sql_event_list: newest first; "" and 0: whatever it is
SELECT e.id, e.device, e.kind, e.what, e.source, e.state, e.place, e.scope, e.spot, e.lat_u,
       e.lon_u, e.sure, e.value, e.said, e.photos, e.n, e.happened_ms, e.first_ms, e.last_ms,
       e.matter, e.number, e.reason, e.words, e.account, e.decided_ms, COALESCE(d.name, ''),
       COALESCE(d.code, ''), COALESCE(d.category, '')
FROM device_events e LEFT JOIN device_registry d ON d.county = e.county AND d.id = e.device
WHERE e.county = :county AND (CAST(:state AS text) = '' OR e.state = :state)
  AND (CAST(:kind AS text) = '' OR e.kind = :kind)
  AND (CAST(:device AS bigint) = 0 OR e.device = :device)
  AND e.id < :before AND e.scope BETWEEN :lo AND :hi
  AND (e.scope BETWEEN :lo1 AND :hi1 OR e.scope BETWEEN :lo2 AND :hi2
       OR e.scope BETWEEN :lo3 AND :hi3 OR e.scope BETWEEN :lo4 AND :hi4)
ORDER BY e.id DESC LIMIT :max;

-- devices_sql_event_open: how many wait, no more than can be said
SELECT COUNT(*) FROM
  (SELECT 1 AS one FROM device_events e
   WHERE e.county = :county AND e.state = 'open'
     AND (e.scope BETWEEN :lo1 AND :hi1 OR e.scope BETWEEN :lo2 AND :hi2
          OR e.scope BETWEEN :lo3 AND :hi3 OR e.scope BETWEEN :lo4 AND :hi4)
   LIMIT 1000) AS waiting;

-- devices_sql_event_decide: no row if somebody was faster
UPDATE device_events
SET state = :state, reason = :reason, words = :words, account = :account, decided_ms = :now
WHERE county = :county AND id = :id AND state = 'open';

-- devices_sql_event_filed
UPDATE device_events SET matter = :matter, number = :number WHERE county = :county AND id = :id;

-- devices_sql_rates: what became of what each device reported
SELECT device, COUNT(*),
       CAST(SUM(CASE WHEN reason IN ('nothing', 'animal', 'fault') THEN 1 ELSE 0 END) AS bigint)
FROM device_events
WHERE county = :county AND state IN ('filed', 'dismissed') AND reason <> 'test' AND last_ms > :since
  AND device > 0
GROUP BY device;

-- devices_sql_rate
SELECT COUNT(*),
       COALESCE(CAST(SUM(CASE WHEN reason IN ('nothing', 'animal', 'fault') THEN 1 ELSE 0 END)
                     AS bigint), 0)
FROM device_events
WHERE county = :county AND device = :device AND state IN ('filed', 'dismissed') AND reason <> 'test'
  AND last_ms > :since;

-- devices_sql_old_counties [global]: pictures of what turned out to be nothing are not kept
SELECT DISTINCT county FROM device_events
WHERE state = 'dismissed' AND photos > 0 AND decided_ms < :now - 2592000000 LIMIT 200;

-- devices_sql_old_list
SELECT id FROM device_events
WHERE county = :county AND state = 'dismissed' AND photos > 0 AND decided_ms < :before
ORDER BY id LIMIT 20;

-- devices_sql_old_forget
UPDATE device_events SET photos = 0 WHERE county = :county AND id = :id;

-- devices_sql_refuse
INSERT INTO device_refusals (county, day, reason, n, code, last_ms)
VALUES (:county, :day, :reason, :n, :code, :now)
ON CONFLICT (county, day, reason) DO UPDATE
SET n = device_refusals.n + excluded.n, code = excluded.code, last_ms = excluded.last_ms;

-- devices_sql_refusals
SELECT reason, CAST(SUM(n) AS bigint), MAX(last_ms), MAX(code) FROM device_refusals
WHERE county = :county AND day > :since GROUP BY reason ORDER BY reason;

-- devices_sql_refusals_drop
DELETE FROM device_refusals WHERE county = :county AND day < :before;
