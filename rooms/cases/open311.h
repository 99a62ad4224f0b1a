/* open311: GeoReport v2 as other systems speak it, over the same cases and the same rules.
 *
 * Kept true here:
 *  - one tree, two notations: JSON is the tree, XML is the same tree with each child of a list
 *    named by its list (the Spark mapping), so the two cannot differ;
 *  - only released cases are listed; whoever sent a case in may also ask after it, with its key;
 *    a request is a report like any other, by a key that says where it belongs;
 *  - errors answer in the asked notation with the status the specification names.
 */
#pragma once
#include "civic/people/people.h"
#include "rooms/cases/cases_own.h"

#include <jansson.h>

/* Answers with the tree (stolen) in the notation of ":f"; root is the XML name. */
enum err open311_answer(struct req *rq, const char *root, json_t *tree);
/* Answers an error: HTTP status, and the sentence (a msgid) with {name} filled. */
enum err open311_error(struct req *rq, int status, const char *msgid, str name);
/* Answers any other error of a route: struct route's `error`. */
void open311_say_error(struct req *rq, enum err e);
/* The token of "api_key" with ACT_OPEN311_SEND; id 0 where none was given and none must be. Answers
 * the error itself and returns false for a wrong one. After open311_county. */
bool open311_key(struct req *rq, bool must, struct token *key, enum err *answered);
/* A case that the public may see, or that the key itself sent in. */
enum err open311_by_number(struct ctx *cx, int64_t county, str number, const struct token *key,
                           struct matter *out) MUST_CHECK;
/* The county asked for: by jurisdiction_id, or the only one. Answers the error itself and returns
 * false if there is none. */
bool open311_county(struct req *rq, enum err *answered);
/* A date with time and zone, a raw "+" of the zone forgiven. */
bool open311_time(struct req *rq, str text, int64_t *ms);
json_t *open311_text(str s); /* "" is null */
json_t *open311_request(struct req *rq, const struct casefile *c, enum err *e);

extern const struct route open311_routes[];
enum err open311_post(struct req *rq);
enum err open311_updates(struct req *rq);
enum err open311_update_post(struct req *rq);
