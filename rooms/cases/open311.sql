-- open311_sql_sent: the case of this number, if the key sent it
SELECT case_id FROM open311_requests
WHERE county = :county AND key_id = :key AND number = :number;

-- open311_sql_list: public cases of a window, newest first; codes is ",a,b," or empty
SELECT id FROM cases
WHERE county = :county AND shown = 1 AND opened_ms >= :start AND opened_ms <= :end
    AND (open = :open OR :open = -1) AND changed_ms >= :changed AND changed_ms <= :unchanged
    AND (:codes = '' OR :codes LIKE '%,' || code || ',%')
ORDER BY opened_ms DESC, id DESC LIMIT :most OFFSET :skip;

-- open311_sql_changed: cases that changed in a window and are public or the key's own
SELECT id, changed_ms FROM cases
WHERE county = :county AND changed_ms >= :start AND changed_ms <= :end
    AND (shown = 1 OR id IN
        (SELECT case_id FROM open311_requests WHERE county = :county AND key_id = :key))
ORDER BY changed_ms, id LIMIT 1000;

-- open311_sql_update_find
SELECT id FROM open311_updates
WHERE county = :county AND key_id = :key AND update_id = :update;

-- open311_sql_update_insert
INSERT INTO open311_updates (county, key_id, update_id, case_id, id, at_ms)
VALUES (:county, :key, :update, :case_id, :id, :at);
