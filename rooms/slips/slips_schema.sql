-- block 1

-- Work slips for handlers without an account.
-- county
CREATE TABLE slips (
    county integer NOT NULL,
    id bigint NOT NULL,
    scope bigint NOT NULL,           -- today's code of the case
    case_id bigint NOT NULL,
    number text NOT NULL,            -- of the case
    account bigint NOT NULL,         -- who gave it
    org bigint NOT NULL,             -- whose task it was, 0: the account's own
    handler text NOT NULL,           -- a firm or a trade, no person's data
    ask text NOT NULL,               -- what is to be done
    door blob NOT NULL,              -- hash of the digits that find it
    code blob NOT NULL,              -- keyed hash of all of them with the id
    state text NOT NULL CHECK (state IN ('open', 'answered', 'accepted', 'sent_back', 'taken_back')),
    tries integer NOT NULL,          -- wrong ones
    made_ms bigint NOT NULL,
    until_ms bigint NOT NULL,
    answered_ms bigint NOT NULL,     -- 0: not yet
    way text NOT NULL,               -- 'code', 'paper', '' not answered
    outcome text NOT NULL,
    answer text NOT NULL,
    ended_by bigint NOT NULL,        -- account that accepted, sent or took it back, 0: nobody yet
    row_ver bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (county, id)
);
CREATE INDEX slips_waiting ON slips (county, id) WHERE state IN ('open', 'answered');
CREATE INDEX slips_case ON slips (county, case_id, id);
