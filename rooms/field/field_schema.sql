-- block 1

-- Which cases a worker reported: for the kinds used most and the own page, for nobody's ranking.
-- county
CREATE TABLE field_reports (
    county integer NOT NULL,
    id bigint NOT NULL,
    account bigint NOT NULL,
    code text NOT NULL,
    solved integer NOT NULL CHECK (solved IN (0, 1)),
    received_ms bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX field_reports_by ON field_reports (county, account, received_ms);
