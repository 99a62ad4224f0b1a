/* demo_photos: the pictures of the demo's cases, drawn from data/demo/scenes.csv: the same scene
 * before and after the work. Nobody and nothing real is in them. */
#pragma once
#include "civic/media/media.h"
#include "rooms/cases/cases.h"

struct demo_scene {
    str name;
    struct media_drawn moment[2]; /* before, after */
};
/* Draws both moments, as PNG in mem. ERR_NOT_FOUND: the file has no such scene. */
enum err demo_scene_draw(struct ctx *cx, str file, str name, struct demo_scene *out) MUST_CHECK;

/* The pictures of one case, taken: the first is the reporter's, the second of whoever did it. */
struct demo_photos {
    struct cases_files files[2];
    struct media_public public[2];
};
enum err demo_photos_take(struct ctx *cx, int64_t county, const struct demo_scene *s, bool done,
                          struct demo_photos *out) MUST_CHECK;
/* Inside db_write, as somebody who may. */
enum err demo_photos_release(struct ctx *cx, const struct demo_photos *p) MUST_CHECK;
