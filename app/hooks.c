/* hooks.c: what lower parts need from higher ones, wired here so that nobody registers anything. */
#include "civic/facts/facts.h"
#include "civic/notices/notices.h"
#include "civic/people/people.h"

/* People lie below facts; what changes in them is for auditors. */
static enum err people_fact_add(struct ctx *cx, const struct people_fact *f)
{
    str kind = str_of(f->kind);
    return facts_add(cx, &(struct fact){.county = f->county,
                                        .place = f->scope,
                                        .scope = f->scope,
                                        .subject_kind = str_z(cx->mem, str_cut(&kind, '.')),
                                        .subject = f->ref,
                                        .kind = f->kind,
                                        .from = f->from,
                                        .to = f->to,
                                        .reason = f->reason,
                                        .audience = FACTS_AUDIT});
}

const struct people_hooks people_hooks = {.fact = people_fact_add, .send_code = notices_send_code};
