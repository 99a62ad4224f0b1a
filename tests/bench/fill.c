/* fill: reports many problems, to make a demo database large or to see how fast that goes.
 *
 * fill DATABASE KEYS TOTAL [CLIENTS [answered]]: CLIENTS threads (64 unless told) report TOTAL more
 * problems over all communities of the demo county, as the crowd of the durable benchmark does, and
 * it says how long that took as one line of JSON. DATABASE: a file, or a postgres:// address. */
#include "tests/bench/crowd.h"

static struct crowd_plan plan_of(int argc, char **argv)
{
    int64_t total = 0, clients = 64;
    if (argc < 4 || argc > 6 || str_int(str_of(argv[3]), &total) ||
        (argc > 4 && str_int(str_of(argv[4]), &clients)))
        crowd_die("usage", S("fill DATABASE KEYS TOTAL [CLIENTS [answered]]"));
    return (struct crowd_plan){.clients = (int)clients,
                               .total = total,
                               .answered = argc > 5 && strcmp(argv[5], "answered") == 0};
}

int main(int argc, char **argv)
{
    struct arena *mem = arena_new();
    struct seal *seal = NULL;
    str why = STR_NONE;
    struct crowd_plan plan = plan_of(argc, argv);
    if (seal_open(argv[2], &seal, &why, mem))
        crowd_die(argv[2], why);
    int64_t took = crowd_report(mem, seal, argv[1], &plan);
    printf("{\"total\":%lld,\"ms\":%lld}\n", (long long)plan.total, (long long)took / 1000000);
    seal_done(seal);
    arena_free(mem);
    return 0;
}
