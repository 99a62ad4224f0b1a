-- ledger_sql_add
INSERT INTO ledger_leaves (county, id, kind, subject, hash, salt, at_ms)
VALUES (:county, :id, :kind, :subject, :hash, :salt, :at);
-- ledger_sql_find
SELECT id, kind, subject, hash, salt, at_ms, idx, withdrawn_ms, reason
FROM ledger_leaves WHERE county = :county AND id = :id;
-- ledger_sql_list
SELECT id, kind, subject, hash, salt, at_ms, idx, withdrawn_ms, reason
FROM ledger_leaves WHERE county = :county AND subject = :subject AND kind = :kind
ORDER BY id LIMIT :max;
-- ledger_sql_withdraw: once
UPDATE ledger_leaves SET salt = NULL, withdrawn_ms = :now, reason = :reason
WHERE county = :county AND id = :id AND withdrawn_ms IS NULL;

-- ledger_sql_head
SELECT next, size, joined FROM ledger_heads WHERE county = :county;
-- ledger_sql_head_add
INSERT INTO ledger_heads (county, next, size, joined) VALUES (:county, 0, 0, 0)
ON CONFLICT (county) DO NOTHING;
-- ledger_sql_place: the next index, once
UPDATE ledger_leaves SET idx = (SELECT h.next FROM ledger_heads h WHERE h.county = :county)
WHERE county = :county AND id = :id AND idx IS NULL;
-- ledger_sql_head_next
UPDATE ledger_heads SET next = next + 1 WHERE county = :county;
-- ledger_sql_head_grow: changes no row if another process was here
UPDATE ledger_heads SET size = :size WHERE county = :county AND size = :seen AND next >= :size;
-- ledger_sql_head_join
UPDATE ledger_heads SET joined = :size WHERE county = :county AND joined < :size;
-- ledger_sql_head_turn: of the instance's log
UPDATE ledger_heads SET joined = joined + 1 WHERE county = :county;
-- ledger_sql_head_set
UPDATE ledger_heads SET size = :size, next = :size WHERE county = :county;
-- ledger_sql_placed: in their order
SELECT hash FROM ledger_leaves WHERE county = :county AND idx >= :from AND idx < :until
ORDER BY idx;

-- ledger_sql_tile
SELECT hashes FROM ledger_tiles WHERE county = :county AND level = :level AND tile = :tile;
-- ledger_sql_tile_put
INSERT INTO ledger_tiles (county, level, tile, hashes) VALUES (:county, :level, :tile, :hashes)
ON CONFLICT (county, level, tile) DO UPDATE SET hashes = excluded.hashes;

-- ledger_sql_checkpoint_add
INSERT INTO ledger_checkpoints (county, size, at_ms, real_ms, root, note)
VALUES (:county, :size, :at, :real, :root, :note);
-- ledger_sql_checkpoint: the newest of at most so many leaves
SELECT size, at_ms, root, note, real_ms FROM ledger_checkpoints WHERE county = :county AND size <= :most
ORDER BY size DESC LIMIT 1;
-- ledger_sql_checkpoint_since: the first of at least so many
SELECT size, at_ms, root, note, real_ms FROM ledger_checkpoints WHERE county = :county AND size >= :least
ORDER BY size LIMIT 1;
-- ledger_sql_checkpoints: in the order of their sizes
SELECT size, at_ms, root, note, real_ms FROM ledger_checkpoints WHERE county = :county AND size > :after
ORDER BY size LIMIT :max;

-- ledger_sql_checkpoint_at
SELECT note FROM ledger_checkpoints WHERE county = :county AND size = :size;

-- ledger_sql_join: a checkpoint becomes a leaf of the instance's log, once
INSERT INTO ledger_joins (county, idx, log, size, note)
VALUES (:county, :idx, :log, :size, :note);
-- ledger_sql_joined
SELECT idx, note FROM ledger_joins WHERE county = :county AND log = :log AND size = :size;

-- ledger_sql_counties [global]: one row for each county
SELECT county FROM ledger_heads WHERE county > 0 AND (next > size OR size > joined) LIMIT 200;

-- ledger_sql_logs [global]: one row for each county
SELECT county FROM ledger_heads ORDER BY county;
-- ledger_sql_walk: in the order of the log, each with the number of its fact
SELECT l.idx, l.id, l.kind, l.subject, l.hash, l.salt, l.at_ms, l.withdrawn_ms, l.reason, f.pos
FROM ledger_leaves l LEFT JOIN facts f
    ON f.county = l.county AND f.subject = l.id AND f.kind = 'ledger.added'
WHERE l.county = :county AND l.idx >= :from ORDER BY l.idx LIMIT :max;
-- ledger_sql_waiting
SELECT id FROM ledger_leaves WHERE county = :county AND idx IS NULL ORDER BY id LIMIT :max;
-- ledger_sql_lost: promised by a fact, and gone
SELECT f.subject FROM facts f WHERE f.county = :county AND f.kind = 'ledger.added' AND NOT EXISTS (
    SELECT 1 FROM ledger_leaves l WHERE l.county = f.county AND l.id = f.subject)
ORDER BY f.subject LIMIT :max;
-- ledger_sql_joins: the leaves of the instance's log
SELECT idx, log, size, note FROM ledger_joins WHERE county = :county AND idx >= :from
ORDER BY idx LIMIT :max;
-- ledger_sql_withdrawal: the entry that says a leaf was withdrawn
SELECT COUNT(*) FROM ledger_leaves
WHERE county = :county AND subject = :subject AND kind = 'withdrawal';
