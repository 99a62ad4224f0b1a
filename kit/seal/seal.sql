-- seal_sql_bound: the key file this database belongs to
SELECT instance FROM seal_instance WHERE only_row = 1;
-- seal_sql_bind: once
INSERT INTO seal_instance (only_row, instance, bound_ms) VALUES (1, :instance, :now);
