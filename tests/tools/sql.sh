#!/bin/bash
# What mksql refuses, with file, line and reason: sql.sh MKSQL.
set -u
mksql=$1 bad=0 n=0
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/civic/t" "$root/rooms/r" "$root/app"
printf 'civic/t:\nrooms/r:\n' >"$root/app/LAYERS"
cat >"$root/civic/t/base_schema.sql" <<'SQL'
-- block 1
-- county
CREATE TABLE things (county integer NOT NULL, id bigint NOT NULL, name text NOT NULL, PRIMARY KEY (county, id));
-- county
CREATE TABLE marks (county integer NOT NULL, thing bigint NOT NULL, PRIMARY KEY (county, thing));
-- reference
CREATE TABLE places (place bigint NOT NULL, name text NOT NULL, PRIMARY KEY (place));
-- door
CREATE TABLE door (hash text NOT NULL, county integer NOT NULL, PRIMARY KEY (hash));
-- local
CREATE TABLE leases (node integer NOT NULL, PRIMARY KEY (node));
SQL

complain() { echo "FAILED: $1"; bad=$((bad + 1)); }
make_sql() { # STATEMENT [FILE]
  printf -- '-- t_sql_x%b\n%b;\n' "${head:-}" "$1" >"$root/${2:-civic/t/t.sql}"
  said=$("$mksql" --root "$root" "$root/${2:-civic/t/t.sql}" "$root/o_sql.h" "$root/o_sql.c" 2>&1)
}
refuses() { # STATEMENT "LINE: words"
  n=$((n + 1))
  make_sql "$1"
  [ $? = 1 ] && [[ $said == *"t.sql:$2"* ]] || complain "$1 -> $said (wanted $2)"
}
accepts() { # STATEMENT [words of the C]
  n=$((n + 1))
  make_sql "$1" || complain "$1 -> $said"
  [ -z "${2:-}" ] || grep -qF -- "$2" "$root/o_sql.c" || complain "$1: no $2 in $(cat "$root/o_sql.c")"
}
refuses_schema() { # BLOCK "LINE: words"; the block starts at line 2
  n=$((n + 1))
  printf -- '-- block 1\n%b\n' "$1" >"$root/civic/t/t_schema.sql"
  said=$("$mksql" --root "$root" "$root/civic/t/t_schema.sql" "$root/o_schema.h" "$root/o_schema.c" 2>&1)
  [ $? = 1 ] && [[ $said == *"t_schema.sql:$2"* ]] || complain "$1 -> $said (wanted $2)"
  rm "$root/civic/t/t_schema.sql"
}
makes_schema() { # BLOCK words…
  n=$((n + 1))
  printf -- '-- block 1\n%b\n' "$1" >"$root/civic/t/t_schema.sql"
  said=$("$mksql" --root "$root" "$root/civic/t/t_schema.sql" "$root/o_schema.h" "$root/o_schema.c" 2>&1) ||
    complain "$1 -> $said"
  for w in "${@:2}"; do
    grep -qF -- "$w" "$root/o_schema.c" || complain "$1: no $w in $(cat "$root/o_schema.c")"
  done
  rm "$root/civic/t/t_schema.sql"
}

# a county table needs its county
refuses 'SELECT name FROM things WHERE id = :id' '2: t_sql_x touches a county table without'
refuses 'DELETE FROM things WHERE id = :id' '2: t_sql_x touches a county table without'
refuses 'UPDATE things SET name = :name WHERE id = :id' '2: t_sql_x touches a county table without'
refuses 'INSERT INTO things (id, county, name) VALUES (:id, :county, :name)' '2: t_sql_x'
refuses 'SELECT t.name FROM things t JOIN marks m ON m.thing = t.id WHERE t.county = :county' '2: t_sql_x reads 2 county tables'
refuses 'SELECT name FROM things t WHERE county = :county AND EXISTS (SELECT 1 FROM marks WHERE thing = t.id)' '2: t_sql_x reads 2'
refuses 'SELECT t.name FROM things t, marks m WHERE t.county = :county AND m.county = t.county' '2: FROM a, b'
refuses 'SELECT name FROM nothing WHERE county = :county' '2: t_sql_x: no *_schema.sql has a table nothing'
accepts 'SELECT t.name FROM things t JOIN marks m ON m.county = t.county AND m.thing = t.id WHERE t.county = :county' 'DB_COUNTY'
accepts 'SELECT t.name FROM things t JOIN marks m USING (county, thing) WHERE t.county = :county' '?1'
accepts 'WITH few AS (SELECT id FROM things WHERE county = :county) SELECT id FROM few' '$1'
accepts 'INSERT INTO marks (county, thing) SELECT county, id FROM things WHERE county = :county' '.writes = true'
accepts 'SELECT p.name FROM places p WHERE p.place = :p' 'DB_REFERENCE'
accepts 'SELECT county FROM door WHERE hash = :hash' 'DB_DOOR'
accepts "SELECT name FROM things WHERE county = :county AND name = ':no ;'" "':no ;'"
head=' [global]: scan' accepts 'SELECT DISTINCT county FROM things' 'DB_GLOBAL'

