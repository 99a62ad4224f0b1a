-- forms_sql_by_hash
SELECT body FROM forms WHERE hash = :hash;
-- forms_sql_current
SELECT body FROM forms WHERE name = :name AND is_current = 1;
-- forms_sql_retire
UPDATE forms SET is_current = 0 WHERE name = :name AND is_current = 1 AND hash <> :hash;
-- forms_sql_add
INSERT INTO forms (hash, name, version, body, stored_ms, is_current)
VALUES (:hash, :name, :version, :body, :now, 1)
ON CONFLICT (hash) DO UPDATE SET is_current = excluded.is_current;
