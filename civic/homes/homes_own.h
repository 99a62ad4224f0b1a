/* homes_own: shared by the files of this part. */
#pragma once
#include "civic/homes/homes.h"
#include "civic/homes/homes_sql.h"
#include "kit/db/db.h"

struct jobs_kind;
struct req;
extern const struct jobs_kind homes_kept_job;

/* Texts of a household, made of those of its building and its door. */
struct homes_text {
    str line, sorted, found;
};
struct homes_text homes_text_of(struct arena *mem, str building, str door);
str homes_found(struct arena *mem, str typed); /* as households.found is written */

/* Blind indexes as blobs, empty for an empty text. */
str homes_name_index(struct ctx *cx, str name);
str homes_phone_index(struct ctx *cx, str phone);
str homes_id_index(struct ctx *cx, str id_number);

/* Do posts at a community or below it let the actor see this place. */
bool homes_named(const struct ctx *cx, int64_t scope);
enum err homes_fact(struct ctx *cx, int64_t county, int64_t household, int64_t scope,
                    const char *kind, const char *word) MUST_CHECK;
/* Inside db_write: the household's own row, seen as `seen` (0: as it is), and where it is. */
struct homes_row {
    int64_t county, id, place, scope, row_ver, dwelling, building;
};
enum err homes_hold(struct ctx *cx, int64_t county, int64_t id, int64_t seen,
                    struct homes_row *out) MUST_CHECK;
/* The same, refused unless the actor may keep households there. */
enum err homes_keep(struct ctx *cx, int64_t county, int64_t id, int64_t seen,
                    struct homes_row *out) MUST_CHECK;
enum err homes_row_of(struct ctx *cx, int64_t county, int64_t id, struct homes_row *out) MUST_CHECK;
enum err homes_need_in(struct ctx *cx, const struct homes_row *at, const struct home_need *in,
                       int64_t *id) MUST_CHECK;
enum err homes_drop_resident(struct ctx *cx, const struct homes_row *at, int64_t id) MUST_CHECK;
