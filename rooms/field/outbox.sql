-- outbox_sql_sent_add: once for each key
INSERT INTO outbox_sent (county, account, uuid, matter, written_ms, claimed_ms, received_ms)
VALUES (:county, :account, :uuid, :matter, :written, :claimed, :now)
ON CONFLICT (county, account, uuid) DO NOTHING;

-- outbox_sql_sent
SELECT matter, written_ms, claimed_ms, received_ms FROM outbox_sent
WHERE county = :county AND account = :account AND uuid = :uuid;

-- outbox_sql_part_add
INSERT INTO outbox_parts (county, account, uuid, n, at, size, bytes, until_ms)
VALUES (:county, :account, :uuid, :n, :at, :size, :bytes, :until)
ON CONFLICT (county, account, uuid, n, at) DO NOTHING;

-- outbox_sql_parts_have
SELECT CAST(COALESCE(SUM(size), 0) AS bigint) FROM outbox_parts
WHERE county = :county AND account = :account AND uuid = :uuid AND n = :n;

-- outbox_sql_parts_waiting: all that one account has on its way
SELECT CAST(COALESCE(SUM(size), 0) AS bigint) FROM outbox_parts
WHERE county = :county AND account = :account;

-- outbox_sql_parts
SELECT at, bytes FROM outbox_parts
WHERE county = :county AND account = :account AND uuid = :uuid AND n = :n ORDER BY at;

-- outbox_sql_parts_drop
DELETE FROM outbox_parts
WHERE county = :county AND account = :account AND uuid = :uuid AND n = :n;

-- outbox_sql_parts_sweep
DELETE FROM outbox_parts WHERE county = :county AND until_ms <= :now;

-- outbox_sql_sweeps [global]
SELECT DISTINCT county FROM outbox_parts WHERE until_ms <= :now LIMIT 200;

-- outbox_sql_photo_add
INSERT INTO outbox_photos (county, account, uuid, n, matter, done_ms)
VALUES (:county, :account, :uuid, :n, :matter, :now)
ON CONFLICT (county, account, uuid, n) DO NOTHING;

-- outbox_sql_photo
SELECT matter FROM outbox_photos
WHERE county = :county AND account = :account AND uuid = :uuid AND n = :n;
