-- block 1

-- One row per case: when each step of the chain was done and until when it had to be. Rewritten
-- from the case whenever a fact of it is told; it can be made again at any time. Nothing is indexed
-- but places, for renumbering: figures are read from case_counts.
-- county, clustered
CREATE TABLE case_steps (
    county integer NOT NULL,
    id bigint NOT NULL,
    pos bigint NOT NULL,
    scope bigint NOT NULL,
    org bigint NOT NULL,
    category text NOT NULL,
    source text NOT NULL,
    left_out text NOT NULL CHECK (left_out IN ('', 'void', 'held', 'merged', 'appeal')),
    word text NOT NULL,
    returns integer NOT NULL,
    reworks integer NOT NULL,
    extensions integer NOT NULL,
    holds integer NOT NULL,
    reopens integer NOT NULL,
    reported_ms bigint NOT NULL,
    verified_ms bigint NOT NULL,
    verify_due_ms bigint NOT NULL,
    accepted_ms bigint NOT NULL,
    accept_due_ms bigint NOT NULL,
    filed_ms bigint NOT NULL,
    file_due_ms bigint NOT NULL,
    dispatched_ms bigint NOT NULL,
    dispatch_due_ms bigint NOT NULL,
    handled_ms bigint NOT NULL,
    handle_due_ms bigint NOT NULL,
    checked_ms bigint NOT NULL,
    check_due_ms bigint NOT NULL,
    closed_ms bigint NOT NULL,
    close_due_ms bigint NOT NULL,
    first_closed_ms bigint NOT NULL,
    at_verify bigint NOT NULL,
    at_accept bigint NOT NULL,
    at_dispatch bigint NOT NULL,
    at_handle bigint NOT NULL,
    at_check bigint NOT NULL,
    at_close bigint NOT NULL,
    at_report bigint NOT NULL,
    at_file bigint NOT NULL,
    at_word bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX case_steps_scope ON case_steps (county, scope, id);

-- What a case counts for in one step, at the moment that puts it into a period; bits say for which
-- counts (rooms/insight/measures.c). It lies in the order in which it is read and has no index.
-- county, clustered
CREATE TABLE case_counts (
    county integer NOT NULL,
    step integer NOT NULL,
    at_ms bigint NOT NULL,
    id bigint NOT NULL,
    scope bigint NOT NULL,
    org bigint NOT NULL,
    category text NOT NULL,
    bits bigint NOT NULL,
    took_ms bigint,
    PRIMARY KEY (county, step, at_ms, id)
);

-- Cases that an appeal took out of the figures.
-- county, clustered
CREATE TABLE case_exclusions (
    county integer NOT NULL,
    id bigint NOT NULL,
    appeal bigint NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, id)
);

-- block 2

-- Months whose figures stand as they were on a day; what changed since is shown beside them.
-- county, clustered
CREATE TABLE frozen_months (
    county integer NOT NULL,
    month bigint NOT NULL,
    at_ms bigint NOT NULL,
    account bigint NOT NULL,
    PRIMARY KEY (county, month)
);
-- county, clustered
CREATE TABLE frozen_figures (
    county integer NOT NULL,
    month bigint NOT NULL,
    grouped text NOT NULL CHECK (grouped IN ('', 'place', 'org', 'category')),
    part text NOT NULL,
    counts text NOT NULL,
    PRIMARY KEY (county, month, grouped, part)
);

-- What a county's score is made of; the newest revision holds.
-- county, clustered
CREATE TABLE score_rules (
    county integer NOT NULL,
    rev bigint NOT NULL,
    body text NOT NULL,
    account bigint NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, rev)
);

-- Closed cases drawn by lot, for somebody to look at again.
-- county, clustered
CREATE TABLE case_samples (
    county integer NOT NULL,
    id bigint NOT NULL,
    scope bigint NOT NULL,
    from_ms bigint NOT NULL,
    until_ms bigint NOT NULL,
    seed text NOT NULL,
    among bigint NOT NULL,
    account bigint NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, id)
);
-- county, clustered
CREATE TABLE case_sample_items (
    county integer NOT NULL,
    sample bigint NOT NULL,
    case_id bigint NOT NULL,
    turn integer NOT NULL,
    verdict text NOT NULL DEFAULT '' CHECK (verdict IN ('', 'good', 'bad')),
    account bigint NOT NULL DEFAULT 0,
    at_ms bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (county, sample, case_id)
);

-- What an appeal is about: a matter of the kind "appeal", whose course and decision are the flow's.
-- county, clustered
CREATE TABLE case_appeals (
    county integer NOT NULL,
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    org bigint NOT NULL,
    account bigint NOT NULL,
    body text NOT NULL,
    answer text NOT NULL DEFAULT '',
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX case_appeals_case ON case_appeals (county, case_id, org);
