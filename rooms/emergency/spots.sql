-- spots_sql_add
INSERT INTO danger_spots (county, id, place, scope, kind, name, lat_u, lon_u, keeper, deputy, note,
    looked_day)
VALUES (:county, :id, :scope, :scope, :kind, :name, :lat, :lon, :keeper, :deputy, :note, :looked);

-- spots_sql_change
UPDATE danger_spots SET scope = :scope, kind = :kind, name = :name, lat_u = :lat, lon_u = :lon,
    keeper = :keeper, deputy = :deputy, note = :note, looked_day = :looked, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen AND gone_ms = 0;

-- spots_sql_retire
UPDATE danger_spots SET gone_ms = :now, keeper = 0, deputy = 0, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen AND gone_ms = 0;

-- spots_sql_find
SELECT id, scope, row_ver, kind, name, note, lat_u, lon_u, looked_day, keeper, deputy
FROM danger_spots WHERE county = :county AND id = :id AND gone_ms = 0;

-- spots_sql_list
SELECT id, scope, row_ver, kind, name, note, lat_u, lon_u, looked_day, keeper, deputy
FROM danger_spots
WHERE county = :county AND gone_ms = 0
    AND (scope BETWEEN :lo1 AND :hi1 OR scope BETWEEN :lo2 AND :hi2
        OR scope BETWEEN :lo3 AND :hi3 OR scope BETWEEN :lo4 AND :hi4)
ORDER BY scope, id LIMIT :max;

-- spots_sql_near: of a community, and what is known of its town or county alone
SELECT id, scope, row_ver, kind, name, note, lat_u, lon_u, looked_day, keeper, deputy
FROM danger_spots
WHERE county = :county AND gone_ms = 0
    AND (scope BETWEEN :lo AND :hi OR scope = :town OR scope = :all)
ORDER BY scope, id LIMIT :max;
