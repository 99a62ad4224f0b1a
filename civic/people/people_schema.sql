-- block 1

-- county
CREATE TABLE orgs (
    county integer NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN
        ('government', 'department', 'committee', 'property', 'owners', 'social')),
    code text,
    name text NOT NULL,
    credit_code text,
    phone text NOT NULL DEFAULT '',
    place bigint NOT NULL,
    scope bigint NOT NULL,
    parent bigint,
    closed integer NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
    row_ver bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX orgs_code ON orgs (county, code);
CREATE UNIQUE INDEX orgs_credit_code ON orgs (county, credit_code);
CREATE INDEX orgs_scope ON orgs (county, scope);

-- county
CREATE TABLE persons (
    county integer NOT NULL,
    id bigint NOT NULL,
    key_wrapped blob,
    name_sealed blob,
    phone_sealed blob,
    id_sealed blob,
    phone_index blob,
    tongue text NOT NULL DEFAULT '',
    created_ms bigint NOT NULL,
    erased_ms bigint,
    row_ver bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (county, id)
);
CREATE INDEX persons_phone ON persons (county, phone_index);

-- county
CREATE TABLE accounts (
    county integer NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('resident', 'staff')),
    login text,
    name text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    person bigint,
    password text,
    password_ms bigint NOT NULL DEFAULT 0,
    must_change integer NOT NULL DEFAULT 0 CHECK (must_change IN (0, 1)),
    pin text,
    totp_wrapped blob,
    totp_step bigint NOT NULL DEFAULT 0,
    factor_waived integer NOT NULL DEFAULT 0 CHECK (factor_waived IN (0, 1)),
    epoch bigint NOT NULL DEFAULT 1,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'disabled', 'erased')),
    created_ms bigint NOT NULL,
    seen_ms bigint NOT NULL DEFAULT 0,
    row_ver bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (county, id),
    FOREIGN KEY (county, person) REFERENCES persons (county, id)
);
CREATE UNIQUE INDEX accounts_login ON accounts (county, login);
CREATE INDEX accounts_person ON accounts (county, person);

-- reference
CREATE TABLE roles (
    role text NOT NULL PRIMARY KEY,
    zh text NOT NULL,
    en text NOT NULL,
    factor integer NOT NULL CHECK (factor IN (0, 1)),
    acts text NOT NULL
);

-- county
CREATE TABLE posts (
    county integer NOT NULL,
    id bigint NOT NULL,
    account bigint NOT NULL,
    org bigint NOT NULL,
    role text NOT NULL,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    from_day integer NOT NULL,
    to_day integer NOT NULL,
    given_by bigint NOT NULL DEFAULT 0,
    row_ver bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (county, id),
    FOREIGN KEY (county, account) REFERENCES accounts (county, id),
    FOREIGN KEY (county, org) REFERENCES orgs (county, id),
    FOREIGN KEY (role) REFERENCES roles (role)
);
CREATE INDEX posts_account ON posts (county, account);
CREATE INDEX posts_org ON posts (county, org);

-- county
CREATE TABLE devices (
    county integer NOT NULL,
    device blob NOT NULL,
    account bigint NOT NULL,
    first_ms bigint NOT NULL,
    last_ms bigint NOT NULL,
    sign_ins bigint NOT NULL,
    PRIMARY KEY (county, device, account)
);

-- county
CREATE TABLE access_log (
    county integer NOT NULL,
    id bigint NOT NULL,
    at_ms bigint NOT NULL,
    actor_county integer NOT NULL,
    actor bigint NOT NULL,
    post bigint NOT NULL,
    person bigint NOT NULL,
    act text NOT NULL,
    ref bigint NOT NULL,
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (county, id)
);
CREATE INDEX access_log_person ON access_log (county, person, id);

-- door
CREATE TABLE door (
    hash blob NOT NULL,
    kind text NOT NULL,
    county integer NOT NULL,
    ref bigint NOT NULL,
    expires_ms bigint NOT NULL,
    PRIMARY KEY (hash, kind)
);

-- door
CREATE TABLE sessions (
    hash blob NOT NULL PRIMARY KEY,
    county integer NOT NULL,
    account bigint NOT NULL,
    epoch bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('resident', 'staff', 'who')),
    device blob,
    phone_index blob,
    parked integer NOT NULL DEFAULT 0 CHECK (parked IN (0, 1)),
    created_ms bigint NOT NULL,
    seen_ms bigint NOT NULL,
    idle_ms bigint NOT NULL,
    expires_ms bigint NOT NULL
);
CREATE INDEX sessions_expires ON sessions (expires_ms);

-- door
CREATE TABLE codes (
    hash blob NOT NULL PRIMARY KEY,
    code blob NOT NULL,
    tries integer NOT NULL,
    expires_ms bigint NOT NULL
);

-- door
CREATE TABLE attempts (
    hash blob NOT NULL,
    kind text NOT NULL,
    n integer NOT NULL,
    since_ms bigint NOT NULL,
    until_ms bigint NOT NULL,
    PRIMARY KEY (hash, kind)
);

-- block 2
-- What machines may do here: an Open311 key or an API token, a name with rights at a place. The
-- secret is known as a door only (kind 'token'), by its hash.
-- county
CREATE TABLE tokens (
    county integer NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL,
    scope bigint NOT NULL,           -- today's code: where its rights end, and where reports go
    acts text NOT NULL,              -- " cases.read cases.enter ", as of a role
    since_ms bigint NOT NULL,
    until_ms bigint NOT NULL DEFAULT 0, -- revoked or expired from then on; 0: without end
    PRIMARY KEY (county, id)
);

-- block 3
CREATE INDEX posts_scope ON posts (county, scope);

-- block 4
-- A post lent for an absence: whose it is; 0: nobody's.
ALTER TABLE posts ADD COLUMN lent_by bigint NOT NULL DEFAULT 0;
CREATE INDEX posts_lent ON posts (county, to_day) WHERE lent_by <> 0;
