-- renumber_sql_tasks: the tasks of the matters that the next statement moves
UPDATE tasks SET scope = scope * :keep + :shift
WHERE county = :county AND scope BETWEEN :lo AND :hi AND matter IN
    (SELECT id FROM matters WHERE county = :county
        AND (scope / 1000) BETWEEN CAST(:lo AS bigint) / 1000 AND CAST(:hi AS bigint) / 1000 AND scope BETWEEN :lo AND :hi
        ORDER BY (scope / 1000), id LIMIT :most);
-- renumber_sql_matters
UPDATE matters SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM matters WHERE county = :county
        AND (scope / 1000) BETWEEN CAST(:lo AS bigint) / 1000 AND CAST(:hi AS bigint) / 1000 AND scope BETWEEN :lo AND :hi
        ORDER BY (scope / 1000), id LIMIT :most);
-- renumber_sql_desks: trays stand at places too; only what is open is looked for in a tray
UPDATE tasks SET desk = desk * :keep + :shift WHERE county = :county AND state = 'open'
    AND id IN (SELECT id FROM tasks WHERE county = :county AND state = 'open'
        AND desk BETWEEN :lo AND :hi LIMIT :most);
-- renumber_sql_turns
UPDATE turns SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM turns WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);
