-- reply_sql_row [part]
SELECT id, org, code, title, body, row_ver FROM reply_templates
WHERE county = :county AND live = 1 AND org IN (:org1, :org2, :org3, :org4);

-- reply_sql_list: those of one kind before those of any
@row AND (:code = '' OR code = '' OR code = :code) ORDER BY org, code DESC, title, id LIMIT :most;

-- reply_sql_find
@row AND id = :id;

-- reply_sql_insert
INSERT INTO reply_templates (county, id, move, code, title, body, live, org)
VALUES (:county, :id, '', :code, :title, :body, 1, :org);

-- reply_sql_change: none if somebody was faster
UPDATE reply_templates SET code = :code, title = :title, body = :body, org = :org,
    row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen AND live = 1;

-- reply_sql_retire
UPDATE reply_templates SET live = 0, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen AND live = 1;
