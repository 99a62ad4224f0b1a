-- category_sql_live: the list staff and forms choose from
SELECT code, rev, kind, name, name_en, plain, plain_en, icon, chip, rural_chip, help, private, anonymous,
    urgent, onspot, owner, form, evidence, also, sounds, help_en
FROM categories WHERE county = :county AND live = 1 ORDER BY code LIMIT 1000;

-- category_sql_names: to filter a list by
SELECT code, name, name_en FROM categories WHERE county = :county AND live = 1
ORDER BY code LIMIT 1000;

-- category_sql_find: the newest revision
SELECT code, rev, kind, name, name_en, plain, plain_en, icon, chip, rural_chip, help, private, anonymous,
    urgent, onspot, owner, form, evidence, also, sounds, help_en
FROM categories WHERE county = :county AND code = :code AND live = 1;

-- category_sql_at: the revision a case was reported under
SELECT code, rev, kind, name, name_en, plain, plain_en, icon, chip, rural_chip, help, private, anonymous,
    urgent, onspot, owner, form, evidence, also, sounds, help_en
FROM categories WHERE county = :county AND code = :code AND rev = :rev;

-- category_sql_newest_rev
SELECT rev FROM categories WHERE county = :county AND code = :code ORDER BY rev DESC LIMIT 1;

-- category_sql_retire: the revision before an edit, or the last one of a withdrawn category
UPDATE categories SET live = 0 WHERE county = :county AND code = :code AND rev = :seen AND live = 1;

-- category_sql_insert
INSERT INTO categories (county, code, rev, live, kind, name, name_en, plain, plain_en, icon, chip,
    rural_chip, help, help_en, private, anonymous, urgent, onspot, owner, form, evidence, also,
    sounds, since_ms)
VALUES (:county, :code, :rev, 1, :kind, :name, :name_en, :plain, :plain_en, :icon, :chip,
    :rural_chip, :help, :help_en, :private, :anonymous, :urgent, :onspot, :owner, :form,
    :evidence, :also, :sounds, :now);

-- category_sql_number_insert
INSERT INTO category_numbers (county, standard, kind, number, code)
VALUES (:county, :standard, :kind, :number, :code)
ON CONFLICT (county, standard, kind, number) DO UPDATE SET code = excluded.code;

-- category_sql_by_number
SELECT code FROM category_numbers
WHERE county = :county AND standard = :standard AND kind = :kind AND number = :number;

-- category_sql_numbers
SELECT standard, number FROM category_numbers WHERE county = :county AND code = :code
ORDER BY standard, number;

-- category_sql_limit: the narrowest place wins, a named area level before any
SELECT n, unit, org, lo, hi, from_ms FROM category_limits
WHERE county = :county AND code = :code AND stage = :stage AND live = 1
    AND lo <= :scope AND hi >= :scope AND (level = :level OR level = '') AND from_ms <= :now
ORDER BY hi - lo, level DESC, from_ms DESC, id DESC LIMIT 1;

-- category_sql_limits
SELECT id, lo, hi, stage, n, unit, org, from_ms FROM category_limits
WHERE county = :county AND code = :code AND live = 1 ORDER BY stage, hi - lo DESC, lo, from_ms, id LIMIT 500;

-- category_sql_limit_insert
INSERT INTO category_limits (county, id, code, level, lo, hi, stage, n, unit, org, from_ms, live)
VALUES (:county, :id, :code, :level, :lo, :hi, :stage, :n, :unit, :org, :from, 1);

-- category_sql_limit_retire
UPDATE category_limits SET live = 0 WHERE county = :county AND id = :id AND live = 1;

-- category_sql_number_drop: of one standard, before another is given
DELETE FROM category_numbers WHERE county = :county AND code = :code AND standard = :standard;

-- category_sql_all_numbers
SELECT code, standard, number FROM category_numbers WHERE county = :county
ORDER BY code, standard LIMIT 5000;

-- category_sql_limit_replace: what counted before for the same places and stage
UPDATE category_limits SET live = 0
WHERE county = :county AND code = :code AND stage = :stage AND lo = :lo AND hi = :hi AND live = 1
    AND from_ms <= :from;
