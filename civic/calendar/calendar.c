/* calendar.c: one walk over days and periods gives the due date and, when asked, the reasons. */
#include "civic/calendar/calendar.h"

#define MINUTE_MS 60000LL

const char *const calendar_unit_names[CALENDAR_UNITS] = {"minute",   "hour",    "workminute",
                                                         "workhour", "workday", "day"};
const char *const calendar_end_names[CALENDAR_ENDS] = {"same_time", "close", "midnight"};

static const int64_t unit_ms[CALENDAR_UNITS] = {MINUTE_MS,      60 * MINUTE_MS, MINUTE_MS,
                                                60 * MINUTE_MS, DAY_MS,         DAY_MS};

/* ---- days -------------------------------------------------------------- */

static const struct calendar_day *exception(const struct calendar *cal, int64_t day)
{
    size_t from = 0, to = cal->n_days;
    while (from < to) {
        size_t mid = from + (to - from) / 2;
        if (cal->days[mid].day == day)
            return &cal->days[mid];
        if (cal->days[mid].day < day)
            from = mid + 1;
        else
            to = mid;
    }
    return NULL;
}

bool calendar_is_workday(const struct calendar *cal, int64_t day)
{
    const struct calendar_day *x = exception(cal, day);
    if (x)
        return x->work;
    struct civil c = civil_of_day(day);
    if (c.month == 1 && c.day == 1)
        return false;
    return cal->week >> c.weekday & 1;
}

/* Every published table has the days of its National Day, of which a county may have changed one;
 * a stray day, or the county's own, is no table. */
bool calendar_is_provisional(const struct calendar *cal, int64_t day)
{
    int64_t first = day_of_civil(civil_of_day(day).year, 10, 1);
    for (int i = 0; i < 3; i++) {
        const struct calendar_day *x = exception(cal, first + i);
        if (x && !x->own)
            return false;
    }
    return true;
}

bool calendar_may_move(const struct calendar *cal, int64_t from_ms, int64_t due_ms)
{
    int last = civil_of_ms(due_ms).year;
    for (int year = civil_of_ms(from_ms).year; year <= last; year++)
        if (calendar_is_provisional(cal, day_of_civil(year, 1, 1)))
            return true;
    return false;
}

int64_t calendar_workday_after(const struct calendar *cal, int64_t day, int64_t n)
{
    if (n == 0 && calendar_is_workday(cal, day))
        return day;
    for (int64_t left = n ? n : 1; left > 0; left -= calendar_is_workday(cal, day))
        day++;
    return day;
}

int64_t calendar_workdays_between(const struct calendar *cal, int64_t after_day, int64_t to_day)
{
    int64_t n = 0;
    for (int64_t day = after_day + 1; day <= to_day; day++)
        n += calendar_is_workday(cal, day);
    return n;
}

static const struct calendar_hours *hours_on(const struct calendar *cal, int64_t day)
{
    int i = cal->n_hours - 1;
    while (i > 0 && cal->hours[i].from_day > day)
        i--;
    return &cal->hours[i];
}

bool calendar_is_worktime(const struct calendar *cal, int64_t ms)
{
    int64_t day = day_of_ms(ms), minute = (ms - ms_of_day(day)) / MINUTE_MS;
    const struct calendar_hours *h = hours_on(cal, day);
    if (!calendar_is_workday(cal, day))
        return false;
    for (int i = 0; i < h->n; i++)
        if (minute >= h->periods[i].from && minute < h->periods[i].to)
            return true;
    return false;
}

/* ---- telling why ------------------------------------------------------- */

struct walk {
    const struct calendar *cal;
    struct arena *mem;
    struct calendar_why *why; /* NULL: nobody asked */
    size_t cap;
};

static struct calendar_step *tell(struct walk *w, struct calendar_step s)
{
    struct calendar_why *y = w->why;
    if (!y)
        return NULL;
    if (y->n == w->cap) {
        w->cap = w->cap ? w->cap * 2 : 16;
        struct calendar_step *more = NEW_N(w->mem, struct calendar_step, w->cap);
        if (y->n)
            memcpy(more, y->steps, y->n * sizeof *more);
        y->steps = more;
    }
    y->steps[y->n] = s;
    return &y->steps[y->n++];
}

/* Days of one sort in a row are told in one sentence. */
static void tell_day(struct walk *w, struct calendar_step s)
{
    struct calendar_step *last = w->why && w->why->n ? &w->why->steps[w->why->n - 1] : NULL;
    if (last && last->kind == s.kind && last->to_ms == s.from_ms && last->own == s.own &&
        str_eq(last->name[LANG_EN], s.name[LANG_EN])) {
        last->to_ms = s.to_ms;
        last->amount = s.amount;
        return;
    }
    tell(w, s);
}

