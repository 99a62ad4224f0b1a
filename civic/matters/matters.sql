-- Columns of a matter are read in one order everywhere: matters_read in matters.c.

-- matters_sql_of_matter [part]
m.county, m.id, m.row_ver, m.kind, m.flow, m.state, m.is_open, m.outcome, m.word, m.place,
    m.scope, m.category, m.title, m.source, m.number, m.flags, m.merged_into, m.lead_org,
    m.opened_ms, m.changed_ms, m.closed_ms, m.until_ms, m.rating, m.returns, m.reworks,
    m.extensions, m.holds, m.reopens, m.supervision, m.round;
-- matters_sql_matter [part]
SELECT @of_matter;

-- matters_sql_add
INSERT INTO matters (county, id, kind, flow, state, is_open, place, scope, category, title, source,
    token, flags, listed, opened_ms, changed_ms, changed_by)
VALUES (:county, :id, :kind, :flow, :state, 1, :place, :scope, :category, :title, :source,
    :token, :flags, :listed, :opened, :now, :actor);
-- matters_sql_by_id
@matter FROM matters m WHERE county = :county AND id = :id;
-- matters_sql_by_number
@matter FROM matters m WHERE county = :county AND number = :number;
-- matters_sql_by_token
@matter FROM matters m WHERE county = :county AND token = :token;
-- matters_sql_by_ref
SELECT matter FROM outside_refs
WHERE county = :county AND system = :system AND number = :number;
-- matters_sql_move: changes no row if somebody was faster. Flags are added to the row's own, since
-- releasing a matter changes them without a new row_ver.
UPDATE matters SET row_ver = row_ver + 1, state = :state, is_open = :open, outcome = :outcome,
    word = :word, flags = flags | :hard, merged_into = :merged_into,
    lead_org = :lead_org, changed_ms = :now, changed_by = :actor, round = :round,
    closed_ms = :closed, until_ms = :until, rating = :rating, returns = :returns,
    reworks = :reworks, extensions = :extensions, holds = :holds, reopens = :reopens,
    supervision = :level
WHERE county = :county AND id = :id AND row_ver = :seen AND state = :from;
-- matters_sql_changed: who was faster
SELECT changed_by, changed_ms, row_ver FROM matters WHERE county = :county AND id = :id;
-- matters_sql_token_of
SELECT token FROM matters WHERE county = :county AND id = :id;
-- matters_sql_flags
UPDATE matters SET flags = :flags, listed = :listed WHERE county = :county AND id = :id
    AND flags = :seen;
-- matters_sql_title
UPDATE matters SET category = :category, title = :title WHERE county = :county AND id = :id;
-- matters_sql_word: of a merged matter's own reporter
UPDATE matters SET row_ver = row_ver + 1, word = :word, rating = :rating
WHERE county = :county AND id = :id AND row_ver = :seen;
-- matters_sql_migrate
UPDATE matters SET row_ver = row_ver + 1, flow = :flow, state = :state, is_open = :open,
    round = row_ver + 1
WHERE county = :county AND id = :id AND row_ver = :seen;

-- matters_sql_count_up: the transaction's last but one statement
INSERT INTO numbers (county, alias, year, n) VALUES (:county, :alias, :year, 1)
ON CONFLICT (county, alias, year) DO UPDATE SET n = numbers.n + excluded.n RETURNING n;
-- matters_sql_number
UPDATE matters SET number = :number WHERE county = :county AND id = :id;

-- matters_sql_not_about_me [part]: whoever a matter is about is kept out of it
    AND NOT EXISTS (SELECT 1 FROM parties p WHERE p.county = :county AND p.matter = m.id
        AND p.role = 'subject' AND (p.account = :me AND p.org = 0
            OR p.org IN (:org1, :org2, :org3, :org4)));
