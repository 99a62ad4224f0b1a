-- block 1
-- county: rows of a part that carries today's codes
CREATE TABLE rekey_rows (
  county integer NOT NULL,
  id bigint NOT NULL,
  place bigint NOT NULL,
  scope bigint NOT NULL,
  PRIMARY KEY (county, id)
);
CREATE INDEX rekey_rows_scope ON rekey_rows (county, scope);
