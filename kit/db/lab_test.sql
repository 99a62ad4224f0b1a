-- lab_test_sql_add
INSERT INTO lab_things (county, id, kind, name, weight, photo)
VALUES (:county, :id, :kind, :name, :weight, :photo);
-- lab_test_sql_find
SELECT kind, name, weight, photo, row_ver FROM lab_things WHERE county = :county AND id = :id;
-- lab_test_sql_names
SELECT name FROM lab_things WHERE county = :county ORDER BY name LIMIT :n;
-- lab_test_sql_count
SELECT COUNT(*), CAST(SUM(row_ver) AS bigint) FROM lab_things WHERE county = :county;
-- lab_test_sql_move: compare and set
UPDATE lab_things SET name = :name, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen;
-- lab_test_sql_bump: returns the new version
UPDATE lab_things SET row_ver = row_ver + 1 WHERE county = :county AND id = :id RETURNING row_ver;
-- lab_test_sql_mark
INSERT INTO lab_marks (county, thing, mark) VALUES (:county, :thing, :mark)
ON CONFLICT (county, thing, mark) DO NOTHING;
-- lab_test_sql_marks
SELECT t.name, m.mark FROM lab_things t
JOIN lab_marks m ON m.county = t.county AND m.thing = t.id
WHERE t.county = :county ORDER BY t.name, m.mark;
-- lab_test_sql_fill [sqlite]: a great blob, for a full disk
UPDATE lab_things SET photo = zeroblob(:size) WHERE county = :county AND id = :id;
-- lab_test_sql_fill [pg]
UPDATE lab_things SET photo = decode(repeat('00', CAST(:size AS integer)), 'hex')
WHERE county = :county AND id = :id;