-- matters_sql_listed [part]: newest first
    AND scope BETWEEN :lo AND :hi AND id < :before
    AND (:kind = '' OR kind = :kind) AND (:category = '' OR category = :category)
    AND (:state = '' OR state = :state)
    AND (CAST(:open AS integer) < 0 OR is_open = :open)
    AND ((CAST(:listed AS integer) = 1 AND listed = 1) OR (:listed = 0
        AND (scope BETWEEN :lo1 AND :hi1 OR scope BETWEEN :lo2 AND :hi2
            OR scope BETWEEN :lo3 AND :hi3 OR scope BETWEEN :lo4 AND :hi4)
        AND ((flags & 1) = 0
            OR scope BETWEEN :plo1 AND :phi1 OR scope BETWEEN :plo2 AND :phi2
            OR scope BETWEEN :plo3 AND :phi3 OR scope BETWEEN :plo4 AND :phi4)
        @not_about_me))
ORDER BY id DESC LIMIT :max;
-- matters_sql_told [part]: the same of what everybody may read
    AND scope BETWEEN :lo AND :hi
    AND (:kind = '' OR kind = :kind) AND (:state = '' OR state = :state)
    AND (CAST(:open AS integer) < 0 OR is_open = :open);
-- matters_sql_of_community: by the index of the community
@matter FROM matters m WHERE county = :county AND scope / 1000 = :community @listed;
-- matters_sql_of_range: by id
@matter FROM matters m WHERE county = :county @listed;
-- matters_sql_listed_of: released ones of one category in a community
@matter FROM matters m WHERE county = :county AND listed = 1 AND scope / 1000 = :community
    AND category = :category @told AND id < :before
ORDER BY id DESC LIMIT :max;
-- matters_sql_listed_in_work: what is in work is sorted (so the +), rather than all there ever was
-- read
@matter FROM matters m WHERE county = :county AND listed = 1 AND is_open = 1
    AND scope / 1000 BETWEEN CAST(:lo AS bigint) / 1000 AND CAST(:hi AS bigint) / 1000
    AND (:category = '' OR category = :category) @told AND +id < :before
ORDER BY +id DESC LIMIT :max;
-- matters_sql_tally [part]: reports, and those of them whose reporter said yes
SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN m.word = 'yes' THEN 1 ELSE 0 END), 0) AS bigint);
-- matters_sql_told_since [part]: community by community
WHERE m.county = :county AND m.kind = :kind AND m.listed = 1 AND m.opened_ms >= :since
    AND m.scope / 1000 IN (SELECT p.code / 1000 FROM places p WHERE p.code BETWEEN :lo AND :hi);
-- matters_sql_tally_listed [sqlite]: its planner would read all of the county's
@tally FROM matters m INDEXED BY matters_told @told_since;
-- matters_sql_tally_listed [pg]
@tally FROM matters m @told_since;
-- matters_sql_mine: by the account (as in matters_sql_work), not through everybody's of the county
@matter FROM parties p JOIN matters m ON m.county = p.county AND m.id = p.matter
WHERE p.county = :county AND p.account >= :me AND p.account <= :me AND p.account <> 0
    AND p.role = 'reporter' AND p.matter < :before
ORDER BY +p.matter DESC LIMIT :max;

-- ---- parties -------------------------------------------------------------

-- matters_sql_party_add
INSERT INTO parties (county, matter, role, account, org, may_contact, since_ms)
VALUES (:county, :matter, :role, :account, :org, :may_contact, :now)
ON CONFLICT (county, matter, role, account, org) DO NOTHING;
-- matters_sql_party_drop
DELETE FROM parties WHERE county = :county AND matter = :matter AND role = :role
    AND account = :account AND org = 0;
-- matters_sql_parties: subjects, and what the actor is
SELECT role, account, org FROM parties WHERE county = :county AND matter = :matter
    AND (role = 'subject' OR account = :me AND account <> 0);
