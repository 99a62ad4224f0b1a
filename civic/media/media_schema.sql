-- block 1

-- county
CREATE TABLE media (
    county integer NOT NULL,
    id bigint NOT NULL,
    row_ver integer NOT NULL,
    key text NOT NULL,
    room text NOT NULL,
    ref bigint NOT NULL,
    role text NOT NULL,
    owner_county integer NOT NULL,
    owner bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('photo', 'pdf', 'office', 'sound')),
    state text NOT NULL CHECK (state IN ('quarantined', 'ready', 'refused')),
    type text NOT NULL,
    bytes bigint NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    taken_ms bigint NOT NULL,
    added_ms bigint NOT NULL,
    file_key blob,
    name blob,
    full_hash text NOT NULL,
    thumb_hash text NOT NULL,
    public_hash text NOT NULL,
    public_thumb_hash text NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX media_key ON media (county, key);
CREATE INDEX media_ref ON media (county, room, ref, id);
CREATE INDEX media_quarantined ON media (county, id) WHERE state = 'quarantined';

-- county
CREATE TABLE media_sweeps (
    county integer NOT NULL PRIMARY KEY,
    next_ms bigint NOT NULL
);
