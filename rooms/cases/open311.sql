-- open311_sql_key
SELECT name, scope FROM open311_keys
WHERE county = :county AND id = :id AND (until_ms IS NULL OR until_ms > :now);

-- open311_sql_key_insert
INSERT INTO open311_keys (county, id, name, scope, since_ms)
VALUES (:county, :id, :name, :scope, :now);

-- open311_sql_list: public cases of a window, newest first
SELECT id FROM cases
WHERE county = :county AND shown = 1 AND opened_ms >= :start AND opened_ms <= :end
    AND (open = :open OR :open = -1) AND changed_ms >= :changed
ORDER BY id DESC LIMIT :most;

-- open311_sql_changed: public cases that changed in a window, for updates
SELECT id, changed_ms FROM cases
WHERE county = :county AND shown = 1 AND changed_ms >= :start AND changed_ms <= :end
ORDER BY changed_ms, id LIMIT 1000;

-- open311_sql_update_find
SELECT id FROM open311_updates
WHERE county = :county AND key_id = :key AND update_id = :update;

-- open311_sql_update_insert
INSERT INTO open311_updates (county, key_id, update_id, case_id, id, at_ms)
VALUES (:county, :key, :update, :case_id, :id, :at);