-- matters_sql_people: of the matter and of those merged into it
SELECT account, role, may_contact, matter FROM parties
WHERE county = :county AND account <> 0 AND role <> 'subject' AND matter IN (
    SELECT id FROM matters WHERE county = :county AND id = :matter UNION ALL
    SELECT id FROM matters WHERE county = :county AND merged_into = :matter)
ORDER BY matter, role, account LIMIT :max;
-- matters_sql_affected: by the matter, not by the account (which +account rules out)
SELECT COUNT(*) FROM (SELECT DISTINCT account FROM parties
    WHERE county = :county AND role IN ('reporter', 'affected') AND +account <> 0
    AND matter IN (
        SELECT id FROM matters WHERE county = :county AND id = :matter UNION ALL
        SELECT id FROM matters WHERE county = :county AND merged_into = :matter)) AS a;

-- ---- tasks ---------------------------------------------------------------

-- matters_sql_task_add
INSERT INTO tasks (county, matter, id, name, kind, act, state, scope, desk, org, account, post,
    near, clock, due_ms, opened_ms, round)
VALUES (:county, :matter, :id, :name, :kind, :act, 'open', :scope, :desk, :org, :account, 0,
    :near, :clock, :due, :now, :round);
-- matters_sql_tasks: the open ones and the last of the others
SELECT matter, id, row_ver, name, kind, act, state, scope, desk, org, account, post, near, clock,
    due_ms, opened_ms, claimed_ms, closed_ms, closed_by, round
FROM tasks WHERE county = :county AND matter = :matter AND id IN (SELECT l.id FROM tasks l
    WHERE l.county = :county AND l.matter = :matter
    ORDER BY CASE l.state WHEN 'open' THEN 0 ELSE 1 END, l.id DESC LIMIT :most)
ORDER BY id;
-- matters_sql_task_close
UPDATE tasks SET state = :state, closed_ms = :now, closed_by = :actor, post = :post,
    row_ver = row_ver + 1
WHERE county = :county AND matter = :matter AND id = :id AND row_ver = :seen AND state = 'open';
-- matters_sql_task_due
UPDATE tasks SET due_ms = :due WHERE county = :county AND matter = :matter AND clock = :clock
    AND state = 'open';
-- matters_sql_task_give: claim, release, hand over
UPDATE tasks SET account = :account, claimed_ms = :claimed, row_ver = row_ver + 1
WHERE county = :county AND matter = :matter AND id = :id AND row_ver = :seen AND state = 'open';
-- matters_sql_task_move: to another desk, its owner having become a subject
UPDATE tasks SET desk = :desk, org = :org, account = :account, row_ver = row_ver + 1
WHERE county = :county AND matter = :matter AND id = :id AND state = 'open';
-- matters_sql_work: how much somebody has; a range of one, since SQLite would put the account for
-- account <> 0 and then not see that the index fits
SELECT COUNT(*) FROM tasks WHERE county = :county AND account >= :account AND account <= :account
    AND state = 'open' AND account <> 0;

-- matters_sql_turn_add
INSERT INTO turns (county, id, act, scope, account, from_ms, to_ms)
VALUES (:county, :id, :act, :scope, :account, :from, :to);
-- matters_sql_turn_close
UPDATE turns SET to_ms = :to WHERE county = :county AND id = :id AND to_ms > :to;
-- matters_sql_turns: whose turn it is now, the nearest place first
SELECT account FROM turns WHERE county = :county AND act = :act AND from_ms <= :now
    AND to_ms > :now AND scope IN (:s0, :s1, :s2, :s3, :s4)
ORDER BY scope DESC, from_ms DESC LIMIT 20;

-- ---- the inbox -----------------------------------------------------------

-- Three boxes, each by due date, newest first, and counted.

-- matters_sql_row [part]
SELECT t.matter, t.id, t.row_ver, t.name, t.kind, t.act, t.state, t.scope, t.desk, t.org,
    t.account, t.post, t.near, t.clock, t.due_ms, t.opened_ms, t.claimed_ms, t.closed_ms,
    t.closed_by, t.round, @of_matter;
