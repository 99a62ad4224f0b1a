-- people_sql_posts: the account and its posts in force, one row each; one row without a post if none
SELECT a.kind, a.name, a.state, a.must_change, a.epoch, a.person, a.factor_waived,
       CASE WHEN a.totp_wrapped IS NULL THEN 0 ELSE 1 END,
       p.id, p.org, p.scope, p.role, o.name, r.acts, r.factor
FROM accounts a
LEFT JOIN posts p ON p.county = a.county AND p.account = a.id
    AND p.from_day <= :day AND p.to_day >= :day
LEFT JOIN orgs o ON o.county = p.county AND o.id = p.org
LEFT JOIN roles r ON r.role = p.role
WHERE a.county = :county AND a.id = :account
ORDER BY p.id;

-- people_sql_roles
SELECT role, zh, en, factor, acts FROM roles ORDER BY role;

-- people_sql_role_acts
SELECT acts FROM roles WHERE role = :role;

-- people_sql_role_set
INSERT INTO roles (role, zh, en, factor, acts) VALUES (:role, :zh, :en, :factor, :acts)
ON CONFLICT (role) DO UPDATE SET zh = excluded.zh, en = excluded.en, factor = excluded.factor,
    acts = excluded.acts;

-- people_sql_holders
SELECT a.id, p.id, p.org, a.name, a.phone, p.scope, r.acts
FROM posts p
JOIN accounts a ON a.county = p.county AND a.id = p.account
JOIN roles r ON r.role = p.role
WHERE p.county = :county AND a.state = 'open' AND p.from_day <= :day AND p.to_day >= :day
    AND (CAST(:org AS bigint) = 0 OR p.org = :org) AND p.scope <= :scope AND r.acts LIKE :act
ORDER BY p.id;

-- people_sql_stand: the nearest switch of a room and the posts behind it, one row each; one row
-- without a post if nobody does
SELECT s.place, s.is_on, s.post, s.stand_in, s.row_ver, p.id, p.org, p.scope, a.name, a.login,
       r.zh, r.en, o.name, r.acts,
       CASE WHEN a.state = 'open' AND p.from_day <= :day AND p.to_day >= :day THEN 1 ELSE 0 END
FROM room_switches s
LEFT JOIN posts p ON p.county = s.county AND (p.id = s.post OR p.id = s.stand_in)
LEFT JOIN accounts a ON a.county = p.county AND a.id = p.account
LEFT JOIN roles r ON r.role = p.role
LEFT JOIN orgs o ON o.county = p.county AND o.id = p.org
WHERE s.county = :county AND s.room = :room AND s.place =
    (SELECT MAX(x.place) FROM room_switches x WHERE x.county = :county AND x.room = :room
        AND x.place IN (:grid, :community, :town, :above, 0));

-- people_sql_org
SELECT id, kind, code, name, credit_code, phone, place, scope, parent, closed, row_ver
FROM orgs WHERE county = :county AND id = :id;

-- people_sql_org_code
SELECT id, kind, code, name, credit_code, phone, place, scope, parent, closed, row_ver
FROM orgs WHERE county = :county AND code = :code;

-- people_sql_orgs
SELECT id, kind, code, name, credit_code, phone, place, scope, parent, closed, row_ver
FROM orgs
WHERE county = :county AND scope BETWEEN :lo AND :hi AND closed = 0
    AND (:kind = '' OR kind = :kind)
ORDER BY name, id;

-- people_sql_org_add
INSERT INTO orgs (county, id, kind, code, name, credit_code, phone, place, scope, parent)
VALUES (:county, :id, :kind, :code, :name, :credit_code, :phone, :place, :scope, :parent);

-- people_sql_org_change
UPDATE orgs SET name = :name, credit_code = :credit_code, phone = :phone, parent = :parent,
    closed = :closed, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen;

-- people_sql_org_people: posts in force of an organisation
SELECT COUNT(*) FROM posts
WHERE county = :county AND org = :org AND from_day <= :day AND to_day >= :day;

