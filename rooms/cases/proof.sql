-- proof_sql_insert
INSERT INTO case_proofs (county, id, case_id, move, account, metres, limit_m, why, words, at_ms)
VALUES (:county, :id, :case_id, :move, :account, :metres, :limit_m, :why, :words, :now);

-- proof_sql_list
SELECT at_ms, account, metres, limit_m, move, why, words FROM case_proofs
WHERE county = :county AND case_id = :case_id ORDER BY at_ms DESC, id DESC LIMIT :max;

-- proof_sql_limit
SELECT metres, row_ver FROM case_proof_limits WHERE county = :county;

-- proof_sql_limit_add
INSERT INTO case_proof_limits (county, metres, row_ver) VALUES (:county, :metres, 1);

-- proof_sql_limit_change: changes no row if somebody set it first
UPDATE case_proof_limits SET metres = :metres, row_ver = row_ver + 1
WHERE county = :county AND row_ver = :seen;
