-- db_sql_ping: can it read now
SELECT 1;

-- db_sql_lock [sqlite]: one migration at a time; the lock file has seen to it
SELECT number FROM schema_blocks WHERE part = '' AND number = 0;
-- db_sql_lock [pg]
SELECT number FROM schema_blocks WHERE part = '' AND number = 0 FOR UPDATE;
-- db_sql_blocks: what this database has
SELECT part, number, sha256 FROM schema_blocks WHERE number > 0 ORDER BY part, number;
-- db_sql_block
SELECT sha256 FROM schema_blocks WHERE part = :part AND number = :number;
-- db_sql_block_add
INSERT INTO schema_blocks (part, number, sha256, applied_ms) VALUES (:part, :number, :sha256, :now);

-- db_sql_nodes
SELECT node, lease_ms FROM nodes ORDER BY node;
-- db_sql_node_take: changes no row if somebody else took it meanwhile
INSERT INTO nodes (node, holder, lease_ms) VALUES (:node, :holder, :until)
ON CONFLICT (node) DO UPDATE SET holder = excluded.holder, lease_ms = excluded.lease_ms
WHERE nodes.lease_ms < :now;
-- db_sql_node_keep
UPDATE nodes SET lease_ms = :until WHERE node = :node AND holder = :holder;

-- db_sql_idem_add: changes no row if the key is known; waits for whoever is using it now
INSERT INTO idem (county, owner, key, body, created_ms)
VALUES (:county, :owner, :key, :body, :now)
ON CONFLICT (county, owner, key) DO NOTHING;
-- db_sql_idem_find
SELECT body, result FROM idem WHERE county = :county AND owner = :owner AND key = :key;
-- db_sql_idem_result
UPDATE idem SET result = :result WHERE county = :county AND owner = :owner AND key = :key;
-- db_sql_idem_old [global]: found by a reader, so that looking does not hold the writer up
SELECT county, owner, key FROM idem WHERE created_ms < :before LIMIT :most;
-- db_sql_idem_remove
DELETE FROM idem WHERE county = :county AND owner = :owner AND key = :key;