static void name_of(struct calendar_step *s, const struct calendar_day *x)
{
    memcpy(s->name, x->name, sizeof s->name);
    s->own = x->own;
}

static void tell_rest(struct walk *w, int64_t day)
{
    const struct calendar_day *x = exception(w->cal, day);
    struct calendar_step s = {
        .kind = CALENDAR_RESTS, .from_ms = ms_of_day(day), .to_ms = ms_of_day(day + 1)};
    if (x)
        name_of(&s, x);
    tell_day(w, s);
}

static void tell_workday(struct walk *w, int64_t day, int64_t number)
{
    const struct calendar_day *x = exception(w->cal, day);
    struct calendar_step s = {.kind = x ? CALENDAR_MADE_UP : CALENDAR_COUNTS,
                              .from_ms = ms_of_day(day),
                              .to_ms = ms_of_day(day + 1),
                              .first = number,
                              .amount = number};
    if (x)
        name_of(&s, x);
    tell_day(w, s);
}

static void tell_start(struct walk *w, const struct calendar_clock *k)
{
    struct calendar_step s = {.kind = k->used_ms ? CALENDAR_RESUMES : CALENDAR_STARTS,
                              .from_ms = k->from_ms,
                              .first = k->unit,
                              .amount = k->used_ms};
    tell(w, s);
}

static void tell_end(struct walk *w, const struct calendar_clock *k, int64_t due)
{
    if (!w->why)
        return;
    int last = civil_of_ms(due).year;
    w->why->due_ms = due;
    w->why->provisional = calendar_may_move(w->cal, k->from_ms, due);
    for (int year = civil_of_ms(k->from_ms).year; year <= last; year++)
        if (calendar_is_provisional(w->cal, day_of_civil(year, 1, 1)))
            tell(w, (struct calendar_step){.kind = CALENDAR_GUESSES, .amount = year});
    tell(w, (struct calendar_step){.kind = CALENDAR_ENDS_THEN, .to_ms = due});
}

static void tell_run(struct walk *w, int64_t from, int64_t use)
{
    tell(w, (struct calendar_step){
                .kind = CALENDAR_RUNS, .from_ms = from, .to_ms = from + use, .amount = use});
}

/* ---- the walks --------------------------------------------------------- */

/* Uses up `left` inside the periods of one working day. */
static bool walk_periods(struct walk *w, int64_t day, int64_t from, int64_t *left, int64_t *due)
{
    const struct calendar_hours *h = hours_on(w->cal, day);
    for (int i = 0; i < h->n; i++) {
        int64_t opens = ms_of_day(day) + h->periods[i].from * MINUTE_MS;
        int64_t closes = ms_of_day(day) + h->periods[i].to * MINUTE_MS;
        int64_t starts = opens > from ? opens : from;
        if (starts >= closes)
            continue;
        int64_t use = *left < closes - starts ? *left : closes - starts;
        tell_run(w, starts, use);
        *left -= use;
        *due = starts + use;
        if (!*left)
            return true;
    }
    return false;
}

static int64_t walk_worktime(struct walk *w, int64_t from, int64_t left)
{
    int64_t due = from;
    for (int64_t day = day_of_ms(from);; day++) {
        if (!calendar_is_workday(w->cal, day))
            tell_rest(w, day);
        else if (walk_periods(w, day, from, &left, &due))
            return due;
    }
}

/* The day of the act is not counted; then the n-th working day at the same time. */
static int64_t walk_workdays(struct walk *w, int64_t from, int64_t n)
{
    int64_t day = day_of_ms(from), time = from - ms_of_day(day);
    for (int64_t number = 0; number < n;) {
        day++;
        if (calendar_is_workday(w->cal, day))
            tell_workday(w, day, ++number);
        else
            tell_rest(w, day);
    }
    return ms_of_day(day) + time;
}

/* The rest of a paused limit: a working day is 24 hours of clock on a working day. */
static int64_t walk_rest_of_days(struct walk *w, int64_t from, int64_t left)
{
    for (int64_t day = day_of_ms(from);; day++) {
        int64_t starts = ms_of_day(day) > from ? ms_of_day(day) : from;
        int64_t use = ms_of_day(day + 1) - starts;
        if (!calendar_is_workday(w->cal, day)) {
            tell_rest(w, day);
            continue;
        }
        use = use < left ? use : left;
        tell_run(w, starts, use);
        left -= use;
        if (!left)
            return starts + use;
    }
}

/* Working time, counted as above, between two instants. */
static int64_t workdays_ms(const struct calendar *cal, int64_t from, int64_t to)
{
    int64_t sum = 0;
    for (int64_t day = day_of_ms(from); ms_of_day(day) < to; day++) {
        int64_t starts = ms_of_day(day) > from ? ms_of_day(day) : from;
        int64_t ends = ms_of_day(day + 1) < to ? ms_of_day(day + 1) : to;
        if (calendar_is_workday(cal, day))
            sum += ends - starts;
    }
    return sum;
}