-- matters_sql_open_tasks [part]
FROM tasks t JOIN matters m ON m.county = t.county AND m.id = t.matter
WHERE t.county = :county AND t.state = 'open'
    AND t.due_ms < :due_before AND t.scope BETWEEN :lo AND :hi
    AND (:kind = '' OR m.kind = :kind) AND (:task = '' OR t.name = :task)
    AND (:category = '' OR m.category = :category)
    AND (CAST(:unreturned AS integer) = 0 OR EXISTS (SELECT 1 FROM outside_refs o
        WHERE o.county = :county AND o.matter = t.matter AND o.state <> 'returned'));
-- matters_sql_of_mine [part]
@open_tasks AND t.account = :me AND t.account <> 0;
-- matters_sql_of_tray [part]: one tray of a place or of an organisation
@open_tasks AND t.account = 0 AND t.org = :org AND t.desk = :desk
    AND (:acts LIKE '% ' || t.act || ' %' OR :org_acts LIKE '% ' || t.act || '@org %')
    AND t.scope BETWEEN :post_lo AND :post_hi
    @not_about_me;
-- matters_sql_of_all [part]: whatever may() lets this actor do
@open_tasks
    AND (t.account = :me AND t.account <> 0
        OR t.scope BETWEEN :lo1 AND :hi1 AND (:acts1 LIKE '% ' || t.act || ' %'
            OR t.org = :org1 AND :acts1 LIKE '% ' || t.act || '@org %')
        OR t.scope BETWEEN :lo2 AND :hi2 AND (:acts2 LIKE '% ' || t.act || ' %'
            OR t.org = :org2 AND :acts2 LIKE '% ' || t.act || '@org %')
        OR t.scope BETWEEN :lo3 AND :hi3 AND (:acts3 LIKE '% ' || t.act || ' %'
            OR t.org = :org3 AND :acts3 LIKE '% ' || t.act || '@org %')
        OR t.scope BETWEEN :lo4 AND :hi4 AND (:acts4 LIKE '% ' || t.act || ' %'
            OR t.org = :org4 AND :acts4 LIKE '% ' || t.act || '@org %')
        OR t.near = 1 AND (t.scope / 1000 = :near1 AND :acts1 LIKE '% ' || t.act || ' %'
            OR t.scope / 1000 = :near2 AND :acts2 LIKE '% ' || t.act || ' %'
            OR t.scope / 1000 = :near3 AND :acts3 LIKE '% ' || t.act || ' %'
            OR t.scope / 1000 = :near4 AND :acts4 LIKE '% ' || t.act || ' %'))
    @not_about_me;
-- matters_sql_by_due [part]
    AND (t.due_ms, t.matter, t.id) > (:after_due, :after_matter, :after_task)
ORDER BY t.due_ms, t.matter, t.id LIMIT :max;
-- matters_sql_by_age [part]: what is open is sorted (so the +), rather than all there ever was read
    AND (+t.matter, t.id) < (:after_matter, :after_task)
ORDER BY +t.matter DESC, t.id DESC LIMIT :max;

-- matters_sql_inbox_mine
@row @of_mine @by_due;
-- matters_sql_inbox_mine_new
@row @of_mine @by_age;
-- matters_sql_inbox_mine_count
SELECT COUNT(*) FROM (SELECT 1 AS one @of_mine LIMIT :max) AS c;
-- matters_sql_inbox_tray
@row @of_tray @by_due;
-- matters_sql_inbox_tray_new
@row @of_tray @by_age;
-- matters_sql_inbox_tray_count
SELECT COUNT(*) FROM (SELECT 1 AS one @of_tray LIMIT :max) AS c;
-- matters_sql_inbox_all
@row @of_all @by_due;
-- matters_sql_inbox_all_new
@row @of_all @by_age;
-- matters_sql_inbox_all_count
SELECT COUNT(*) FROM (SELECT 1 AS one @of_all LIMIT :max) AS c;

