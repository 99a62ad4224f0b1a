/* log.c: one JSON line per event, written with one write(2) so that threads do not mix. */
#include "kit/base/base.h"

static _Atomic enum log_level least = LOG_INFO;
static _Atomic int out_fd = STDERR_FILENO;
static const char *const level_names[] = {"debug", "info", "warn", "error"};

void log_open(enum log_level level, int fd)
{
    least = level;
    out_fd = fd;
}

struct line {
    char at[4096];
    size_t len;
};

static void put(struct line *l, char c)
{
    if (l->len < sizeof l->at - 4)
        l->at[l->len++] = c;
}

static void put_raw(struct line *l, const char *z)
{
    while (*z)
        put(l, *z++);
}

static void put_string(struct line *l, str s)
{
    put(l, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c == '"' || c == '\\')
            put(l, '\\');
        put(l, c < 0x20 || c == 0x7f ? ' ' : (char)c);
    }
    put(l, '"');
}

static void put_pair(struct line *l, const char *name, str value)
{
    put(l, ',');
    put_string(l, str_of(name));
    put(l, ':');
    put_string(l, value);
}

static void put_time(struct line *l)
{
    int64_t ms = clock_real_ms();
    struct civil c = civil_of_ms(ms);
    char at[48];
    snprintf(at, sizeof at, "%04d-%02d-%02dT%02d:%02d:%02d.%03d+08:00", c.year, c.month, c.day,
             c.hour, c.minute, c.second, (int)(ms % 1000));
    put_raw(l, "{\"at\":");
    put_string(l, str_of(at));
}

void log_pairs(enum log_level level, str request_id, const char *event,
               const char *const *name_value)
{
    if (level < least)
        return;
    struct line l = {.len = 0};
    put_time(&l);
    put_pair(&l, "level", str_of(level_names[level]));
    put_pair(&l, "event", str_of(event));
    if (request_id.len)
        put_pair(&l, "request", request_id);
    for (; name_value[0] && name_value[1]; name_value += 2)
        put_pair(&l, name_value[0], str_of(name_value[1]));
    l.at[l.len++] = '}';
    l.at[l.len++] = '\n';
    ssize_t n = write(out_fd, l.at, l.len);
    (void)n; /* nowhere to report it */
}