/* Working time inside periods between two instants. */
static int64_t worktime_ms(const struct calendar *cal, int64_t from, int64_t to)
{
    int64_t sum = 0;
    for (int64_t day = day_of_ms(from); ms_of_day(day) < to; day++) {
        const struct calendar_hours *h = hours_on(cal, day);
        for (int i = 0; i < h->n && calendar_is_workday(cal, day); i++) {
            int64_t starts = ms_of_day(day) + h->periods[i].from * MINUTE_MS;
            int64_t ends = ms_of_day(day) + h->periods[i].to * MINUTE_MS;
            starts = starts > from ? starts : from;
            ends = ends < to ? ends : to;
            sum += ends > starts ? ends - starts : 0;
        }
    }
    return sum;
}

/* The last second of a day: shown as 23:59 of that day, not as 0:00 of the next. */
static int64_t last_second(int64_t day)
{
    return ms_of_day(day + 1) - 1000;
}

/* Midnight belongs to the day that it ends. */
static int64_t end_on_day(const struct calendar *cal, int64_t due)
{
    int64_t day = day_of_ms(due - 1);
    const struct calendar_hours *h = hours_on(cal, day);
    if (cal->end == CALENDAR_CLOSE && h->periods[h->n - 1].to < 1440)
        return ms_of_day(day) + h->periods[h->n - 1].to * MINUTE_MS;
    if (cal->end == CALENDAR_SAME_TIME && due < last_second(day))
        return due;
    return last_second(day);
}

static int64_t walk_days(struct walk *w, int64_t from, int64_t left)
{
    int64_t day = day_of_ms(from + left), rolled = calendar_workday_after(w->cal, day, 0);
    if (rolled != day)
        tell(w, (struct calendar_step){
                    .kind = CALENDAR_MOVES, .from_ms = ms_of_day(day), .to_ms = ms_of_day(rolled)});
    return last_second(rolled);
}

static int64_t exact_workdays(struct walk *w, const struct calendar_clock *k, int64_t left)
{
    if (!k->used_ms)
        return walk_workdays(w, k->from_ms, k->limit);
    return walk_rest_of_days(w, k->from_ms, left);
}

static int64_t walk(struct walk *w, const struct calendar_clock *k)
{
    assert(k->limit >= 0 && k->limit <= CALENDAR_LIMIT_MAX && k->used_ms >= 0);
    int64_t left = k->limit * unit_ms[k->unit] - k->used_ms;
    tell_start(w, k);
    if (left <= 0)
        return k->from_ms;
    switch (k->unit) {
    case CALENDAR_WORKMINUTE:
    case CALENDAR_WORKHOUR:
        return walk_worktime(w, k->from_ms, left);
    case CALENDAR_WORKDAY:
        return end_on_day(w->cal, exact_workdays(w, k, left));
    case CALENDAR_DAY:
        return walk_days(w, k->from_ms, left);
    default:
        return k->from_ms + left;
    }
}

int64_t calendar_due(const struct calendar *cal, const struct calendar_clock *k)
{
    struct walk w = {.cal = cal};
    return walk(&w, k);
}

void calendar_explain(const struct calendar *cal, const struct calendar_clock *k, struct arena *mem,
                      struct calendar_why *out)
{
    *out = (struct calendar_why){0};
    struct walk w = {.cal = cal, .mem = mem, .why = out};
    tell_end(&w, k, walk(&w, k));
}

/* A working-day limit is measured from its end, since its first part day does not count. */
static int64_t used_of_workdays(const struct calendar *cal, const struct calendar_clock *k,
                                int64_t at)
{
    struct walk w = {.cal = cal};
    int64_t whole = k->limit * DAY_MS, left = whole - k->used_ms;
    if (left <= 0)
        return k->used_ms;
    int64_t due = exact_workdays(&w, k, left);
    int64_t rest = at <= due ? workdays_ms(cal, at, due) : -workdays_ms(cal, due, at);
    return rest > left ? k->used_ms : whole - rest;
}

int64_t calendar_used(const struct calendar *cal, const struct calendar_clock *k, int64_t at)
{
    if (at <= k->from_ms)
        return k->used_ms;
    switch (k->unit) {
    case CALENDAR_WORKMINUTE:
    case CALENDAR_WORKHOUR:
        return k->used_ms + worktime_ms(cal, k->from_ms, at);
    case CALENDAR_WORKDAY:
        return used_of_workdays(cal, k, at);
    default:
        return k->used_ms + at - k->from_ms;
    }
}

int64_t calendar_recompute(const struct calendar *cal, const struct calendar_clock *k,
                           int64_t old_due, int64_t at)
{
    int64_t due = calendar_due(cal, k);
    return due < at && old_due >= at ? old_due : due;
}
