/* demo_field.c: what the demo shows of the grid workers' days. */
#include "app/demo.h"
#include "rooms/field/patrol.h"
#include "rooms/field/visit.h"

extern const str demo_data_patrols;

enum err demo_field(struct ctx *cx, int64_t county)
{
    enum err e = patrol_demo_load(cx, county, demo_data_patrols);
    return e ? e : visit_demo_load(cx, county);
}
