-- disclosure_sql_of [part]
p.id, p.place, p.scope, p.item, p.period, p.replaces, p.replaced_by, p.version, p.title, p.gist,
    p.body, p.opening_fen, p.in_fen, p.out_fen, p.draft, p.author, p.due_ms, p.waiting_ms,
    p.published_ms, p.how, p.checked_by, p.object_ms, p.until_ms, p.over_ms, p.over,
    p.withdraw_by, p.withdraw_reason, p.digest, p.leaf, m.number, m.state, m.row_ver;
-- disclosure_sql_from [part]
FROM publications p JOIN matters m ON m.county = p.county AND m.id = p.id;

-- disclosure_sql_find
SELECT @of @from WHERE p.county = :county AND p.id = :id;
-- disclosure_sql_due: before the matter itself is there
SELECT due_ms FROM publications WHERE county = :county AND id = :id;
-- disclosure_sql_by_number
SELECT @of @from WHERE p.county = :county AND m.county = :county AND m.number = :number;
-- disclosure_sql_by_period: the one that counts now
SELECT @of @from WHERE p.county = :county AND p.scope = :scope AND p.published_ms > 0
    AND p.replaced_by = 0 AND p.item = :item AND p.period = :period AND p.over = ''
ORDER BY p.published_ms DESC LIMIT 1;
-- disclosure_sql_of_period: being written or public
SELECT @of @from WHERE p.county = :county AND p.scope = :scope AND p.item = :item
    AND p.period = :period AND p.period <> '' AND p.replaces = 0 AND p.over = '';
-- disclosure_sql_shown: newest first, of one place
SELECT @of @from WHERE p.county = :county AND p.scope = :scope AND p.published_ms > 0
    AND p.replaced_by = 0 AND p.over <> 'ended' AND (:stream = '' OR p.stream = :stream)
    AND (:item = '' OR p.item = :item)
    AND p.published_ms <= :before_ms AND (p.published_ms < :before_ms OR p.id < :before_id)
ORDER BY p.published_ms DESC, p.id DESC LIMIT :max;
-- disclosure_sql_owed: of one place, by age
SELECT @of @from WHERE p.county = :county AND p.scope = :scope AND p.published_ms = 0
    AND p.over = '' ORDER BY p.id LIMIT :max;
-- disclosure_sql_work: what is not finished in these places
SELECT @of @from WHERE p.county = :county AND p.published_ms = 0 AND p.over = ''
    AND p.scope BETWEEN :lo AND :hi
ORDER BY p.scope, p.id LIMIT :max;
-- disclosure_sql_done: what became public in a while, newest first
SELECT @of @from WHERE p.county = :county AND p.published_ms > :since AND p.replaced_by = 0
    AND p.published_ms > 0 AND p.published_ms < :before
    AND (p.scope BETWEEN :lo1 AND :hi1 OR p.scope BETWEEN :lo2 AND :hi2
        OR p.scope BETWEEN :lo3 AND :hi3 OR p.scope BETWEEN :lo4 AND :hi4)
ORDER BY p.published_ms DESC LIMIT :max;

-- disclosure_sql_add: changes no row where the period is taken
INSERT INTO publications (county, id, place, scope, item, stream, period, replaces, version, title,
    gist, body, opening_fen, in_fen, out_fen, author, due_ms)
VALUES (:county, :id, :place, :scope, :item, :stream, :period, :replaces, :version, :title,
    :gist, :body, :opening, :in, :out, :author, :due)
ON CONFLICT DO NOTHING;
-- disclosure_sql_save: changes no row if somebody else has saved, or it is not a draft any more
UPDATE publications SET title = :title, gist = :gist, body = :body, opening_fen = :opening,
    in_fen = :in, out_fen = :out, draft = draft + 1
WHERE county = :county AND id = :id AND draft = :seen AND published_ms = 0 AND over = ''
    AND EXISTS (SELECT 1 FROM matters m WHERE m.county = :county AND m.id = :id
        AND m.state IN ('due', 'draft'));
-- disclosure_sql_writer
INSERT INTO publication_writers (county, publication, account) VALUES (:county, :id, :account)
ON CONFLICT (county, publication, account) DO NOTHING;
-- disclosure_sql_is_writer
SELECT 1 FROM publication_writers
WHERE county = :county AND publication = :id AND account = :account;

