-- block 1
-- reference: national days beyond the table that ships with the program
CREATE TABLE calendar_days (
  day integer NOT NULL,
  is_work integer NOT NULL CHECK (is_work IN (0, 1)),
  name text NOT NULL,
  name_zh text NOT NULL,
  PRIMARY KEY (day)
);

-- reference: each time the national days changed
CREATE TABLE calendar_tables (
  revision integer NOT NULL,
  loaded_ms bigint NOT NULL,
  PRIMARY KEY (revision)
);

-- county: working week and hours; the last revision reigns
CREATE TABLE calendars (
  county integer NOT NULL,
  revision integer NOT NULL,
  week integer NOT NULL,
  ends text NOT NULL CHECK (ends IN ('same_time', 'close', 'midnight')),
  hours text NOT NULL,
  reason text NOT NULL,
  actor bigint NOT NULL,
  changed_ms bigint NOT NULL,
  PRIMARY KEY (county, revision)
);

-- county: days of its own, before the national ones
CREATE TABLE calendar_own_days (
  county integer NOT NULL,
  day integer NOT NULL,
  is_work integer NOT NULL CHECK (is_work IN (0, 1)),
  name text NOT NULL,
  name_zh text NOT NULL,
  PRIMARY KEY (county, day)
);
