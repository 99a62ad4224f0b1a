-- block 1

-- Cameras and sensors. alarm_at, value in thousandths of the kind's unit; sure in per cent.
-- county
CREATE TABLE device_registry (
    county integer NOT NULL,
    id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('water', 'tilt', 'smoke', 'camera', 'other')),
    place bigint NOT NULL,
    scope bigint NOT NULL,
    spot text NOT NULL,
    lat_u bigint,
    lon_u bigint,
    org bigint NOT NULL,
    category text NOT NULL,
    alarm_at bigint,
    sure_least bigint NOT NULL,
    window_ms bigint NOT NULL,
    quiet_ms bigint NOT NULL,
    token_hash text NOT NULL,
    added_ms bigint NOT NULL,
    heard_ms bigint NOT NULL,
    due_ms bigint NOT NULL,
    silent_ms bigint NOT NULL,
    clock_off_ms bigint NOT NULL,
    battery bigint,
    value bigint,
    closed_ms bigint NOT NULL,
    row_ver bigint NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, code)
);
CREATE INDEX device_registry_scope ON device_registry (county, scope);
CREATE INDEX device_registry_due ON device_registry (county, due_ms);

-- What they reported, one row per burst. device 0: seen in the video room and entered by hand.
-- county
CREATE TABLE device_events (
    county integer NOT NULL,
    id bigint NOT NULL,
    device bigint NOT NULL,
    kind text NOT NULL,
    what text NOT NULL,
    occurrence text NOT NULL,
    source text NOT NULL CHECK (source IN ('mqtt', 'frigate', 'http', 'hikvision', 'dahua', 'hand')),
    state text NOT NULL CHECK (state IN ('open', 'filed', 'dismissed')),
    place bigint NOT NULL,
    scope bigint NOT NULL,
    spot text NOT NULL,
    lat_u bigint,
    lon_u bigint,
    sure bigint NOT NULL,
    value bigint,
    said text NOT NULL,
    photos bigint NOT NULL,
    n bigint NOT NULL,
    happened_ms bigint NOT NULL,
    first_ms bigint NOT NULL,
    last_ms bigint NOT NULL,
    matter bigint NOT NULL,
    number text NOT NULL,
    reason text NOT NULL,
    words text NOT NULL,
    account bigint NOT NULL,
    decided_ms bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX device_events_state ON device_events (county, state, id);
CREATE INDEX device_events_device ON device_events (county, device, id);
CREATE INDEX device_events_what ON device_events (county, device, what, id);
CREATE INDEX device_events_occurrence ON device_events (county, device, occurrence);

-- What was not taken, a row per day and reason.
-- county
CREATE TABLE device_refusals (
    county integer NOT NULL,
    day bigint NOT NULL,
    reason text NOT NULL,
    n bigint NOT NULL,
    code text NOT NULL,
    last_ms bigint NOT NULL,
    PRIMARY KEY (county, day, reason)
);