-- ---- clocks --------------------------------------------------------------

-- matters_sql_clock_add
INSERT INTO clocks (county, matter, id, name, unit, amount, calendar, started_ms, from_ms, used_ms,
    due_ms, state, next_ms)
VALUES (:county, :matter, :id, :name, :unit, :amount, :calendar, :started, :from, :used, :due,
    :state, :next);
-- matters_sql_clocks: the last of each name: a case may come back as often as it likes
SELECT id, name, unit, amount, calendar, started_ms, from_ms, used_ms, due_ms, stopped_ms, state,
    next_ms, (SELECT COUNT(*) FROM clock_steps s
        WHERE s.county = :county AND s.matter = :matter AND s.clock = clocks.id)
FROM clocks WHERE county = :county AND matter = :matter AND id IN (SELECT MAX(l.id) FROM clocks l
    WHERE l.county = :county AND l.matter = :matter GROUP BY l.name)
ORDER BY id;
-- matters_sql_clock_change: only as it was read
UPDATE clocks SET amount = :amount, unit = :unit, calendar = :calendar, from_ms = :from,
    used_ms = :used, due_ms = :due, stopped_ms = :stopped, state = :state, next_ms = :next
WHERE county = :county AND matter = :matter AND id = :id AND state = :was AND due_ms = :was_due;
-- matters_sql_clocks_due [sqlite]: its planner would read all of the county's
SELECT c.matter, c.id FROM clocks c INDEXED BY clocks_next
WHERE c.county = :county AND c.next_ms <= :now ORDER BY c.next_ms, c.matter, c.id LIMIT 100;
-- matters_sql_clocks_due [pg]
SELECT c.matter, c.id FROM clocks c
WHERE c.county = :county AND c.next_ms <= :now ORDER BY c.next_ms, c.matter, c.id LIMIT 100;
-- matters_sql_step_take: the clock's own compare-and-set, before the step is fired
UPDATE clocks SET next_ms = :next WHERE county = :county AND matter = :matter AND id = :id
    AND next_ms = :seen AND state = 'running';
-- matters_sql_step_fire: once, by its key
INSERT INTO clock_steps (county, matter, clock, step, fired_ms)
VALUES (:county, :matter, :clock, :step, :now)
ON CONFLICT (county, matter, clock, step) DO NOTHING;
-- matters_sql_steps
SELECT step FROM clock_steps WHERE county = :county AND matter = :matter AND clock = :clock;
-- matters_sql_until_due [sqlite]
SELECT id FROM matters INDEXED BY matters_until
WHERE county = :county AND until_ms <= :now ORDER BY until_ms, id LIMIT 100;
-- matters_sql_until_due [pg]
SELECT id FROM matters WHERE county = :county AND until_ms <= :now ORDER BY until_ms, id LIMIT 100;
-- matters_sql_until_clear
UPDATE matters SET until_ms = NULL WHERE county = :county AND id = :id AND until_ms <= :now;
-- matters_sql_counties [global]: where a clock's step or the end of a hold has come
SELECT DISTINCT county FROM clocks WHERE next_ms <= :now
UNION
SELECT DISTINCT county FROM matters WHERE until_ms <= :now
UNION
SELECT m.county FROM clock_marks m
WHERE m.national <> COALESCE((SELECT MAX(t.revision) FROM calendar_tables t), 0)
    OR m.own <> COALESCE((SELECT MAX(k.revision) FROM calendars k WHERE k.county = m.county), 0)