-- disclosure_sql_lines
SELECT n, side, item, amount_fen, note FROM publication_lines
WHERE county = :county AND publication = :id ORDER BY n;
-- disclosure_sql_line_put
INSERT INTO publication_lines (county, publication, n, side, item, amount_fen, note)
VALUES (:county, :id, :n, :side, :item, :amount, :note);
-- disclosure_sql_lines_drop
DELETE FROM publication_lines WHERE county = :county AND publication = :id;
-- disclosure_sql_findings
SELECT kind, at_line, shown FROM publication_findings
WHERE county = :county AND publication = :id ORDER BY at_line, kind, shown LIMIT :max;
-- disclosure_sql_finding_put
INSERT INTO publication_findings (county, publication, kind, at_line, shown)
VALUES (:county, :id, :kind, :line, :shown)
ON CONFLICT (county, publication, at_line, kind, shown) DO NOTHING;
-- disclosure_sql_findings_drop
DELETE FROM publication_findings WHERE county = :county AND publication = :id;
-- disclosure_sql_notes
SELECT account, body, at_ms FROM publication_notes
WHERE county = :county AND publication = :id ORDER BY id LIMIT :max;
-- disclosure_sql_note_put
INSERT INTO publication_notes (county, publication, id, account, body, at_ms)
VALUES (:county, :publication, :id, :account, :body, :now);
-- disclosure_sql_blurs
SELECT media, shapes FROM publication_blurs WHERE county = :county AND publication = :id;
-- disclosure_sql_blur_put
INSERT INTO publication_blurs (county, publication, media, shapes)
VALUES (:county, :id, :media, :shapes)
ON CONFLICT (county, publication, media) DO UPDATE SET shapes = excluded.shapes;

-- disclosure_sql_publish
UPDATE publications SET published_ms = :now, how = :how, checked_by = :by, waiting_ms = 0,
    object_ms = :object, until_ms = :until, digest = :digest, leaf = :leaf
WHERE county = :county AND id = :id AND published_ms = 0 AND over = '';
-- disclosure_sql_replace: changes no row if another correction was faster
UPDATE publications SET replaced_by = :by
WHERE county = :county AND id = :id AND replaced_by = 0 AND published_ms > 0;
-- disclosure_sql_wait
UPDATE publications SET waiting_ms = :now WHERE county = :county AND id = :id;
-- disclosure_sql_ask_withdrawal
UPDATE publications SET withdraw_by = :by, withdraw_reason = :reason
WHERE county = :county AND id = :id;
-- disclosure_sql_over
UPDATE publications SET over = :over, over_ms = :now WHERE county = :county AND id = :id;
-- disclosure_sql_erase: words go, what proves the rest stays
UPDATE publications SET title = :title, gist = '', body = '', opening_fen = NULL, in_fen = 0,
    out_fen = 0, over = :over, over_ms = :now
WHERE county = :county AND id = :id;

-- disclosure_sql_duties
SELECT scope, item, next_period, next_ms FROM publication_duties
WHERE county = :county AND scope BETWEEN :lo AND :hi ORDER BY scope, item LIMIT :max;
-- disclosure_sql_duty_put
INSERT INTO publication_duties (county, scope, item, next_period, next_ms, set_by)
VALUES (:county, :scope, :item, :period, :next, :by)
ON CONFLICT (county, scope, item) DO NOTHING;
-- disclosure_sql_duty_drop
DELETE FROM publication_duties WHERE county = :county AND scope = :scope AND item = :item;
-- disclosure_sql_duty_go: changes no row if another worker was faster
UPDATE publication_duties SET next_period = :period, next_ms = :next
WHERE county = :county AND scope = :scope AND item = :item AND next_period = :seen;
-- disclosure_sql_duties_due
SELECT scope, item, next_period, next_ms FROM publication_duties
WHERE county = :county AND next_ms <= :now ORDER BY next_ms LIMIT 50;
-- disclosure_sql_duty_counties [global]
SELECT DISTINCT county FROM publication_duties WHERE next_ms <= :now LIMIT 200;

-- disclosure_sql_question_add
INSERT INTO publication_questions (county, id, publication, line, objection, open_wish, body,
    asked_ms)
VALUES (:county, :id, :publication, :line, :objection, :open, :body, :now);
-- disclosure_sql_question
SELECT publication, line, objection, open_wish, body, answer, open_answer, asked_ms, answered_ms,
    answered_by FROM publication_questions WHERE county = :county AND id = :id;
-- disclosure_sql_questions
SELECT id FROM publication_questions WHERE county = :county AND publication = :publication
ORDER BY id LIMIT :max;
-- disclosure_sql_answer
UPDATE publication_questions SET answer = :answer, open_answer = :open, answered_ms = :now,
    answered_by = :by
WHERE county = :county AND id = :id AND answered_ms = 0;

-- disclosure_sql_rekey: today's codes of a renumbered place
UPDATE publications SET scope = scope * :keep + :shift WHERE county = :county AND id IN
    (SELECT id FROM publications WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);
-- disclosure_sql_rekey_duties
UPDATE publication_duties SET scope = scope * :keep + :shift
WHERE county = :county AND (scope, item) IN
    (SELECT scope, item FROM publication_duties
    WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most);