-- people_sql_person
SELECT id, key_wrapped, name_sealed, phone_sealed, id_sealed, tongue, erased_ms, row_ver
FROM persons WHERE county = :county AND id = :id;

-- people_sql_person_of_account
SELECT person FROM accounts WHERE county = :county AND id = :id AND state <> 'erased';

-- people_sql_account_of_person
SELECT id FROM accounts WHERE county = :county AND person = :person AND state = 'open';

-- people_sql_person_accounts
SELECT id FROM accounts WHERE county = :county AND person = :person ORDER BY +id LIMIT :max;

-- people_sql_person_add
INSERT INTO persons (county, id, key_wrapped, name_sealed, phone_sealed, id_sealed, phone_index,
    tongue, created_ms)
VALUES (:county, :id, :key, :name, :phone, :id_number, :phone_index, :tongue, :now);

-- people_sql_person_change
UPDATE persons SET name_sealed = :name, id_sealed = :id_number, tongue = :tongue,
    row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen AND erased_ms IS NULL;

-- people_sql_person_phone_change: nobody's door
UPDATE persons SET phone_sealed = :phone, phone_index = :phone_index, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen AND erased_ms IS NULL
  AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.county = :county AND a.person = :id);

-- people_sql_person_erase
UPDATE persons SET key_wrapped = NULL, name_sealed = NULL, phone_sealed = NULL, id_sealed = NULL,
    phone_index = NULL, tongue = '', erased_ms = :now, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND erased_ms IS NULL;

-- people_sql_person_accounts_erase
UPDATE accounts SET state = 'erased', name = '', phone = '', epoch = epoch + 1,
    row_ver = row_ver + 1
WHERE county = :county AND person = :person;

-- people_sql_person_counties [global]: the rotation goes from county to county
SELECT DISTINCT county FROM persons WHERE key_wrapped IS NOT NULL;

-- people_sql_factor_counties [global]
SELECT DISTINCT county FROM accounts WHERE totp_wrapped IS NOT NULL;

-- people_sql_factor_keys
SELECT id, totp_wrapped FROM accounts
WHERE county = :county AND id > :after AND totp_wrapped IS NOT NULL
ORDER BY id LIMIT :n;

-- people_sql_factor_rewrap
UPDATE accounts SET totp_wrapped = :new
WHERE county = :county AND id = :id AND totp_wrapped = :old;

-- people_sql_person_keys: for the rotation, in slices
SELECT id, key_wrapped FROM persons
WHERE county = :county AND id > :after AND key_wrapped IS NOT NULL
ORDER BY id LIMIT :n;

-- people_sql_person_rewrap: not if the key changed or was destroyed meanwhile
UPDATE persons SET key_wrapped = :new
WHERE county = :county AND id = :id AND key_wrapped = :old;

-- people_sql_phone_persons: everyone of a family number, with the account; CROSS keeps SQLite from
-- starting with all accounts
SELECT a.id, p.id FROM persons p CROSS JOIN accounts a
WHERE p.county = :county AND p.phone_index = :phone AND a.county = p.county AND a.person = p.id
    AND a.state = 'open'
ORDER BY a.id;

-- people_sql_phone_others
SELECT COUNT(*) FROM persons WHERE county = :county AND phone_index = :phone AND id <> :id;

-- people_sql_person_phone
SELECT phone_index FROM persons WHERE county = :county AND id = :id;

-- people_sql_account_add
INSERT INTO accounts (county, id, kind, login, name, phone, person, password, password_ms,
    must_change, factor_waived, created_ms)
VALUES (:county, :id, :kind, :login, :name, :phone, :person, :password, :now, :must_change,
    :factor_waived, :now);

-- people_sql_account
SELECT id, kind, login, name, phone, person, must_change,
       CASE WHEN totp_wrapped IS NULL THEN 0 ELSE 1 END, state, created_ms, seen_ms, row_ver
FROM accounts WHERE county = :county AND id = :id;

