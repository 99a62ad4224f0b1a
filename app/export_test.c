/* export_test: every table that leaves has said what of it belongs to one place. */
#include "app/export.h"
#include "kit/test/test.h"

TEST(export_knows_of_every_table_what_belongs_to_a_place)
{
    (void)cx;
    int without = 0;
    for (const struct db_table *const *t = db_all_tables; *t; t++)
        if (export_keeps(*t) && !export_has_rule(*t))
            fprintf(stderr, "%s: no rule in app/export_part.c\n", (*t)->name), without++;
    CHECK(without == 0);
}