# the subset
for word in 'name ILIKE :n' 'name REGEXP :n' 'name GLOB :n' 'id = random()' 'id < CAST(now() AS bigint)' 'name = CURRENT_DATE'; do
  refuses "SELECT name FROM things WHERE county = :county AND $word" '2: t_sql_x:'
done
refuses 'SELECT * FROM places' '2: SELECT *'
refuses 'SELECT place FROM places FOR UPDATE' '2: FOR UPDATE'
refuses 'SELECT group_concat(name) FROM places' '2: t_sql_x: group_concat'
refuses 'SELECT string_agg(name, :x) FROM places' '2: t_sql_x: string_agg'
refuses 'SELECT CAST(place AS text) FROM places WHERE name = ifnull(:x, name)' '2: t_sql_x: ifnull'
refuses 'SELECT place::text FROM places' '2: t_sql_x: :: needs'
refuses 'INSERT OR IGNORE INTO places (place, name) VALUES (:p, :n)' '2: INSERT OR'
refuses 'REPLACE INTO places (place, name) VALUES (:p, :n)' '2: REPLACE'
refuses 'TRUNCATE places' '2: t_sql_x: TRUNCATE'
refuses 'WITH gone AS (DELETE FROM things WHERE county = :county RETURNING id) SELECT id FROM gone' '2: no statement inside'
refuses 'WITH RECURSIVE up AS (SELECT id FROM things WHERE county = :county) SELECT id FROM up' '2: no recursion'
refuses 'SELECT name FROM places WHERE place = $1' "2: '\$'"
refuses 'SELECT name FROM places WHERE place = ?' "2: '?'"
refuses 'SELECT "name" FROM places' "2: '\"'"
refuses "SELECT 'name FROM places" '2: string'
refuses 'CREATE TABLE x (y text)' '2: t_sql_x: CREATE'
accepts "SELECT replace(name, 'a', 'b') FROM places WHERE place = :p"

# parts
makes_parts() { # FILE WORDS
  n=$((n + 1))
  printf -- "$1" >"$root/civic/t/t.sql"
  "$mksql" --root "$root" "$root/civic/t/t.sql" "$root/o_sql.h" "$root/o_sql.c" 2>&1 | grep -qF -- "$2" ||
    grep -qF -- "$2" "$root/o_sql.c" || complain "$1: no $2"
}
makes_parts '-- t_sql_here [part]\nWHERE county = :county AND id = :id;\n-- t_sql_a\nSELECT name FROM things @here;\n' \
  'SELECT name FROM things WHERE county = ?1 AND id = ?2'
makes_parts '-- t_sql_a\nSELECT name FROM things @here;\n' 't.sql:2: no part above is called @here'
makes_parts '-- t_sql_here [part]\nWHERE id = :id;\n-- t_sql_a\nSELECT name FROM things @here;\n' 't_sql_a touches a county table without'

