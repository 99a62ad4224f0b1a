-- mediation_sql_insert
INSERT INTO mediations (county, id, scope, kind, body, people, opened_ms)
VALUES (:county, :id, :scope, :kind, :body, :people, :now);

-- mediation_sql_find
SELECT kind, body, people FROM mediations WHERE county = :county AND id = :id;

-- mediation_sql_party_insert
INSERT INTO mediation_parties (county, mediation, person, other)
VALUES (:county, :id, :person, :other);

-- mediation_sql_parties
SELECT person, other FROM mediation_parties WHERE county = :county AND mediation = :id
ORDER BY other, person LIMIT :max;

-- mediation_sql_note_insert
INSERT INTO mediation_notes (county, mediation, id, account, body, at_ms)
VALUES (:county, :mediation, :id, :account, :body, :now);

-- mediation_sql_notes
SELECT account, body, at_ms FROM mediation_notes WHERE county = :county AND mediation = :id
ORDER BY id LIMIT :max;

-- mediation_sql_handover_insert
INSERT INTO mediation_handovers (county, mediation, id, office, handed_ms)
VALUES (:county, :mediation, :id, :office, :now);

-- mediation_sql_handover_receipt: of the one under way
UPDATE mediation_handovers SET receipt = :text, receipt_ms = :now
WHERE county = :county AND mediation = :mediation AND receipt_ms = 0 AND ended_ms = 0;

-- mediation_sql_handover_end
UPDATE mediation_handovers SET result = :text, ended_ms = :now
WHERE county = :county AND mediation = :mediation AND ended_ms = 0;

-- mediation_sql_handovers
SELECT office, receipt, result, handed_ms, receipt_ms, ended_ms FROM mediation_handovers
WHERE county = :county AND mediation = :id ORDER BY id LIMIT :max;

-- mediation_sql_count
SELECT kind, COUNT(*) FROM mediations
WHERE county = :county AND opened_ms >= :since
    AND (scope BETWEEN :lo1 AND :hi1 OR scope BETWEEN :lo2 AND :hi2
        OR scope BETWEEN :lo3 AND :hi3 OR scope BETWEEN :lo4 AND :hi4)
GROUP BY kind;

-- mediation_sql_rekey: today's codes of a renumbered place
UPDATE mediations SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM mediations WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);
