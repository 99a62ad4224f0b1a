-- cases_sql_insert
INSERT INTO cases (county, id, scope, number, code, rev, body, answers, wants_private, may_contact,
    contact, shown, open, public_text, reply, reply_org, lat_u, lon_u, accuracy_m, spot, outside,
    opened_ms, changed_ms, facility)
VALUES (:county, :id, :scope, :number, :code, :rev, :body, :answers, :wants_private, :may_contact,
    :contact, 0, 1, '', '', 0, :lat, :lon, :accuracy, :spot, :outside, :opened, :opened,
    :facility);

-- cases_sql_find
SELECT code, rev, body, answers, wants_private, may_contact, contact, shown, public_text, reply,
    reply_org, lat_u, lon_u, accuracy_m, spot, outside, facility, changed_ms
FROM cases WHERE county = :county AND id = :id;

-- cases_sql_some: the rows of one page of a list, by id; with the words that their revision of the
-- category has, and the name of their community
SELECT c.id, c.spot, c.public_text, c.reply, c.shown, c.lat_u, c.lon_u, k.name, k.name_en, k.plain,
    k.plain_en, (SELECT p.name FROM places p WHERE p.code = c.scope / 1000 * 1000
        ORDER BY p.valid_from DESC LIMIT 1)
FROM cases c JOIN categories k ON k.county = c.county AND k.code = c.code AND k.rev = c.rev
WHERE c.county = :county AND k.county = :county AND c.id IN (:i1, :i2, :i3, :i4, :i5, :i6, :i7, :i8, :i9, :i10, :i11, :i12,
    :i13, :i14, :i15, :i16, :i17, :i18, :i19, :i20, :i21, :i22, :i23, :i24, :i25);

-- cases_sql_number: once the matter has one
UPDATE cases SET number = :number WHERE county = :county AND id = :id;

-- cases_sql_reply
UPDATE cases SET reply = :reply, reply_org = :org, changed_ms = :now
WHERE county = :county AND id = :id;

-- cases_sql_touch: after every move
UPDATE cases SET open = :open, scope = :scope, changed_ms = :now
WHERE county = :county AND id = :id;

-- cases_sql_release
UPDATE cases SET public_text = :text, shown = :shown, changed_ms = :now
WHERE county = :county AND id = :id;

-- cases_sql_near: candidates in a box around a spot; distance is the caller's arithmetic
SELECT id, lat_u, lon_u FROM cases
WHERE county = :county AND code = :code AND open = 1
    AND lat_u BETWEEN :south AND :north AND lon_u BETWEEN :west AND :east AND id <> :not_id
ORDER BY lat_u, id LIMIT 200;

-- cases_sql_pins [part]: public ones
SELECT id, scope, number, code, public_text, lat_u, lon_u, open FROM cases
WHERE county = :county AND shown = 1 AND lon_u BETWEEN :west AND :east
    AND scope BETWEEN :lo AND :hi;
-- cases_sql_box: by position
@pins AND lat_u BETWEEN :south AND :north ORDER BY lat_u, lon_u, id LIMIT :most;
-- cases_sql_box_of_place: by what the place has (so the +), which the county around it does not
-- lengthen
@pins AND +lat_u BETWEEN :south AND :north ORDER BY +lat_u, lon_u, id LIMIT :most;

-- cases_sql_in_work: released and not finished, and those of them whose time is over, by place (||
-- keeps SQLite from the index by kind, which holds the finished ones too)
SELECT m.scope, COUNT(*), CAST(COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM clocks k
        WHERE k.county = :county AND k.matter = m.id AND k.name = 'whole' AND k.state = 'running'
        AND k.due_ms < :now) THEN 1 ELSE 0 END), 0) AS bigint)
FROM matters m
WHERE m.county = :county AND m.listed = 1 AND m.is_open = 1 AND m.kind || '' = 'case'
    AND m.scope / 1000 BETWEEN CAST(:lo AS bigint) / 1000 AND CAST(:hi AS bigint) / 1000
    AND m.scope BETWEEN :lo AND :hi
GROUP BY m.scope ORDER BY m.scope;

-- cases_sql_by_outside: a range of one, as SQLite would put :outside for the column in the last
-- condition and then not see that the index fits
SELECT id FROM cases WHERE county = :county AND outside >= :outside AND outside <= :outside
    AND outside <> '';

-- cases_sql_note_insert
INSERT INTO case_notes (county, id, case_id, audience, account, body, at_ms)
VALUES (:county, :id, :case_id, :audience, :account, :body, :now);

-- cases_sql_notes
SELECT audience, account, body, at_ms FROM case_notes
WHERE county = :county AND case_id = :case_id ORDER BY id LIMIT 200;

-- cases_sql_follower_insert
INSERT INTO case_followers (county, case_id, person, affected, since_ms)
VALUES (:county, :case_id, :person, :affected, :now)
ON CONFLICT (county, case_id, person) DO UPDATE SET affected = excluded.affected;

-- cases_sql_followers
SELECT person, affected FROM case_followers
WHERE county = :county AND case_id = :case_id ORDER BY since_ms, person LIMIT 500;

-- cases_sql_affected
SELECT COUNT(*) FROM case_followers
WHERE county = :county AND case_id = :case_id AND affected = 1;

-- cases_sql_notices: what a community's home shows now, its town's and county's included
SELECT title, body, owner, until_ms, id FROM home_notices
WHERE county = :county AND (scope = :community OR scope = :town OR scope = :all)
    AND from_ms <= :now AND until_ms > :now
ORDER BY until_ms, id LIMIT 10;

-- cases_sql_notice_insert
INSERT INTO home_notices (county, id, scope, kind, title, body, owner, from_ms, until_ms)
VALUES (:county, :id, :scope, :kind, :title, :body, :owner, :from, :until);

-- cases_sql_rekey: today's codes of a renumbered place
UPDATE cases SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM cases WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- cases_sql_rekey_notices
UPDATE home_notices SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM home_notices WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- cases_sql_sender_insert
INSERT INTO open311_requests (county, key_id, number, case_id)
VALUES (:county, :key, :number, :case_id);

-- cases_sql_of_facility: newest first
SELECT id FROM cases WHERE county = :county AND facility = :facility AND facility IS NOT NULL
ORDER BY id DESC LIMIT :max;

-- cases_sql_typed_insert
INSERT INTO outside_typed (county, id, system, matter, fields, at_ms)
VALUES (:county, :id, :system, :matter, :fields, :now);
