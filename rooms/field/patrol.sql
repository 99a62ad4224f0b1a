-- patrol_sql_plan_insert
INSERT INTO patrol_plans (county, id, place, scope, name, times, per, windows, account, from_day,
    live, row_ver)
VALUES (:county, :id, :place, :scope, :name, :times, :per, :windows, :account, :from_day, 1, 1);

-- patrol_sql_plan_change: changes no row if somebody changed the plan first
UPDATE patrol_plans SET name = :name, times = :times, per = :per, windows = :windows,
    account = :account, live = :live, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen;

-- patrol_sql_plan_touch: changes no row if somebody changed the plan first
UPDATE patrol_plans SET row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen AND live = 1;

-- patrol_sql_plan
SELECT id, scope, name, times, per, windows, account, from_day, live, row_ver FROM patrol_plans
WHERE county = :county AND id = :id;

-- patrol_sql_plans
SELECT id, scope, name, times, per, windows, account, from_day, live, row_ver FROM patrol_plans
WHERE county = :county AND live = 1
  AND (scope BETWEEN :lo1 AND :hi1 OR scope BETWEEN :lo2 AND :hi2
    OR scope BETWEEN :lo3 AND :hi3 OR scope BETWEEN :lo4 AND :hi4)
ORDER BY scope, id LIMIT :max;

-- patrol_sql_mine
SELECT p.id, p.scope, p.name, p.times, p.per, p.windows, p.account, p.from_day, p.live, p.row_ver
FROM patrol_plans p
WHERE p.county = :county AND p.live = 1 AND EXISTS (SELECT 1 FROM patrol_grids g WHERE g.county = :county AND g.plan = p.id
    AND (g.scope BETWEEN :lo1 AND :hi1 OR g.scope BETWEEN :lo2 AND :hi2
      OR g.scope BETWEEN :lo3 AND :hi3 OR g.scope BETWEEN :lo4 AND :hi4))
ORDER BY p.scope, p.id LIMIT :max;

-- patrol_sql_grids_clear
DELETE FROM patrol_grids WHERE county = :county AND plan = :plan;

-- patrol_sql_grid_insert
INSERT INTO patrol_grids (county, plan, grid, scope) VALUES (:county, :plan, :grid, :grid);

-- patrol_sql_grids
SELECT scope FROM patrol_grids WHERE county = :county AND plan = :plan ORDER BY scope LIMIT :max;

-- patrol_sql_point_insert
INSERT INTO patrol_points (county, id, plan, at_no, name, words, lat_u, lon_u, from_day, gone_day)
VALUES (:county, :id, :plan, :at_no, :name, :words, :lat_u, :lon_u, :from_day, :gone_day);

-- patrol_sql_point_move
UPDATE patrol_points SET at_no = :at_no WHERE county = :county AND id = :id AND plan = :plan;

-- patrol_sql_point_drop: what was reached stays a point of its days
UPDATE patrol_points SET gone_day = :today
WHERE county = :county AND id = :id AND plan = :plan AND gone_day > :today;

-- patrol_sql_points
SELECT id, at_no, name, words, lat_u, lon_u, from_day, gone_day FROM patrol_points
WHERE county = :county AND plan = :plan AND gone_day > :day ORDER BY at_no, id LIMIT :max;

-- patrol_sql_run_insert
INSERT INTO patrol_runs (county, id, plan, account, state, outside, day, started_ms, changed_ms,
    row_ver)
VALUES (:county, :id, :plan, :account, 'going', :outside, :day, :now, :now, 1);

-- patrol_sql_run_open
SELECT id, plan, account, state, outside, day, started_ms, changed_ms, row_ver FROM patrol_runs
WHERE county = :county AND plan = :plan AND account = :account AND state <> 'done';

-- patrol_sql_run
SELECT id, plan, account, state, outside, day, started_ms, changed_ms, row_ver FROM patrol_runs
WHERE county = :county AND id = :id AND plan = :plan AND account = :account;

-- patrol_sql_runs
SELECT id, plan, account, state, outside, day, started_ms, changed_ms, row_ver FROM patrol_runs
WHERE county = :county AND plan = :plan ORDER BY started_ms DESC, id DESC LIMIT :max;

-- patrol_sql_run_turn: changes no row where the run is done, or not the actor's
UPDATE patrol_runs SET state = :state, changed_ms = :now, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND account = :account AND state <> 'done';

-- patrol_sql_hit_insert
INSERT INTO patrol_hits (county, run, point, plan, day, at_ms, metres, why, words)
VALUES (:county, :run, :point, :plan, :day, :now, :metres, :why, :words)
ON CONFLICT (county, run, point) DO NOTHING;

-- patrol_sql_hits
SELECT point, at_ms, metres, why, words FROM patrol_hits
WHERE county = :county AND run = :run LIMIT :max;

-- patrol_sql_reached
SELECT day, point, COUNT(*), CAST(SUM(CASE WHEN why <> '' THEN 1 ELSE 0 END) AS bigint)
FROM patrol_hits
WHERE county = :county AND plan = :plan AND day BETWEEN :first AND :last
GROUP BY day, point ORDER BY day, point;

-- patrol_sql_rekey_plans
UPDATE patrol_plans SET scope = scope * :keep + :shift WHERE county = :county AND id IN
  (SELECT id FROM patrol_plans WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- patrol_sql_rekey_grids
UPDATE patrol_grids SET scope = scope * :keep + :shift WHERE county = :county AND plan IN
  (SELECT plan FROM patrol_grids WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most)
  AND scope BETWEEN :lo AND :hi;