LIMIT 200;
-- matters_sql_mark_add: with a county's first matter
INSERT INTO clock_marks (county, national, own) VALUES (:county, -1, -1)
ON CONFLICT (county) DO NOTHING;
-- matters_sql_marks: as it is, and as it should be
SELECT COALESCE((SELECT MAX(revision) FROM calendar_tables), 0),
    COALESCE((SELECT MAX(revision) FROM calendars WHERE county = :county), 0),
    national, own
FROM clock_marks WHERE county = :county;
-- matters_sql_mark
UPDATE clock_marks SET national = :national, own = :own WHERE county = :county;
-- matters_sql_old_clocks: running or paused, computed with another calendar
SELECT matter, id FROM clocks WHERE county = :county AND state IN ('running', 'paused')
    AND calendar <> :calendar AND (matter, id) > (:after_matter, :after)
ORDER BY matter, id LIMIT 100;

-- ---- outside references --------------------------------------------------

-- matters_sql_ref_add
INSERT INTO outside_refs (county, matter, id, system, number, due_ms, wins, state)
VALUES (:county, :matter, :id, :system, :number, :due, :wins, :state);
-- matters_sql_ref_change
UPDATE outside_refs SET number = :number, due_ms = :due, wins = :wins, state = :state
WHERE county = :county AND matter = :matter AND id = :id;
-- matters_sql_refs
SELECT id, system, number, due_ms, wins, state FROM outside_refs
WHERE county = :county AND matter = :matter ORDER BY id LIMIT :max;

-- ---- flows ---------------------------------------------------------------

-- matters_sql_flow
SELECT body FROM flows WHERE hash = :hash;
-- matters_sql_flow_current
SELECT hash FROM flows WHERE name = :name AND is_current = 1;
-- matters_sql_flows_current
SELECT hash FROM flows WHERE is_current = 1 ORDER BY kind, name LIMIT :max;
-- matters_sql_flow_retire
UPDATE flows SET is_current = 0 WHERE name = :name AND is_current = 1 AND hash <> :hash;
-- matters_sql_flow_add
INSERT INTO flows (hash, name, kind, version, body, stored_ms, is_current)
VALUES (:hash, :name, :kind, :version, :body, :now, 1)
ON CONFLICT (hash) DO UPDATE SET is_current = excluded.is_current;
-- matters_sql_served [global]: the first and the last county of this database
SELECT MIN(county), MAX(county) FROM orgs;
-- matters_sql_flow_names
SELECT name, hash, version FROM flows ORDER BY name, version, stored_ms DESC, hash;
-- matters_sql_flow_list: with the county's open matters on each
SELECT name, hash, version, stored_ms, is_current,
    (SELECT COUNT(*) FROM matters m
     WHERE m.flow = flows.hash AND m.county = :county AND m.is_open = 1)
FROM flows
ORDER BY name, is_current DESC, stored_ms DESC, hash LIMIT :max;
-- matters_sql_flow_used [global]: by an open matter
SELECT 1 FROM matters WHERE flow = :flow AND is_open = 1 LIMIT 1;
-- matters_sql_of_flow [global]
SELECT county, id FROM matters WHERE flow = :flow AND is_open = 1
    AND (county, id) > (:after_county, :after) ORDER BY county, id LIMIT 200;

-- matters_sql_followers: who has a matter in a range of places; lo and hi in communities
SELECT DISTINCT p.account FROM matters m CROSS JOIN parties p
WHERE m.county = :county AND (m.scope / 1000) BETWEEN :lo AND :hi
    AND m.scope BETWEEN :first AND :last AND m.opened_ms >= :since
    AND p.county = m.county AND p.matter = m.id AND p.role <> 'subject' AND p.account > :after
ORDER BY p.account LIMIT :max;

-- matters_sql_follows
SELECT 1 FROM parties p JOIN matters m ON m.county = p.county AND m.id = p.matter
WHERE p.county = :county AND p.account = :account AND p.account <> 0 AND p.role <> 'subject'
    AND m.scope BETWEEN :lo AND :hi LIMIT 1;
