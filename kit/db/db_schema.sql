-- block 1
-- local: which blocks this database has; the row ('', 0) is what migrations lock
CREATE TABLE schema_blocks (
  part text NOT NULL,
  number integer NOT NULL,
  sha256 text NOT NULL,
  applied_ms bigint NOT NULL,
  PRIMARY KEY (part, number)
);
INSERT INTO schema_blocks (part, number, sha256, applied_ms) VALUES ('', 0, '', 0);

-- reference: who makes ids with which node number, until when
CREATE TABLE nodes (
  node integer NOT NULL,
  holder text NOT NULL,
  lease_ms bigint NOT NULL,
  PRIMARY KEY (node)
);

-- county, clustered
CREATE TABLE idem (
  county integer NOT NULL,
  owner bigint NOT NULL,
  key text NOT NULL,
  body blob NOT NULL,
  result text,
  created_ms bigint NOT NULL,
  PRIMARY KEY (county, owner, key)
);
