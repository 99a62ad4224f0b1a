/* jobs_own: what the files of kit/jobs share. */
#pragma once
#include "kit/jobs/jobs.h"

const struct jobs_kind *jobs_kind_find(const struct jobs_kind *const *kinds, str name);
int64_t jobs_backoff_ms(int tries);
void jobs_complain(struct ctx *cx, const char *event, str kind, int64_t id, enum err e);

/* One county, once. *did grows by what was done. */
enum err jobs_lease(struct ctx *cx, int64_t county, str holder, bool *got) MUST_CHECK;
enum err jobs_fire_due(struct ctx *cx, const struct jobs_kind *const *kinds, int64_t county,
                       int64_t *did) MUST_CHECK;
enum err jobs_send_due(struct ctx *cx, const struct jobs_kind *const *kinds, int64_t county,
                       int64_t *did) MUST_CHECK;
enum err jobs_forget(struct ctx *cx, int64_t county) MUST_CHECK;