# names and bodies
n=$((n + 1))
printf 'SELECT 1;\n' >"$root/civic/t/t.sql"
"$mksql" --root "$root" "$root/civic/t/t.sql" "$root/o.h" "$root/o.c" 2>&1 | grep -q 't.sql:1: a statement needs its name' || complain nameless
printf -- '-- t_sql_a\nSELECT 1;\n-- t_sql_a\nSELECT 2;\n' >"$root/civic/t/t.sql"
"$mksql" --root "$root" "$root/civic/t/t.sql" "$root/o.h" "$root/o.c" 2>&1 | grep -q 't.sql:4: t_sql_a is named twice' || complain twice
printf -- '-- other_sql_a\nSELECT 1;\n' >"$root/civic/t/t.sql"
"$mksql" --root "$root" "$root/civic/t/t.sql" "$root/o.h" "$root/o.c" 2>&1 | grep -q 't.sql:1: names in this file start' || complain prefix
printf -- '-- t_sql_a\nSELECT 1' >"$root/civic/t/t.sql"
"$mksql" --root "$root" "$root/civic/t/t.sql" "$root/o.h" "$root/o.c" 2>&1 | grep -q "t.sql:2: statement without" || complain unended
head=' [sqlite]' refuses 'SELECT 1' '2: t_sql_x has a body for one engine'
printf -- '-- t_sql_a [sqlite]\nSELECT :x;\n-- t_sql_a [pg]\nSELECT 1;\n' >"$root/civic/t/t.sql"
"$mksql" --root "$root" "$root/civic/t/t.sql" "$root/o.h" "$root/o.c" 2>&1 | grep -q 'lacks a parameter' || complain unequal
printf -- '-- r_sql_a [sqlite]\nSELECT 1;\n-- r_sql_a [pg]\nSELECT 1;\n' >"$root/rooms/r/r.sql"
"$mksql" --root "$root" "$root/rooms/r/r.sql" "$root/o.h" "$root/o.c" 2>&1 | grep -q 'dialect bodies live in kit and civic' || complain rooms
rm -f "$root/civic/t/t.sql" "$root/rooms/r/r.sql"

# schemas
refuses_schema 'CREATE TABLE a (x text);' '2: before CREATE TABLE'
refuses_schema '-- county\nCREATE TABLE a (id bigint NOT NULL, PRIMARY KEY (id));' '3: every key of a county table'
refuses_schema '-- county\nCREATE TABLE a (county integer NOT NULL, id bigint NOT NULL, PRIMARY KEY (id, county));' '3: a: county is the first'
refuses_schema '-- county\nCREATE TABLE a (county bigint NOT NULL, PRIMARY KEY (county));' '3: county integer NOT NULL'
refuses_schema '-- county\nCREATE TABLE a (county integer NOT NULL, id bigint NOT NULL UNIQUE, PRIMARY KEY (county, id));' '3: keys of a county'
refuses_schema '-- county\nCREATE TABLE a (county integer NOT NULL, x bigint, PRIMARY KEY (county), FOREIGN KEY (x) REFERENCES things (id));' '3: a foreign key stays'
refuses_schema '-- reference\nCREATE TABLE a (county integer, x bigint, FOREIGN KEY (county, x) REFERENCES things (county, id));' '3: a foreign key stays'
refuses_schema '-- reference\nCREATE TABLE a (x serial);' '3: x: the types are'
refuses_schema '-- reference\nCREATE TABLE a (x timestamp);' '3: x: the types are'
refuses_schema '-- reference\nCREATE TABLE a (x boolean);' '3: x: the types are'
refuses_schema '-- reference\nCREATE TABLE places (x text);' '3: table places exists'
refuses_schema 'CREATE UNIQUE INDEX i ON things (name);' '2: every key of a county'
refuses_schema 'DROP TABLE things;' '2: a block creates'
refuses_schema 'ALTER TABLE things DROP COLUMN name;' '2: a migration only adds'
refuses_schema '-- block 3' '2: block 2 comes next'
makes_schema '-- county, clustered: why\nCREATE TABLE a (county integer NOT NULL, x bigint NOT NULL, PRIMARY KEY (county, x), FOREIGN KEY (county, x) REFERENCES things (county, id) ON DELETE CASCADE);' \
  'STRICT, WITHOUT ROWID' "create_distributed_table('a', 'county')" 'ALTER TABLE a ADD FOREIGN KEY (county, x) REFERENCES things (county, id) ON DELETE CASCADE;'
makes_schema '-- reference\nCREATE TABLE a (x blob, y double precision DEFAULT 1.5, z text REFERENCES places (name));' \
  'x BLOB' 'x bytea' 'y REAL DEFAULT 1.5' 'y double precision DEFAULT 1.5' "create_reference_table('a')" 'ALTER TABLE a ADD FOREIGN KEY (z) REFERENCES places (name);'
makes_schema '-- [sqlite]\nCREATE VIRTUAL TABLE f USING fts5 (a);\n-- [pg]\nCREATE INDEX g ON places USING gin (to_tsvector('"'simple'"', name));' 'VIRTUAL' 'gin'

echo "$((n - bad)) passed, $bad failed"
[ $bad = 0 ]
