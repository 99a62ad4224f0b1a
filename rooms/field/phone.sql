-- phone_sql_add
INSERT INTO phones (county, id, account, name, hash, code, bound_ms, seen_ms, until_ms)
VALUES (:county, :id, :account, :name, :hash, :code, :now, :now, :until);

-- phone_sql_find
SELECT account, name, hash, bound_ms, seen_ms, until_ms, revoked_ms FROM phones
WHERE county = :county AND id = :id;

-- phone_sql_seen
UPDATE phones SET seen_ms = :now, until_ms = :until
WHERE county = :county AND id = :id AND revoked_ms = 0;

-- phone_sql_revoke
UPDATE phones SET revoked_ms = :now WHERE county = :county AND id = :id AND revoked_ms = 0;

-- phone_sql_list
SELECT id, account, name, bound_ms, seen_ms, until_ms, revoked_ms FROM phones
WHERE county = :county ORDER BY id DESC LIMIT :max;
