-- search_sql_get
SELECT kind, scope, who, tokens, inside, rights FROM doc WHERE county = :county AND id = :id;
-- search_sql_put
INSERT INTO doc (county, id, kind, scope, who, tokens, inside, rights)
VALUES (:county, :id, :kind, :scope, :who, :tokens, :inside, :rights)
ON CONFLICT (county, id) DO UPDATE SET kind = excluded.kind, scope = excluded.scope,
  who = excluded.who, tokens = excluded.tokens, inside = excluded.inside,
  rights = excluded.rights;
-- search_sql_drop
DELETE FROM doc WHERE county = :county AND id = :id;
-- search_sql_in_range: for re-keying
SELECT id FROM doc WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :n;
-- search_sql_index_add [sqlite]: PostgreSQL indexes the table itself and is never asked
INSERT INTO doc_fts (rowid, tokens, inside, rights)
SELECT :id, :tokens, :inside, :rights WHERE :county > 0;
-- search_sql_index_add [pg]
UPDATE doc SET tokens = :tokens, inside = :inside, rights = :rights
WHERE county = :county AND id = :id;
-- search_sql_index_drop [sqlite]: needs what was indexed, to the letter
INSERT INTO doc_fts (doc_fts, rowid, tokens, inside, rights)
SELECT 'delete', :id, :tokens, :inside, :rights WHERE :county > 0;
-- search_sql_index_drop [pg]
UPDATE doc SET tokens = :tokens, inside = :inside, rights = :rights
WHERE county = :county AND id = :id;
-- search_sql_find [sqlite]: newest first; rights and county are part of the match
SELECT d.id, d.kind, d.scope FROM doc_fts
JOIN doc d ON d.county = :county AND d.id = doc_fts.rowid
WHERE doc_fts MATCH '((rights : (' || :open || ')) AND (tokens : (' || :query ||
  '))) OR ((rights : (' || :closed || ')) AND (inside : (' || :query || ')))'
  AND doc_fts.rowid < :before
ORDER BY doc_fts.rowid DESC LIMIT :n;
-- search_sql_find [pg]
SELECT d.id, d.kind, d.scope FROM doc d
WHERE d.county = :county AND d.id < :before
  AND ((to_tsvector('simple', d.rights) @@ to_tsquery('simple', :open)
      AND to_tsvector('simple', d.tokens) @@ to_tsquery('simple', :query))
    OR (to_tsvector('simple', d.rights) @@ to_tsquery('simple', :closed)
      AND to_tsvector('simple', d.inside) @@ to_tsquery('simple', :query)))
ORDER BY d.id DESC LIMIT :n;
