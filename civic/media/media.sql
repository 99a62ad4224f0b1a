-- media_sql_add
INSERT INTO media (county, id, row_ver, key, room, ref, role, owner_county, owner, kind, state, type,
    bytes, width, height, taken_ms, added_ms, file_key, name, full_hash, thumb_hash, public_hash,
    public_thumb_hash)
VALUES (:county, :id, 1, :key, :room, :ref, :role, :owner_county, :owner, :kind, :state, :type,
    :bytes, :width, :height, :taken_ms, :now, :file_key, :name, :full, :thumb, '', '');

-- media_sql_sweep_soon: the first file of a county starts its sweeping
INSERT INTO media_sweeps (county, next_ms) VALUES (:county, :next) ON CONFLICT (county) DO NOTHING;

-- media_sql_by_key
SELECT county, id, row_ver, key, room, ref, role, owner_county, owner, kind, state, type, bytes,
    width, height, taken_ms, added_ms, public_hash
FROM media WHERE county = :county AND key = :key;

-- media_sql_of
SELECT county, id, row_ver, key, room, ref, role, owner_county, owner, kind, state, type, bytes,
    width, height, taken_ms, added_ms, public_hash
FROM media WHERE county = :county AND room = :room AND ref = :ref ORDER BY id LIMIT :max;

-- media_sql_count
SELECT COUNT(*) FROM media
WHERE county = :county AND room = :room AND ref = :ref AND role = :role AND kind = :kind
    AND state <> 'refused';

-- media_sql_content: what is needed to open it
SELECT file_key, name, full_hash, thumb_hash, public_hash, public_thumb_hash
FROM media WHERE county = :county AND id = :id;

-- media_sql_release
UPDATE media SET row_ver = row_ver + 1, public_hash = :full, public_thumb_hash = :thumb
WHERE county = :county AND id = :id AND row_ver = :seen AND state = 'ready';

-- media_sql_hand_on
UPDATE media SET row_ver = row_ver + 1, room = :room, ref = :ref, role = :role
WHERE county = :county AND id = :id AND state <> 'refused';

-- media_sql_withdraw
UPDATE media SET row_ver = row_ver + 1, public_hash = '', public_thumb_hash = ''
WHERE county = :county AND id = :id AND public_hash <> '';

-- media_sql_forget: the key goes, and with it the content, wherever copies of it lie
UPDATE media SET row_ver = row_ver + 1, state = 'refused', file_key = NULL, name = NULL,
    full_hash = '', thumb_hash = '', public_hash = '', public_thumb_hash = '', taken_ms = 0
WHERE county = :county AND id = :id AND state <> 'refused';

-- media_sql_forget_owner
UPDATE media SET row_ver = row_ver + 1, state = 'refused', file_key = NULL, name = NULL,
    full_hash = '', thumb_hash = '', public_hash = '', public_thumb_hash = '', taken_ms = 0
WHERE county = :county AND owner_county = :owner_county AND owner = :owner AND state <> 'refused';

-- media_sql_waiting
SELECT COUNT(*) FROM media WHERE county = :county AND state = 'quarantined';

-- media_sql_next: the oldest that waits for the converter
SELECT id, row_ver FROM media WHERE county = :county AND state = 'quarantined'
ORDER BY id LIMIT 1;

-- media_sql_converted
UPDATE media SET row_ver = row_ver + 1, state = 'ready', type = 'image/jpeg', bytes = :bytes,
    width = :width, height = :height, taken_ms = :taken_ms, full_hash = :full, thumb_hash = :thumb
WHERE county = :county AND id = :id AND row_ver = :seen AND state = 'quarantined';

-- media_sql_counties [global]: with photos that wait, or a sweep that is due
SELECT county FROM media WHERE state = 'quarantined'
UNION SELECT county FROM media_sweeps WHERE next_ms <= :now LIMIT 200;

-- media_sql_sweep_due
SELECT next_ms FROM media_sweeps WHERE county = :county AND next_ms <= :now;

-- media_sql_swept
UPDATE media_sweeps SET next_ms = :next WHERE county = :county;

-- media_sql_names: does the row name this file
SELECT COUNT(*) FROM media WHERE county = :county AND id = :id
    AND (full_hash = :hash OR thumb_hash = :hash OR public_hash = :hash
        OR public_thumb_hash = :hash);

-- media_sql_key_counties [global]: the rotation goes from county to county
SELECT DISTINCT county FROM media WHERE file_key IS NOT NULL;

-- media_sql_keys: for the rotation, in slices
SELECT id, file_key FROM media
WHERE county = :county AND id > :after AND file_key IS NOT NULL
ORDER BY id LIMIT :n;

-- media_sql_rewrap: not if the key was destroyed meanwhile
UPDATE media SET file_key = :new WHERE county = :county AND id = :id AND file_key = :old;
