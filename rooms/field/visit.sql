-- visit_sql_insert
INSERT INTO visits (county, id, household, place, scope, account, outcome, person, form, answers,
    next_day, day, at_ms)
VALUES (:county, :id, :household, :scope, :scope, :account, :outcome, :person, :form, :answers,
    :next_day, :day, :now);

-- visit_sql_of
SELECT id, account, outcome, person, form, answers, next_day, day, at_ms FROM visits
WHERE county = :county AND household = :household ORDER BY at_ms DESC, id DESC LIMIT :max;

-- visit_sql_rekey
UPDATE visits SET scope = scope * :keep + :shift WHERE county = :county AND id IN
  (SELECT id FROM visits WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- visit_sql_change_insert
INSERT INTO household_changes (county, id, household, scope, number, account, declined, at_ms)
VALUES (:county, :id, :household, :scope, '', :account, '', :now);

-- visit_sql_change_number
UPDATE household_changes SET number = :number WHERE county = :county AND id = :id;

-- visit_sql_change_declined
UPDATE household_changes SET declined = :words WHERE county = :county AND id = :id;

-- visit_sql_change
SELECT household, account, declined, at_ms FROM household_changes
WHERE county = :county AND id = :id;

-- visit_sql_changes_by
SELECT id FROM household_changes WHERE county = :county AND account = :account
ORDER BY at_ms DESC, id DESC LIMIT :max;

-- visit_sql_change_rekey
UPDATE household_changes SET scope = scope * :keep + :shift WHERE county = :county AND id IN
  (SELECT id FROM household_changes WHERE county = :county AND scope BETWEEN :lo AND :hi
   LIMIT :most);

-- visit_sql_line_insert
INSERT INTO household_change_lines (county, change_id, no, what, resident, person, said)
VALUES (:county, :change_id, :no, :what, :resident, :person, :said);

-- visit_sql_lines
SELECT what, resident, person, said FROM household_change_lines
WHERE county = :county AND change_id = :change_id ORDER BY no LIMIT :max;
