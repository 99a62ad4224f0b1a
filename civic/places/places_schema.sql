-- block 1
-- reference: the national editions that were loaded
CREATE TABLE place_editions (
  day integer NOT NULL,
  lo bigint NOT NULL,
  hi bigint NOT NULL,
  loaded_ms bigint NOT NULL,
  PRIMARY KEY (day, lo)
);

-- reference: every division of every edition; today's row has no valid_to
CREATE TABLE places (
  code bigint NOT NULL,
  valid_from integer NOT NULL,
  valid_to integer,
  county integer NOT NULL,
  level text NOT NULL CHECK (level IN ('province', 'city', 'county', 'town', 'community')),
  name text NOT NULL,
  successor bigint,
  PRIMARY KEY (code, valid_from)
);
CREATE INDEX places_successor ON places (successor) WHERE successor IS NOT NULL;

-- reference: the shard number of a county, and its codes through the years
CREATE TABLE counties (
  county integer NOT NULL,
  valid_from integer NOT NULL,
  valid_to integer,
  code bigint NOT NULL,
  PRIMARY KEY (county, valid_from)
);
CREATE INDEX counties_code ON counties (code);

-- reference: short names for addresses and numbers, never given to another place
CREATE TABLE place_aliases (
  alias text NOT NULL,
  code bigint NOT NULL,
  initials text NOT NULL,
  PRIMARY KEY (alias)
);
CREATE UNIQUE INDEX place_aliases_code ON place_aliases (code);

-- county: counts the changes to outlines and grids, so that an index in memory knows its age
CREATE TABLE place_versions (
  county integer NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (county)
);

-- county: outlines of towns, communities and grids, in microdegrees (see geo.h)
CREATE TABLE place_shapes (
  county integer NOT NULL,
  code bigint NOT NULL,
  outline text NOT NULL,
  made_up integer NOT NULL CHECK (made_up IN (0, 1)),
  PRIMARY KEY (county, code)
);

-- county: kind says what a grid is made of: an outline, a list of groups, of households, a point
CREATE TABLE grids (
  county integer NOT NULL,
  code bigint NOT NULL,
  scope bigint NOT NULL,
  valid_from integer NOT NULL,
  valid_to integer,
  kind text NOT NULL CHECK (kind IN ('outline', 'groups', 'households', 'point')),
  name text NOT NULL,
  parts text NOT NULL,
  lat integer,
  lon integer,
  successor bigint,
  row_ver bigint NOT NULL,
  PRIMARY KEY (county, code, valid_from)
);
CREATE INDEX grids_scope ON grids (county, scope);

-- county: which room is open where; the nearest switch above a place decides
CREATE TABLE room_switches (
  county integer NOT NULL,
  place bigint NOT NULL,
  room text NOT NULL,
  is_on integer NOT NULL CHECK (is_on IN (0, 1)),
  post bigint,
  stand_in bigint,
  changed_ms bigint NOT NULL,
  row_ver bigint NOT NULL,
  PRIMARY KEY (county, place, room)
);

-- county: which flow matters of a kind follow; inherited downwards
CREATE TABLE place_flows (
  county integer NOT NULL,
  place bigint NOT NULL,
  kind text NOT NULL,
  flow text NOT NULL,
  PRIMARY KEY (county, place, kind)
);

-- county: a number that somebody answers, and when; inherited downwards
CREATE TABLE place_phones (
  county integer NOT NULL,
  place bigint NOT NULL,
  phone text NOT NULL,
  hours text NOT NULL,
  PRIMARY KEY (county, place)
);

-- county: what a new edition still has to re-key, in this order
CREATE TABLE place_moves (
  county integer NOT NULL,
  edition integer NOT NULL,
  seq integer NOT NULL,
  lo bigint NOT NULL,
  hi bigint NOT NULL,
  keep integer NOT NULL CHECK (keep IN (0, 1)),
  shift bigint NOT NULL,
  done_ms bigint,
  PRIMARY KEY (county, edition, seq)
);

-- block 2
-- Which net a grid belongs to; a unit grid may lie in a responsibility grid, by its code.
ALTER TABLE grids ADD COLUMN purpose text NOT NULL DEFAULT 'social';
ALTER TABLE grids ADD COLUMN households integer NOT NULL DEFAULT 0;
ALTER TABLE grids ADD COLUMN duty bigint;

-- county: outlines that were changed or closed, for proof of how it was
CREATE TABLE place_shapes_past (
  county integer NOT NULL,
  code bigint NOT NULL,
  until_ms bigint NOT NULL,
  outline text NOT NULL,
  made_up integer NOT NULL CHECK (made_up IN (0, 1)),
  PRIMARY KEY (county, code, until_ms)
);
