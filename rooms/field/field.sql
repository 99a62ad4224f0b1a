-- field_sql_report_insert
INSERT INTO field_reports (county, id, account, code, solved, received_ms)
VALUES (:county, :id, :account, :code, :solved, :now);

-- field_sql_usual
SELECT code FROM field_reports
WHERE county = :county AND account = :account AND received_ms > :since
GROUP BY code ORDER BY COUNT(*) DESC, code LIMIT :most;

-- field_sql_mine
SELECT id FROM field_reports WHERE county = :county AND account = :account
ORDER BY received_ms DESC, id DESC LIMIT :max;

-- field_sql_count
SELECT COUNT(*), COALESCE(CAST(SUM(solved) AS bigint), 0) FROM field_reports
WHERE county = :county AND account = :account AND received_ms >= :since;
