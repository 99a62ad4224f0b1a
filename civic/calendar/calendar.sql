-- calendar_sql_days
SELECT day, is_work, name, name_zh FROM calendar_days ORDER BY day;
-- calendar_sql_own_days
SELECT day, is_work, name, name_zh FROM calendar_own_days WHERE county = :county ORDER BY day;
-- calendar_sql_day_put
INSERT INTO calendar_days (day, is_work, name, name_zh) VALUES (:day, :work, :name, :name_zh)
ON CONFLICT (day) DO UPDATE SET is_work = excluded.is_work, name = excluded.name,
  name_zh = excluded.name_zh;
-- calendar_sql_own_day_put
INSERT INTO calendar_own_days (county, day, is_work, name, name_zh)
VALUES (:county, :day, :work, :name, :name_zh)
ON CONFLICT (county, day) DO UPDATE SET is_work = excluded.is_work, name = excluded.name,
  name_zh = excluded.name_zh;
-- calendar_sql_own_day_drop
DELETE FROM calendar_own_days WHERE county = :county AND day = :day;
-- calendar_sql_table
SELECT MAX(revision) FROM calendar_tables;
-- calendar_sql_table_add
INSERT INTO calendar_tables (revision, loaded_ms) VALUES (:revision, :now);
-- calendar_sql_last
SELECT revision, week, ends, hours FROM calendars WHERE county = :county
ORDER BY revision DESC LIMIT 1;
-- calendar_sql_history
SELECT revision, week, ends, hours, reason, actor, changed_ms FROM calendars
WHERE county = :county ORDER BY revision DESC LIMIT :n;
-- calendar_sql_add
INSERT INTO calendars (county, revision, week, ends, hours, reason, actor, changed_ms)
VALUES (:county, :revision, :week, :ends, :hours, :reason, :actor, :now);
