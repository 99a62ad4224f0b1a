-- joint_sql_insert
INSERT INTO joint_meetings (county, id, scope, at_ms, room, chair)
VALUES (:county, :id, :scope, :at, :room, :chair);

-- joint_sql_find
SELECT at_ms, room, chair, words FROM joint_meetings WHERE county = :county AND id = :id;

-- joint_sql_change
UPDATE joint_meetings SET at_ms = :at, room = :room, chair = :chair
WHERE county = :county AND id = :id;

-- joint_sql_words
UPDATE joint_meetings SET words = :words WHERE county = :county AND id = :id;

-- joint_sql_id_of: of a meeting alone
SELECT id FROM matters WHERE county = :county AND number = :number AND kind = 'joint';

-- joint_sql_invite
INSERT INTO joint_invited (county, meeting, org) VALUES (:county, :meeting, :org)
ON CONFLICT (county, meeting, org) DO NOTHING;

-- joint_sql_invited
SELECT i.org, o.name FROM joint_invited i JOIN orgs o ON o.county = i.county AND o.id = i.org
WHERE i.county = :county AND i.meeting = :meeting ORDER BY o.name, i.org LIMIT :max;

-- joint_sql_is_invited
SELECT 1 FROM joint_invited WHERE county = :county AND meeting = :meeting
    AND org IN (:org1, :org2, :org3, :org4) LIMIT 1;

-- joint_sql_list: of the actor's places, or to which the own organisation is invited; the latest
-- first
SELECT j.id FROM joint_meetings j JOIN matters m ON m.county = j.county AND m.id = j.id
WHERE j.county = :county AND m.is_open = :open AND (j.at_ms, j.id) < (:before_at, :before)
    AND (j.scope BETWEEN :lo1 AND :hi1 OR j.scope BETWEEN :lo2 AND :hi2
        OR j.scope BETWEEN :lo3 AND :hi3 OR j.scope BETWEEN :lo4 AND :hi4
        OR EXISTS (SELECT 1 FROM joint_invited i WHERE i.county = :county AND i.meeting = j.id
            AND i.org IN (:own1, :own2, :own3, :own4)))
ORDER BY j.at_ms DESC, j.id DESC LIMIT :max;

-- joint_sql_wait
INSERT INTO joint_waiting (county, case_id, scope, since_ms)
VALUES (:county, :case_id, :scope, :since)
ON CONFLICT (county, case_id) DO UPDATE SET scope = excluded.scope;

-- joint_sql_wait_no_more
DELETE FROM joint_waiting WHERE county = :county AND case_id = :case_id;

-- joint_sql_waiting: the longest first
SELECT case_id, since_ms FROM joint_waiting
WHERE county = :county AND scope BETWEEN :lo AND :hi ORDER BY since_ms, case_id LIMIT :max;

-- joint_sql_decide
INSERT INTO joint_decisions (county, meeting, case_id, decided, account, words, amount, unit,
    due_ms, at_ms)
VALUES (:county, :meeting, :case_id, :decided, :account, :words, :amount, :unit, :due, :now)
ON CONFLICT (county, meeting, case_id) DO UPDATE SET decided = excluded.decided,
    account = excluded.account, words = excluded.words, amount = excluded.amount,
    unit = excluded.unit, due_ms = excluded.due_ms, at_ms = excluded.at_ms
WHERE joint_decisions.decided = 0 OR excluded.decided = 1;

-- joint_sql_unit
INSERT INTO joint_units (county, meeting, case_id, org, leads)
VALUES (:county, :meeting, :case_id, :org, :leads);

-- joint_sql_units
SELECT o.name, u.leads FROM joint_units u JOIN orgs o ON o.county = u.county AND o.id = u.org
WHERE u.county = :county AND u.meeting = :meeting AND u.case_id = :case_id
ORDER BY u.leads DESC, o.name, u.org LIMIT :max;

-- joint_sql_units_forget: a case that came back within one meeting is decided anew
DELETE FROM joint_units WHERE county = :county AND meeting = :meeting AND case_id = :case_id;

-- joint_sql_decisions
SELECT case_id, decided, account, words, amount, unit, due_ms, at_ms FROM joint_decisions
WHERE county = :county AND meeting = :meeting ORDER BY at_ms, case_id LIMIT :max;

-- joint_sql_of_case: the meetings that had it, newest first
SELECT meeting, decided, at_ms FROM joint_decisions
WHERE county = :county AND case_id = :case_id ORDER BY at_ms DESC LIMIT :max;

-- joint_sql_rekey: today's codes of a renumbered place
UPDATE joint_meetings SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM joint_meetings WHERE county = :county AND scope BETWEEN :lo AND :hi
        LIMIT :most);

-- joint_sql_rekey_waiting
UPDATE joint_waiting SET scope = scope * :keep + :shift WHERE county = :county AND case_id IN
    (SELECT case_id FROM joint_waiting WHERE county = :county AND scope BETWEEN :lo AND :hi
        LIMIT :most);
