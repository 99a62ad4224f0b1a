/* quality (答复质量): whether an answer tells its reader what was done, when and by whom; or, where
 * it cannot be solved, why. The words that tell are data (data/cases/reply_words.csv); what lacks
 * is said before the answer goes out, and may be passed over with a reason.
 *
 * Kept true here: an answer that goes back to a caller or to another system lacks nothing, or its
 * fact names the reason why it may.
 */
#pragma once
#include "rooms/cases/cases.h"

enum quality_part { QUALITY_DID, QUALITY_WHEN, QUALITY_WHO, QUALITY_WHY, QUALITY_PARTS };
#define QUALITY_BIT(part) (1u << (part))

/* The parts that an answer of this outcome lacks, as bits; `unit` is who gives it, a name that the
 * answer may bear. */
enum err quality_read(struct ctx *cx, str outcome, str answer, str unit,
                      unsigned *lacks) MUST_CHECK;
/* "The answer does not say: when, by whom." */
str quality_text(struct ctx *cx, unsigned lacks);

/* Does the answer leave the house: to a caller of the hotline, or to another system. */
enum err quality_matters(struct ctx *cx, const struct matter *m, bool *yes) MUST_CHECK;
/* What the answer of a case lacks; 0 where there is none yet or it stays here. */
enum err quality_of(struct ctx *cx, const struct casefile *c, unsigned *lacks) MUST_CHECK;

/* Reasons why an answer may go out as it is. */
struct quality_reason {
    const char *code, *label; /* label: msgid */
};
enum { QUALITY_REASONS = 3 };
extern const struct quality_reason quality_reasons[QUALITY_REASONS];
bool quality_is_reason(str code);
