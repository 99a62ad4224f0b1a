/* rates: how often one client (an account, or an address where nobody is signed in) may use what
 * routes limit. An address may be a whole office or a mobile operator's gateway, so the numbers
 * stop machines and not people; the settings limit-NAME (per minute) change them. */
#include "app/app.h"

static const struct web_rate usual[] = {
    {"sign-in", 60, 30},   {"report", 60, 60}, {"word", 60, 60},
    {"follow", 30, 30},    {"token", 120, 60}, {"api", 600, 200},
    {"open311", 600, 200}, {"step", 400, 200}, {"field", 600, 300},
    {"homes", 120, 60},    {"unmask", 20, 20}, {"device", 20000, 5000},
    {"pick", 240, 120},    {"rolls", 30, 30},  {0},
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
