-- block 1

-- county: sms and mail: 'no' not wanted, 'digest' waits for the day's digest, 'wait' on its way,
-- 'sent' taken by the gateway or server, 'there' reported as delivered, 'failed', 'shown' in the
-- demo, 'merged' told by the digest
CREATE TABLE notices (
    county integer NOT NULL,
    id bigint NOT NULL,
    account bigint NOT NULL,
    fact bigint,
    kind text NOT NULL,
    ref bigint NOT NULL,
    number text NOT NULL,
    address text NOT NULL,
    body blob NOT NULL,
    phone blob,
    phone_hash blob,
    asks integer NOT NULL CHECK (asks IN (0, 1)),
    answer integer NOT NULL DEFAULT 0 CHECK (answer BETWEEN 0 AND 3),
    sms text NOT NULL CHECK (sms IN
        ('no', 'digest', 'wait', 'sent', 'there', 'failed', 'shown', 'merged')),
    mail text NOT NULL CHECK (mail IN
        ('no', 'digest', 'wait', 'sent', 'there', 'failed', 'shown', 'merged')),
    digest bigint,
    told_ms bigint NOT NULL,
    read_ms bigint NOT NULL DEFAULT 0,
    answered_ms bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX notices_once ON notices (county, account, fact) WHERE fact IS NOT NULL;
CREATE INDEX notices_account ON notices (county, account, id);
CREATE INDEX notices_asking ON notices (county, phone_hash, id) WHERE asks = 1;

-- county
CREATE TABLE notice_wishes (
    county integer NOT NULL,
    account bigint NOT NULL,
    sms integer NOT NULL CHECK (sms IN (0, 1)),
    mail blob,
    lang text NOT NULL CHECK (lang IN ('zh', 'en')),
    PRIMARY KEY (county, account)
);

-- county
CREATE TABLE notice_refusals (
    county integer NOT NULL,
    account bigint NOT NULL,
    kind text NOT NULL,
    PRIMARY KEY (county, account, kind)
);

-- block 2
-- By the official account: 'no', 'sent' taken by the platform, 'there', 'failed', 'shown'.
ALTER TABLE notices ADD COLUMN wechat text NOT NULL DEFAULT 'no'
    CHECK (wechat IN ('no', 'sent', 'there', 'failed', 'shown'));
ALTER TABLE notices ADD COLUMN wechat_msg bigint NOT NULL DEFAULT 0;
ALTER TABLE notice_wishes ADD COLUMN wechat blob;
CREATE INDEX notices_about ON notices (county, ref, id);
