/* fill: makes a demo database large.
 *
 * fill DATABASE KEYS TOTAL: reports TOTAL more problems over all communities of the demo county, as
 * the crowd of the durable benchmark does, and says how long it took as one line of JSON. */
#include "tests/bench/crowd.h"

enum { CLIENTS = 64 };

int main(int argc, char **argv)
{
    struct arena *mem = arena_new();
    struct seal *seal = NULL;
    str why = STR_NONE;
    int64_t total;
    if (argc != 4 || str_int(str_of(argv[3]), &total))
        crowd_die("usage", S("fill DATABASE KEYS TOTAL"));
    if (seal_open(argv[2], &seal, &why, mem))
        crowd_die(argv[2], why);
    int64_t took = crowd_report(mem, seal, argv[1], CLIENTS, total);
    printf("{\"total\":%lld,\"ms\":%lld}\n", (long long)total, (long long)took / 1000000);
    seal_done(seal);
    arena_free(mem);
    return 0;
}
