-- tamper_test_sql_drop
DELETE FROM ledger_leaves WHERE county = :county AND idx = :idx;
-- tamper_test_sql_drop_id
DELETE FROM ledger_leaves WHERE county = :county AND id = :id;
-- tamper_test_sql_move
UPDATE ledger_leaves SET idx = :to WHERE county = :county AND idx = :idx;
-- tamper_test_sql_rehash
UPDATE ledger_leaves SET hash = :hash WHERE county = :county AND id = :id;
-- tamper_test_sql_erase
UPDATE ledger_leaves SET salt = NULL WHERE county = :county AND idx = :idx;
-- tamper_test_sql_tile
UPDATE ledger_tiles SET hashes = :hashes WHERE county = :county AND level = 0 AND tile = 0;
-- tamper_test_sql_note
UPDATE ledger_checkpoints SET note = :note WHERE county = :county AND size = :size;
-- tamper_test_sql_no_tiles
DELETE FROM ledger_tiles WHERE county = :county;
-- tamper_test_sql_no_checkpoints
DELETE FROM ledger_checkpoints WHERE county = :county AND size > :above;
-- tamper_test_sql_no_joins
DELETE FROM ledger_joins WHERE county = :county;
-- tamper_test_sql_head
UPDATE ledger_heads SET size = :size, joined = :size WHERE county = :county;
-- tamper_test_sql_next
UPDATE ledger_heads SET next = :size WHERE county = :county;
