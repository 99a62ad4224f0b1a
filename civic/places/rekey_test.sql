-- rekey_test_sql_add
INSERT INTO rekey_rows (county, id, place, scope) VALUES (:county, :id, :place, :place);
-- rekey_test_sql_move
UPDATE rekey_rows SET scope = scope * :keep + :shift WHERE county = :county AND id IN
  (SELECT id FROM rekey_rows WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);
-- rekey_test_sql_count: a list by today's code
SELECT COUNT(*), MIN(place), MAX(scope) FROM rekey_rows
WHERE county = :county AND scope BETWEEN :lo AND :hi;
