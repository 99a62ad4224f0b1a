-- block 1
-- county: what can be found; tokens for everybody, inside for those the rights let in
CREATE TABLE doc (
  county integer NOT NULL,
  id bigint NOT NULL,
  kind text NOT NULL,
  scope bigint NOT NULL,
  who text NOT NULL,
  tokens text NOT NULL,
  inside text NOT NULL,
  rights text NOT NULL,
  PRIMARY KEY (county, id)
);
CREATE INDEX doc_scope ON doc (county, scope);
-- [sqlite]
CREATE INDEX doc_id ON doc (id);
-- [sqlite]
CREATE VIRTUAL TABLE doc_fts USING fts5(tokens, inside, rights, content='doc', content_rowid='id',
  tokenize='ascii');
-- [pg]
CREATE INDEX doc_text ON doc USING gin (to_tsvector('simple', tokens),
  to_tsvector('simple', inside), to_tsvector('simple', rights));
