/* open311: GeoReport v2 as other systems speak it, over the same cases and the same rules.
 *
 * Kept true here:
 *  - one tree, two notations: JSON is the tree, XML is the same tree with each child of a list
 *    named by its list (the Spark mapping), so the two cannot differ;
 *  - only released cases are listed; a request is a report like any other, by a key that says
 *    where it belongs;
 *  - errors answer in the asked notation with the status the specification names.
 */
#pragma once
#include "rooms/cases/cases_own.h"

#include <jansson.h>

/* Answers with the tree (stolen) in the notation of ":f"; root is the XML name. */
enum err open311_answer(struct req *rq, const char *root, json_t *tree);
/* Answers an error: HTTP status, and the sentence (a msgid) with {name} filled. */
enum err open311_error(struct req *rq, int status, const char *msgid, str name);
/* Makes a key for the place; shown once. */
enum err open311_key_add(struct ctx *cx, int64_t county, str name, int64_t scope,
                         str *key) MUST_CHECK;

struct open311_key {
    int64_t id, scope;
    str name;
};
enum err open311_key_find(struct ctx *cx, str key, int64_t county,
                          struct open311_key *out) MUST_CHECK;
/* The county asked for: by jurisdiction_id, or the only one. Answers the error itself and returns
 * false if there is none. */
bool open311_county(struct req *rq, enum err *answered);
json_t *open311_text(str s); /* "" is null */
json_t *open311_request(struct req *rq, const struct casefile *c, enum err *e);

extern const struct route open311_routes[];
enum err open311_post(struct req *rq);
enum err open311_updates(struct req *rq);
enum err open311_update_post(struct req *rq);