-- people_sql_account_secrets
SELECT password, pin, totp_wrapped, totp_step, epoch, must_change, state, name, kind
FROM accounts WHERE county = :county AND id = :id;

-- people_sql_accounts_staff
SELECT id, kind, login, name, phone, person, must_change,
       CASE WHEN totp_wrapped IS NULL THEN 0 ELSE 1 END, state, created_ms, seen_ms, row_ver
FROM accounts
WHERE county = :county AND kind = 'staff' AND login > :after
    AND (login LIKE :like OR name LIKE :name_like)
ORDER BY login LIMIT :n;

-- people_sql_account_password: every session but those made afterwards ends
UPDATE accounts SET password = :password, password_ms = :now, must_change = :must_change,
    epoch = epoch + 1, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND kind = 'staff' AND state <> 'erased';

-- people_sql_account_rehash
UPDATE accounts SET password = :password WHERE county = :county AND id = :id AND password = :old;

-- people_sql_account_state
UPDATE accounts SET state = :state, epoch = epoch + 1, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND kind = 'staff' AND state = :from;

-- people_sql_account_pin
UPDATE accounts SET pin = :pin, row_ver = row_ver + 1 WHERE county = :county AND id = :id;

-- people_sql_account_totp
UPDATE accounts SET totp_wrapped = :totp, totp_step = :step, row_ver = row_ver + 1
WHERE county = :county AND id = :id;

-- people_sql_account_totp_used: a step serves once
UPDATE accounts SET totp_step = :step
WHERE county = :county AND id = :id AND totp_step < :step;

-- people_sql_account_seen
UPDATE accounts SET seen_ms = :now WHERE county = :county AND id = :id;

-- people_sql_account_lock: the row that owns the rules on an account's posts
UPDATE accounts SET row_ver = row_ver + 1
WHERE county = :county AND id = :id AND kind = 'staff' AND state <> 'erased';

-- people_sql_account_epoch: ends every session of the account
UPDATE accounts SET epoch = epoch + 1 WHERE county = :county AND id = :id;

-- people_sql_post_add
INSERT INTO posts (county, id, account, org, role, place, scope, from_day, to_day, given_by)
VALUES (:county, :id, :account, :org, :role, :place, :scope, :from_day, :to_day, :given_by);

-- people_sql_post_end: a post that has not begun ends the day before it begins, so never was
UPDATE posts SET to_day = :to_day, row_ver = row_ver + 1
WHERE county = :county AND id = :id AND account = :account AND to_day > :to_day;

-- people_sql_account_posts: past and future ones too
SELECT p.id, p.org, o.name, p.role, r.zh, r.en, p.scope, p.from_day, p.to_day, p.row_ver, r.acts
FROM posts p
JOIN orgs o ON o.county = p.county AND o.id = p.org
JOIN roles r ON r.role = p.role
WHERE p.county = :county AND p.account = :account
ORDER BY p.to_day DESC, p.id;

-- people_sql_org_posts: who works there today
SELECT p.id, a.id, a.name, a.login, p.role, r.zh, r.en, p.scope, p.from_day, p.to_day
FROM posts p
JOIN accounts a ON a.county = p.county AND a.id = p.account
JOIN roles r ON r.role = p.role
WHERE p.county = :county AND p.org = :org AND p.from_day <= :day AND p.to_day >= :day
ORDER BY a.name, p.id;

-- people_sql_place_posts: who works at places today
SELECT p.id, a.id, a.name, a.login, p.role, r.zh, r.en, p.org, o.name, p.scope, p.from_day, p.to_day
FROM posts p
JOIN accounts a ON a.county = p.county AND a.id = p.account
JOIN roles r ON r.role = p.role
JOIN orgs o ON o.county = p.county AND o.id = p.org
WHERE p.county = :county AND p.scope BETWEEN :lo AND :hi AND p.from_day <= :day
  AND p.to_day >= :day AND a.state = 'open'
ORDER BY p.scope, r.role, a.name, p.id LIMIT :n;

