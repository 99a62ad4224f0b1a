-- facilities_sql_row [part]
SELECT id, place, scope, identifier, code, label, name, state, origin, lat_u, lon_u, org_code,
    org_name, owner_code, owner_name, keeper_code, keeper_name, note, from_day, changed_day, cases,
    row_ver FROM facilities
WHERE county = :county;

-- facilities_sql_insert
INSERT INTO facilities (county, id, place, scope, identifier, code, label, name, state, origin,
    lat_u, lon_u, org_code, org_name, owner_code, owner_name, keeper_code, keeper_name, note,
    from_day, changed_day, cases, row_ver)
VALUES (:county, :id, :place, :scope, :identifier, :code, :label, :name, :state, :origin,
    :lat, :lon, :org_code, :org_name, :owner_code, :owner_name, :keeper_code, :keeper_name, :note,
    :from_day, :changed_day, 0, 1);

-- facilities_sql_change: whatever may change; identifier and label stay
UPDATE facilities SET scope = :scope, code = :code, name = :name, state = :state, origin = :origin,
    lat_u = :lat, lon_u = :lon, org_code = :org_code, org_name = :org_name,
    owner_code = :owner_code, owner_name = :owner_name, keeper_code = :keeper_code,
    keeper_name = :keeper_name, note = :note, from_day = :from_day, changed_day = :changed_day,
    row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen;

-- facilities_sql_find
@row AND id = :id;

-- facilities_sql_by_identifier
@row AND identifier = :identifier;

-- facilities_sql_by_label: of one kind, or of any
@row AND label = :label AND scope BETWEEN :lo AND :hi AND state <> 'removed'
    AND (CAST(:code AS text) = '' OR code = :code)
ORDER BY code, id LIMIT :max;

-- facilities_sql_of_kind: of one community, by label
@row AND scope BETWEEN :lo AND :hi AND code = :code AND state <> 'removed'
ORDER BY label, id LIMIT :max;

-- facilities_sql_list: by id, so that the next page begins where this one ends
@row AND id > :after AND scope BETWEEN :lo AND :hi
    AND (scope BETWEEN :lo1 AND :hi1 OR scope BETWEEN :lo2 AND :hi2
        OR scope BETWEEN :lo3 AND :hi3 OR scope BETWEEN :lo4 AND :hi4)
    AND (CAST(:code AS text) = '' OR code = :code)
    AND (state = :state OR (CAST(:state AS text) = '' AND state <> 'removed'))
    AND (CAST(:q AS text) = '' OR label = :q OR identifier LIKE :starts OR note LIKE :holds
        OR name LIKE :holds)
ORDER BY id LIMIT :max;

-- facilities_sql_most: those reported most often
@row AND cases > 0 AND scope BETWEEN :lo AND :hi
    AND (scope BETWEEN :lo1 AND :hi1 OR scope BETWEEN :lo2 AND :hi2
        OR scope BETWEEN :lo3 AND :hi3 OR scope BETWEEN :lo4 AND :hi4)
    AND (CAST(:code AS text) = '' OR code = :code)
    AND (state = :state OR (CAST(:state AS text) = '' AND state <> 'removed'))
ORDER BY cases DESC, id LIMIT :max;

-- facilities_sql_counts: by state, for the head of the list
SELECT state, COUNT(*) FROM facilities
WHERE county = :county AND scope BETWEEN :lo AND :hi
    AND (scope BETWEEN :lo1 AND :hi1 OR scope BETWEEN :lo2 AND :hi2
        OR scope BETWEEN :lo3 AND :hi3 OR scope BETWEEN :lo4 AND :hi4)
GROUP BY state ORDER BY state;

-- facilities_sql_near: candidates of one kind in a box; distance is the caller's arithmetic
@row AND code = :code AND state <> 'removed'
    AND lat_u BETWEEN :south AND :north AND lon_u BETWEEN :west AND :east
ORDER BY lat_u, id LIMIT :max;

-- facilities_sql_box: of every kind
@row AND state <> 'removed'
    AND lat_u BETWEEN :south AND :north AND lon_u BETWEEN :west AND :east
    AND (scope BETWEEN :lo1 AND :hi1 OR scope BETWEEN :lo2 AND :hi2
        OR scope BETWEEN :lo3 AND :hi3 OR scope BETWEEN :lo4 AND :hi4)
    AND (CAST(:code AS text) = '' OR code = :code)
ORDER BY lat_u, lon_u, id LIMIT :max;

-- facilities_sql_serial_next: the next of its class
INSERT INTO facility_serials (county, class, last) VALUES (:county, :class, 1)
ON CONFLICT (county, class) DO UPDATE SET last = facility_serials.last + 1
RETURNING last;

-- facilities_sql_serial_seen: one that came from elsewhere is not given again
INSERT INTO facility_serials (county, class, last) VALUES (:county, :class, :serial)
ON CONFLICT (county, class) DO UPDATE SET last =
    CASE WHEN facility_serials.last < excluded.last THEN excluded.last ELSE facility_serials.last END;

-- facilities_sql_reported
UPDATE facilities SET cases = cases + 1 WHERE county = :county AND id = :id;

-- facilities_sql_set_state: by a case that is finished, whichever version it has
UPDATE facilities SET state = :state, changed_day = :day, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND state <> :state;

-- facilities_sql_rekey: today's codes of a renumbered place
UPDATE facilities SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM facilities WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- facilities_sql_drop: one that an import added, and that nobody touched since
DELETE FROM facilities WHERE county = :county AND id = :id AND row_ver = :seen AND cases = 0;

-- facilities_sql_import_add
INSERT INTO facility_imports (county, id, account, scope, name, text, state, total, done, added,
    changed, refused, kept, at_ms, row_ver)
VALUES (:county, :id, :account, :scope, :name, :text, 'looked', :total, 0, 0, 0, :refused, 0, :now, 1);

-- facilities_sql_import_find
SELECT id, account, scope, name, state, total, done, added, changed, refused, kept, at_ms, row_ver
FROM facility_imports WHERE county = :county AND id = :id;

-- facilities_sql_import_text
SELECT text FROM facility_imports WHERE county = :county AND id = :id;

-- facilities_sql_import_list
SELECT id, account, scope, name, state, total, done, added, changed, refused, kept, at_ms, row_ver
FROM facility_imports WHERE county = :county AND state <> 'looked' ORDER BY at_ms DESC, id DESC LIMIT :max;

-- facilities_sql_import_step
UPDATE facility_imports SET state = :to, text = CASE WHEN :to = 'running' THEN text ELSE '' END,
    done = :done, added = :added, changed = :changed, kept = :kept, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen;

-- facilities_sql_import_forget: files that were looked at and left
DELETE FROM facility_imports WHERE county = :county AND state = 'looked' AND at_ms < :before;

-- facilities_sql_import_row
INSERT INTO facility_import_rows (county, import, facility, row_ver, was)
VALUES (:county, :import, :facility, :row_ver, :was)
ON CONFLICT (county, import, facility) DO UPDATE SET row_ver = excluded.row_ver;

-- facilities_sql_import_rows
SELECT facility, row_ver, was FROM facility_import_rows
WHERE county = :county AND import = :import ORDER BY facility LIMIT :max;

-- facilities_sql_import_row_done: taken back, or found that it cannot be
DELETE FROM facility_import_rows
WHERE county = :county AND import = :import AND facility = :facility;
