-- block 1

-- A plan of patrols of one community: how often, when, by which grids' workers.
-- county
CREATE TABLE patrol_plans (
    county integer NOT NULL,
    id bigint NOT NULL,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    name text NOT NULL,
    times integer NOT NULL,
    per text NOT NULL CHECK (per IN ('day', 'week', 'month')),
    windows text NOT NULL,           -- '08:00-11:00 19:00-21:00', or '' for any time
    account bigint NOT NULL,         -- one named worker, or 0
    from_day integer NOT NULL,
    live integer NOT NULL CHECK (live IN (0, 1)),
    row_ver bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX patrol_plans_scope ON patrol_plans (county, scope, id) WHERE live = 1;
-- county
CREATE TABLE patrol_grids (
    county integer NOT NULL,
    plan bigint NOT NULL,
    grid bigint NOT NULL,            -- code of its day
    scope bigint NOT NULL,
    PRIMARY KEY (county, plan, grid)
);
CREATE INDEX patrol_grids_scope ON patrol_grids (county, scope);
-- The only positions of a patrol: of the places to be passed, set by hand.
-- county
CREATE TABLE patrol_points (
    county integer NOT NULL,
    id bigint NOT NULL,
    plan bigint NOT NULL,
    at_no integer NOT NULL,
    name text NOT NULL,
    words text NOT NULL,
    lat_u integer,
    lon_u integer,
    from_day integer NOT NULL,
    gone_day integer NOT NULL,       -- the first day it is no longer part of the route
    PRIMARY KEY (county, id)
);
CREATE INDEX patrol_points_plan ON patrol_points (county, plan, at_no);
-- county
CREATE TABLE patrol_runs (
    county integer NOT NULL,
    id bigint NOT NULL,
    plan bigint NOT NULL,
    account bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('going', 'paused', 'done')),
    outside integer NOT NULL CHECK (outside IN (0, 1)), -- begun outside the plan's hours
    day integer NOT NULL,
    started_ms bigint NOT NULL,
    changed_ms bigint NOT NULL,
    row_ver bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX patrol_runs_open ON patrol_runs (county, plan, account) WHERE state <> 'done';
CREATE INDEX patrol_runs_plan ON patrol_runs (county, plan, started_ms);
-- A point passed: how far the phone was from it or why that is not known, never where it was.
-- county
CREATE TABLE patrol_hits (
    county integer NOT NULL,
    run bigint NOT NULL,
    point bigint NOT NULL,
    plan bigint NOT NULL,
    day integer NOT NULL,
    at_ms bigint NOT NULL,
    metres integer NOT NULL,         -- -1: not known
    why text NOT NULL,
    words text NOT NULL,
    PRIMARY KEY (county, run, point)
);
CREATE INDEX patrol_hits_plan ON patrol_hits (county, plan, day);
