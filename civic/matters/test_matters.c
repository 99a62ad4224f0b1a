/* test_matters.c: see its header. */
#include "civic/matters/test_matters.h"

static enum err yes(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)cx, (void)s, (void)arg;
    return OK;
}

static const struct matters_guard guards[] = {{"unit_may_take", yes}, {"onspot_allowed", yes}, {0}};
static const struct matters_kind kind = {.name = "case",
                                         .label = "Case",
                                         .read_act = "cases.read",
                                         .private_act = "cases.private",
                                         .flow = "case-full",
                                         .guards = guards};
static const struct matters_kind *const kinds[] = {&kind, NULL};
static const struct room room = {.name = "test", .kinds = kinds};
static const struct room *const rooms[] = {&room, NULL};
const struct jobs_kind *const test_jobs[] = {&facts_job, &matters_job, NULL};

static const struct act_label acts[] = {{"cases.read", ""},         {"cases.private", ""},
                                        {"cases.verify", ""},       {"cases.accept", ""},
                                        {"cases.file", ""},         {"cases.dispatch", ""},
                                        {"cases.handle", ""},       {"cases.check", ""},
                                        {"cases.close", ""},        {"cases.approve", ""},
                                        {"cases.approve_high", ""}, {"cases.supervise", ""},
                                        {"cases.merge", ""},        {"cases.release", ""},
                                        {"matters.assign", ""},     {0}};
static const char roles[] =
    "desk,x,x,0,cases.read cases.accept cases.dispatch cases.merge cases.supervise\n"
    "shift,x,x,0,cases.read cases.file cases.close cases.approve matters.assign\n"
    "high,x,x,0,cases.read cases.private cases.approve_high cases.supervise\n"
    "dept,x,x,0,cases.handle@org\n"
    "worker,x,x,0,cases.read cases.verify cases.check cases.handle\n"
    "village,x,x,0,cases.read cases.accept cases.check cases.merge cases.release\n"
    "town,x,x,0,cases.read cases.accept cases.check cases.handle@org\n";

static void load_roles(struct ctx *cx)
{
    const struct act_label *const known[] = {people_room.acts, acts, NULL};
    str why = STR_NONE;
    str csv = str_fmt(cx->mem, "role,zh,en,factor,acts\n%s", roles);
    CHECK_OK(people_roles_load(cx, csv, known, &why));
}

static void load_flows(struct ctx *cx)
{
    CHECK_OK(flow_load_shipped(cx));
}

static void staff(struct ctx *cx, struct town *t)
{
    t->centre = test_org(cx, "centre", T_SCOPE);
    t->committee = test_org(cx, "committee", T_COMMUNITY);
    t->lights = test_org(cx, "lights", T_SCOPE);
    t->water = test_org(cx, "water", T_SCOPE);
    t->roads = test_org(cx, "roads", T_SCOPE);
    int64_t town = test_org(cx, "town", T_TOWN);
    t->desk = test_staff(cx, "desk", t->centre, "desk", T_SCOPE);
    t->desk2 = test_staff(cx, "desk2", t->centre, "desk", T_SCOPE);
    t->shift = test_staff(cx, "shift", t->centre, "shift", T_SCOPE);
    t->leader = test_staff(cx, "leader", t->centre, "high", T_SCOPE);
    t->grid1 = test_staff(cx, "grid1", t->committee, "worker", T_GRID);
    t->grid2 = test_staff(cx, "grid2", t->committee, "worker", T_GRID2);
    t->secretary = test_staff(cx, "secretary", t->committee, "village", T_COMMUNITY);
    t->townsman = test_staff(cx, "townsman", town, "town", T_TOWN);
    t->lamp = test_staff(cx, "lamp", t->lights, "dept", T_SCOPE);
    t->lamp2 = test_staff(cx, "lamp2", t->lights, "dept", T_SCOPE);
    t->pipe = test_staff(cx, "pipe", t->water, "dept", T_SCOPE);
    t->road = test_staff(cx, "road", t->roads, "dept", T_SCOPE);
}

void test_town(struct ctx *cx, struct town *t)
{
    cx->rooms = rooms;
    cx->county = T_COUNTY;
    load_roles(cx);
    load_flows(cx);
    staff(cx, t);
    t->resident = 1001; /* residents need no post: any account number will do */
    t->neighbour = 1002;
    cx->actor = 0;
    cx->posts = NULL;
}

/* A resident has no row in accounts here, so nothing is loaded for one. */
void test_act(struct ctx *cx, int64_t account)
{
    if (account > 2000) {
        test_as(cx, account);
        return;
    }
    cx->county = T_COUNTY;
    cx->actor = account;
    cx->posts = NULL;
    cx->post = 0;
    cx->via = S("web");
}

