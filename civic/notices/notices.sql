-- notices_sql_add: once per fact and account
INSERT INTO notices (county, id, account, fact, kind, ref, number, address, body, phone, asks, sms,
    mail, told_ms)
VALUES (:county, :id, :account, :fact, :kind, :ref, :number, :address, :body, :phone, :asks, :sms,
    :mail, :now)
ON CONFLICT (county, account, fact) WHERE fact IS NOT NULL DO NOTHING;

-- notices_sql_find
SELECT county, id, account, kind, number, address, ref, body, told_ms, read_ms, answered_ms, answer,
    sms, mail, phone, digest, wechat
FROM notices WHERE county = :county AND id = :id;

-- notices_sql_of: of an account, newest first; codes and digests are no news to their reader
SELECT county, id, account, kind, number, address, ref, body, told_ms, read_ms, answered_ms, answer,
    sms, mail, phone, digest, wechat
FROM notices
WHERE county = :county AND account = :account AND id < :before AND kind <> 'notices.digest'
ORDER BY id DESC LIMIT :max;

-- notices_sql_latest [global]: for the demo's outbox
SELECT county, id, account, kind, number, address, ref, body, told_ms, read_ms, answered_ms, answer,
    sms, mail, phone, digest, wechat
FROM notices WHERE sms = 'shown' OR mail = 'shown' ORDER BY id DESC, county LIMIT 100;

-- notices_sql_waiting: for today's digest, oldest first
SELECT id, number, body FROM notices
WHERE county = :county AND account = :account AND (sms = 'digest' OR mail = 'digest')
ORDER BY id LIMIT 50;

-- notices_sql_merged: told by a digest
SELECT id, body FROM notices
WHERE county = :county AND account = :account AND digest = :digest ORDER BY id LIMIT 50;

-- notices_sql_merge
UPDATE notices SET digest = :digest,
    sms = CASE sms WHEN 'digest' THEN 'merged' ELSE sms END,
    mail = CASE mail WHEN 'digest' THEN 'merged' ELSE mail END
WHERE county = :county AND id = :id;

-- notices_sql_hurry: leaves by itself
UPDATE notices SET
    sms = CASE sms WHEN 'digest' THEN 'wait' ELSE sms END,
    mail = CASE mail WHEN 'digest' THEN 'wait' ELSE mail END
WHERE county = :county AND id = :id;

-- notices_sql_sms
UPDATE notices SET sms = :state, phone_hash = :phone_hash WHERE county = :county AND id = :id;

-- notices_sql_mail
UPDATE notices SET mail = :state WHERE county = :county AND id = :id;

-- notices_sql_report: what the gateway says later
UPDATE notices SET sms = :state
WHERE county = :county AND id = :id AND sms IN ('sent', 'there', 'failed');

-- notices_sql_asking: the open questions sent to a number, newest first
SELECT id, number FROM notices
WHERE county = :county AND phone_hash = :phone_hash AND asks = 1 AND answer = 0 AND told_ms > :since
ORDER BY id DESC LIMIT 20;

-- notices_sql_asking_account: the open questions to an account, newest first
SELECT id, number FROM notices
WHERE county = :county AND account = :account AND asks = 1 AND answer = 0 AND told_ms > :since
ORDER BY id DESC LIMIT 20;

-- notices_sql_answer: once
UPDATE notices SET answer = :answer, answered_ms = :now, read_ms = :now
WHERE county = :county AND id = :id AND asks = 1 AND answer = 0;

-- notices_sql_unread
SELECT COUNT(*) FROM notices
WHERE county = :county AND account = :account AND read_ms = 0 AND kind <> 'notices.digest';

-- notices_sql_read
UPDATE notices SET read_ms = :now
WHERE county = :county AND account = :account AND read_ms = 0;

-- notices_sql_read_one
UPDATE notices SET read_ms = :now
WHERE county = :county AND id = :id AND account = :account AND read_ms = 0;

-- notices_sql_about: what was told of a matter, newest first
SELECT county, id, account, kind, number, address, ref, body, told_ms, read_ms, answered_ms, answer,
    sms, mail, phone, digest, wechat
FROM notices WHERE county = :county AND ref = :ref ORDER BY id DESC LIMIT :max;

-- notices_sql_wechat: what the official account took goes by text no more
UPDATE notices SET wechat = :state, wechat_msg = :message,
    sms = CASE :state WHEN 'failed' THEN sms ELSE 'no' END
WHERE county = :county AND id = :id;

-- notices_sql_wechat_sent: among the newest, the one that the platform numbered so
SELECT id FROM notices
WHERE county = :county AND account = :account AND wechat_msg = :message ORDER BY id DESC LIMIT 1;

-- notices_sql_wechat_ended: it arrived, or goes by text after all
UPDATE notices SET wechat = :state, sms = CASE :state WHEN 'failed' THEN 'wait' ELSE sms END
WHERE county = :county AND id = :id AND wechat = 'sent';

-- notices_sql_forget
DELETE FROM notices WHERE county = :county AND account = :account;

-- notices_sql_wishes
SELECT sms, mail, lang, wechat FROM notice_wishes WHERE county = :county AND account = :account;

-- notices_sql_wish
INSERT INTO notice_wishes (county, account, sms, mail, lang)
VALUES (:county, :account, :sms, :mail, :lang)
ON CONFLICT (county, account) DO UPDATE SET sms = excluded.sms, mail = excluded.mail,
    lang = excluded.lang;

-- notices_sql_wish_sms: whether texts come, all else as it was
INSERT INTO notice_wishes (county, account, sms, lang) VALUES (:county, :account, :sms, 'zh')
ON CONFLICT (county, account) DO UPDATE SET sms = excluded.sms;

-- notices_sql_wish_wechat: follows, or no more
INSERT INTO notice_wishes (county, account, sms, lang, wechat)
VALUES (:county, :account, 1, 'zh', :wechat)
ON CONFLICT (county, account) DO UPDATE SET wechat = excluded.wechat;

-- notices_sql_forget_wishes
DELETE FROM notice_wishes WHERE county = :county AND account = :account;

-- notices_sql_refused
SELECT COUNT(*) FROM notice_refusals
WHERE county = :county AND account = :account AND kind = :kind;

-- notices_sql_refuse
INSERT INTO notice_refusals (county, account, kind) VALUES (:county, :account, :kind)
ON CONFLICT (county, account, kind) DO NOTHING;

-- notices_sql_want
DELETE FROM notice_refusals WHERE county = :county AND account = :account AND kind = :kind;

-- notices_sql_forget_refusals
DELETE FROM notice_refusals WHERE county = :county AND account = :account;