-- people_sql_door_open
INSERT INTO door (hash, kind, county, ref, expires_ms)
VALUES (:hash, :kind, :county, :ref, :expires);

-- people_sql_door_find
SELECT county, ref FROM door
WHERE hash = :hash AND kind = :kind AND (expires_ms = 0 OR expires_ms > :now);

-- people_sql_door_close
DELETE FROM door WHERE hash = :hash AND kind = :kind;

-- people_sql_session_add
INSERT INTO sessions (hash, county, account, epoch, kind, device, phone_index, created_ms, seen_ms,
    idle_ms, expires_ms)
VALUES (:hash, :county, :account, :epoch, :kind, :device, :phone, :now, :now, :idle, :expires);

-- people_sql_session
SELECT county, account, epoch, kind, parked, seen_ms, idle_ms, expires_ms, phone_index, device
FROM sessions WHERE hash = :hash;

-- people_sql_session_seen
UPDATE sessions SET seen_ms = :now WHERE hash = :hash AND seen_ms < :now;

-- people_sql_session_park
UPDATE sessions SET parked = :parked, seen_ms = :now WHERE hash = :hash AND parked <> :parked;

-- people_sql_session_close
DELETE FROM sessions WHERE hash = :hash;

-- people_sql_sessions_close_device
DELETE FROM sessions WHERE device = :device AND account = :account AND county = :county;

-- people_sql_sweeps [global]: is there anything to remove; sessions have no county of their own
SELECT county FROM sessions WHERE expires_ms <= :now LIMIT 1;

-- people_sql_sessions_sweep
DELETE FROM sessions WHERE expires_ms <= :now;

-- people_sql_codes_sweep
DELETE FROM codes WHERE expires_ms <= :now;

-- people_sql_attempts_sweep
DELETE FROM attempts WHERE since_ms < :old AND until_ms <= :now;

-- people_sql_code_set
INSERT INTO codes (hash, code, tries, expires_ms) VALUES (:hash, :code, 0, :expires)
ON CONFLICT (hash) DO UPDATE SET code = excluded.code, tries = excluded.tries,
    expires_ms = excluded.expires_ms;

-- people_sql_code_try: counted before it is compared
UPDATE codes SET tries = tries + 1 WHERE hash = :hash AND expires_ms > :now AND tries < :most;

-- people_sql_code
SELECT code FROM codes WHERE hash = :hash;

-- people_sql_code_close
DELETE FROM codes WHERE hash = :hash;

-- people_sql_attempt_forget
DELETE FROM attempts
WHERE hash = :hash AND kind = :kind AND since_ms < :window AND until_ms <= :now;

-- people_sql_attempt_add
INSERT INTO attempts (hash, kind, n, since_ms, until_ms) VALUES (:hash, :kind, 1, :now, 0)
ON CONFLICT (hash, kind) DO UPDATE SET n = attempts.n + excluded.n;

-- people_sql_attempt_lock
UPDATE attempts SET until_ms = :until WHERE hash = :hash AND kind = :kind AND until_ms < :now;

-- people_sql_attempt
SELECT n, since_ms, until_ms FROM attempts WHERE hash = :hash AND kind = :kind;

-- people_sql_attempt_close
DELETE FROM attempts WHERE hash = :hash AND kind = :kind;

-- people_sql_device_used
INSERT INTO devices (county, device, account, first_ms, last_ms, sign_ins)
VALUES (:county, :device, :account, :now, :now, 1)
ON CONFLICT (county, device, account) DO UPDATE SET last_ms = excluded.last_ms,
    sign_ins = devices.sign_ins + excluded.sign_ins;

