/* rates: how often one client (an account, or an address where nobody is signed in) may use what
 * routes limit. An address may be a whole office or a mobile operator's gateway, so the numbers
 * stop machines and not people; the settings limit-NAME (per minute) change them. And how many
 * pages may be told by themselves at once: the setting streams. */
#include "app/app.h"

#include <sys/resource.h>

static const struct web_rate usual[] = {
    {"sign-in", 60, 30},
    {"report", 60, 60},
    {"word", 60, 60},
    {"follow", 30, 30},
    {"token", 120, 60},
    {"api", 600, 200},
    {"open311", 600, 200},
    {"step", 400, 200},
    {"field", 600, 300},
    {"homes", 120, 60},
    {"unmask", 20, 20},
    {"device", 20000, 5000},
    {"pick", 240, 120},
    {"picture", 60, 30},
    {"slip", 10, 10},
    {"rolls", 30, 30},
    {0},
};

enum app_exit app_rates(struct app *a, const struct web_rate **out)
{
    struct web_rate *rates = NEW_N(a->mem, struct web_rate, COUNT(usual));
    for (size_t i = 0; i + 1 < COUNT(usual); i++) {
        const char *name = str_z(a->mem, str_fmt(a->mem, "limit-%s", usual[i].name));
        const char *set = app_setting(a, name, NULL);
        int64_t n = 0;
        rates[i] = usual[i];
        if (set && (str_int(str_of(set), &n) || n < 1))
            return app_fail(a, "%s is no number of tries per minute: %s", name, set);
        if (set)
            rates[i].per_minute = rates[i].burst = (double)n;
    }
    *out = rates;
    return APP_DONE;
}

/* A page that is told by itself holds a connection, which is an open file: as many as the system
 * lets this process have. */
static int64_t open_files(void)
{
    struct rlimit r;
    if (getrlimit(RLIMIT_NOFILE, &r))
        return INT64_MAX;
    r.rlim_cur = r.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &r) && getrlimit(RLIMIT_NOFILE, &r))
        return INT64_MAX;
    return r.rlim_cur > INT32_MAX ? INT32_MAX : (int64_t)r.rlim_cur;
}

enum app_exit app_streams(struct app *a, int *out)
{
    enum { OTHERS = 3000 }; /* connections, database, photos in hand */
    const char *set = app_setting(a, "streams", NULL);
    int64_t n = WEB_STREAMS, files = open_files();
    if (set && (str_int(str_of(set), &n) || n < 1 || n > WEB_STREAMS_MOST))
        return app_fail(a, "streams is no number from 1 to %d: %s", WEB_STREAMS_MOST, set);
    if (set && n > WEB_STREAMS && n > files - OTHERS)
        return app_fail(a,
                        "streams = %lld needs %lld open files and %lld are allowed: "
                        "raise LimitNOFILE",
                        (long long)n, (long long)n + OTHERS, (long long)files);
    *out = (int)n;
    return APP_DONE;
}