struct report_args {
    const struct matters_new *in;
    struct matters_opened out;
};

static enum err report_tx(struct ctx *cx, void *arg)
{
    struct report_args *a = arg;
    enum err e = matters_open(cx, a->in, &a->out);
    return e ? e : matters_number(cx, a->in, &a->out);
}

void test_report(struct ctx *cx, const char *flow, const char *start, int64_t as,
                 struct matters_new *in, struct matter *m)
{
    struct matters_new own = in ? *in : (struct matters_new){.flags = 0};
    struct report_args a = {.in = &own};
    test_act(cx, as);
    own.kind = "case";
    own.flow = str_of(flow);
    own.start = str_of(start);
    own.county = T_COUNTY;
    own.place = own.scope = T_GRID;
    own.category = S("facility-0118");
    own.title = S("Lamp");
    own.source = S("resident");
    own.alias = S("HZY");
    own.reporter = as;
    CHECK_OK(matters_prepare(cx, &own));
    CHECK_OK(db_write(cx, report_tx, &a));
    CHECK_OK(matters_load(cx, T_COUNTY, a.out.id, m));
    if (in)
        *in = own;
}

const struct matters_input *test_input(struct ctx *cx, const struct matter *m, const char *move)
{
    struct matters_input *in = NEW(cx->mem, struct matters_input);
    int i = flow_move_find(m->flow, str_of(move));
    const struct flow_move *f = i < 0 ? NULL : &m->flow->moves[i];
    *in = (struct matters_input){.text = S("words"),
                                 .photos = 1,
                                 .after_photos = 1,
                                 .outcome = S("solved"),
                                 .until_ms = cx->now + 10 * DAY_MS,
                                 .limit = {2, CALENDAR_WORKDAY}};
    if (f && f->n_reasons)
        in->reason = str_of(f->reasons[0].code);
    if (f && (f->needs & FLOW_NEED_RATING))
        in->rating = 5;
    return in;
}

enum err test_move_org(struct ctx *cx, int64_t as, struct matter *m, const char *move, int64_t lead,
                       int64_t assist)
{
    test_act(cx, as);
    struct matters_input in = *test_input(cx, m, move);
    if (!lead)
        in.limit.n = 0;
    in.orgs[0] = lead;
    in.orgs[1] = assist;
    in.n_orgs = assist ? 2 : lead ? 1 : 0;
    int i = flow_move_find(m->flow, str_of(move));
    if (i >= 0 && (m->flow->moves[i].needs & FLOW_NEED_LIMIT))
        in.limit = (struct matters_limit){2, CALENDAR_WORKDAY};
    else
        in.limit = (struct matters_limit){0, CALENDAR_WORKDAY};
    cx->failure = (struct failure){0};
    return matters_move(cx, m, move, &in);
}

enum err test_move(struct ctx *cx, int64_t as, struct matter *m, const char *move)
{
    return test_move_org(cx, as, m, move, 0, 0);
}

int test_open_tasks(struct ctx *cx, const struct matter *m, const char *name)
{
    struct task *t = NEW_N(cx->mem, struct task, TASKS_MAX);
    int n = 0, found = 0;
    CHECK_OK(matters_tasks(cx, m, t, TASKS_MAX, &n));
    for (int i = 0; i < n; i++)
        found += t[i].state == MATTERS_TASK_OPEN && (!name || str_is(t[i].name, name));
    return found;
}

struct task test_task(struct ctx *cx, const struct matter *m, const char *name)
{
    struct task *t = NEW_N(cx->mem, struct task, TASKS_MAX);
    int n = 0;
    CHECK_OK(matters_tasks(cx, m, t, TASKS_MAX, &n));
    for (int i = n; i-- > 0;)
        if (str_is(t[i].name, name))
            return t[i];
    CHECK(n < 0 && "there is such a task");
    return t[0];
}

struct matters_clock test_clock_of(struct ctx *cx, const struct matter *m, const char *name)
{
    struct clocks *c = NEW(cx->mem, struct clocks);
    CHECK_OK(matters_clocks_load(cx, m, c));
    struct matters_clock *k = matters_clock_last(c, name);
    CHECK(k);
    return *k;
}

int64_t test_facts(struct ctx *cx, const struct matter *m, const char *kind_)
{
    int64_t n = 0;
    CHECK_OK(facts_count(cx, m->county, "matter", m->id, kind_, &n));
    return n;
}