-- people_sql_devices_shared: pairs of accounts that were never seen on any other device
SELECT a.login, b.login, a.name, b.name, d.sign_ins, e.sign_ins, e.last_ms
FROM devices d
JOIN devices e ON e.county = d.county AND e.device = d.device AND e.account > d.account
JOIN accounts a ON a.county = d.county AND a.id = d.account
JOIN accounts b ON b.county = e.county AND b.id = e.account
WHERE d.county = :county AND d.sign_ins >= :least AND e.sign_ins >= :least
    AND NOT EXISTS (SELECT 1 FROM devices x WHERE x.county = d.county
        AND x.account IN (d.account, e.account) AND x.device <> d.device)
ORDER BY e.last_ms DESC LIMIT 200;

-- people_sql_access_add
INSERT INTO access_log (county, id, at_ms, actor_county, actor, post, person, act, ref, reason)
VALUES (:county, :id, :now, :actor_county, :actor, :post, :person, :act, :ref, :reason);

-- people_sql_access_of_person: newest first
SELECT l.id, l.at_ms, l.act, l.ref, l.reason, o.name, a.name, a.login, l.person
FROM access_log l
LEFT JOIN accounts a ON a.county = l.county AND a.id = l.actor
LEFT JOIN posts p ON p.county = l.county AND p.id = l.post
LEFT JOIN orgs o ON o.county = l.county AND o.id = p.org
WHERE l.county = :county AND l.person = :person AND l.id < :before
ORDER BY l.id DESC LIMIT :n;

-- people_sql_access: for the auditor
SELECT l.id, l.at_ms, l.act, l.ref, l.reason, o.name, a.name, a.login, l.person
FROM access_log l
LEFT JOIN accounts a ON a.county = l.county AND a.id = l.actor
LEFT JOIN posts p ON p.county = l.county AND p.id = l.post
LEFT JOIN orgs o ON o.county = l.county AND o.id = p.org
WHERE l.county = :county AND l.id < :before AND l.at_ms >= :from AND l.at_ms < :to
    AND (CAST(:actor AS bigint) = 0 OR l.actor = :actor)
    AND (CAST(:reasons AS integer) = 0 OR l.reason <> '')
ORDER BY l.id DESC LIMIT :n;

-- people_sql_first_county [global]: where somebody without a community belongs
SELECT MIN(county) FROM orgs;

-- people_sql_orgs_rekey
UPDATE orgs SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM orgs WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- people_sql_posts_rekey
UPDATE posts SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM posts WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- people_sql_tokens_rekey
UPDATE tokens SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM tokens WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);

-- people_sql_token_insert
INSERT INTO tokens (county, id, name, scope, acts, since_ms, until_ms)
VALUES (:county, :id, :name, :scope, :acts, :now, :until);

-- people_sql_token
SELECT id, name, scope, acts, since_ms, until_ms FROM tokens
WHERE county = :county AND id = :id;

-- people_sql_token_list
SELECT id, name, scope, acts, since_ms, until_ms FROM tokens
WHERE county = :county ORDER BY id LIMIT :max;

-- people_sql_token_revoke
UPDATE tokens SET until_ms = :now
WHERE county = :county AND id = :id AND (until_ms = 0 OR until_ms > :now);

-- people_sql_post_lend
INSERT INTO posts (county, id, account, org, role, place, scope, from_day, to_day, given_by, lent_by)
VALUES (:county, :id, :account, :org, :role, :scope, :scope, :from_day, :to_day, :given_by, :lent_by);

-- people_sql_loans
SELECT id, account, lent_by, scope, from_day, to_day FROM posts
WHERE county = :county AND lent_by <> 0 AND to_day >= :since AND to_day >= from_day
  AND (scope BETWEEN :lo1 AND :hi1 OR scope BETWEEN :lo2 AND :hi2
    OR scope BETWEEN :lo3 AND :hi3 OR scope BETWEEN :lo4 AND :hi4)
ORDER BY from_day DESC, id DESC LIMIT :max;

-- people_sql_loan
SELECT scope, account FROM posts WHERE county = :county AND id = :id AND lent_by <> 0;

-- people_sql_stands_for
SELECT id FROM posts WHERE county = :county AND account = :account AND lent_by = :lent_by
  AND from_day <= :day AND to_day >= :day LIMIT 1;
