-- block 1
-- reference
CREATE TABLE lab_kinds (
  kind text NOT NULL,
  PRIMARY KEY (kind)
);
INSERT INTO lab_kinds (kind) VALUES ('lamp'), ('road');

-- county
CREATE TABLE lab_things (
  county integer NOT NULL,
  id bigint NOT NULL,
  kind text NOT NULL REFERENCES lab_kinds (kind),
  name text NOT NULL,
  weight double precision,
  photo blob,
  row_ver bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (county, id),
  UNIQUE (county, name),
  CHECK (row_ver > 0)
);

-- county, clustered
CREATE TABLE lab_marks (
  county integer NOT NULL,
  thing bigint NOT NULL,
  mark text NOT NULL,
  PRIMARY KEY (county, thing, mark),
  FOREIGN KEY (county, thing) REFERENCES lab_things (county, id) ON DELETE CASCADE
);
