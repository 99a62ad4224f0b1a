/* yunmas: China Mobile's message platform for public bodies (yun MAS, its HTTP interface for plain
 * texts), as the way texts leave; inside civic/notices only.
 *
 * Kept true here:
 *  - a text goes to one number, under the code of the registered signature;
 *  - what the platform pushes carries no signature of its own: it is heard only from the addresses
 *    that the operator has named;
 *  - a report finds its text by the platform's number for it, kept as a hash for three days.
 * The platform knows no repeat: a text whose answer was lost may come twice.
 * Set up as docs/api/yun-mas.md says.
 */
#pragma once
#include "civic/notices/notices_own.h"

/* OK: taken, *group names it in a report. ERR_INVALID: this text never; ERR_BUSY: not now, or an
 * account that an operator has to mend. */
enum err yunmas_send(struct ctx *cx, str phone, str text, str *group) MUST_CHECK;
str yunmas_body(struct ctx *cx, str phone, str text); /* base64 of JSON; for tests */
/* Inside db_write: the text that a report under this number will be about. */
enum err yunmas_expect(struct ctx *cx, str group, int64_t county, int64_t id) MUST_CHECK;

enum err yunmas_take_report(struct req *rq); /* handlers of what the platform pushes */
enum err yunmas_take_reply(struct req *rq);
