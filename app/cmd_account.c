/* account: staff accounts from the command line, for the first administrators and for the day
 * when nobody can sign in. Passwords are made here, shown once, and must be changed. */
#include "app/app.h"
#include "civic/people/people.h"
#include "civic/places/places.h"

static const char *option_or(const struct app *a, const char *name, const char *otherwise)
{
    const char *value = app_option(a, name);
    return value ? value : otherwise;
}

static enum err find(struct app *a, struct account *out)
{
    enum err e = account_find_login(a->cx, str_of(a->words[0]), out);
    return e == ERR_NOT_FOUND ? fail(a->cx, e, _("There is no account of this name.")) : e;
}

static void print_password(const struct app *a, str password)
{
    fprintf(a->out, "%.*s\n", STR_ARG(password));
    fprintf(a->err, "this password is shown once and must be changed at the first sign-in\n");
}

/* ---- add ---------------------------------------------------------------- */

static enum err put_org(struct ctx *cx, void *arg)
{
    return org_put(cx, arg);
}

/* The organisation of the code; made, with --org-name, where there is none yet. */
static enum err org_of(struct app *a, int64_t county, int64_t place, int64_t *id)
{
    struct org o;
    str code = str_of(option_or(a, "org", "office"));
    enum err e = org_find_code(a->cx, county, code, &o);
    const char *name = app_option(a, "org-name");
    if (e == ERR_NOT_FOUND && name) {
        o = (struct org){.county = county,
                         .id = db_new_id(a->cx),
                         .kind = ORG_GOVERNMENT,
                         .code = code,
                         .name = str_of(name),
                         .place = place,
                         .scope = place};
        e = db_write(a->cx, put_org, &o);
    }
    if (e == ERR_NOT_FOUND)
        return fail(a->cx, e, _("There is no organisation with this code; --org-name makes one."));
    if (!e)
        *id = o.id;
    return e;
}

static enum err give_post(struct app *a, int64_t county, int64_t place, int64_t account)
{
    struct post_new p = {.county = county, .account = account, .scope = place};
    int64_t id;
    p.role = str_of(app_option(a, "role"));
    enum err e = org_of(a, county, place, &p.org);
    return e ? e : post_give(a->cx, &p, &id);
}

static enum app_exit run_add(struct app *a)
{
    struct account_new in = {.login = str_of(a->words[0]),
                             .name = str_of(option_or(a, "name", a->words[0]))};
    int64_t place, id = 0;
    str password = STR_NONE;
    const char *where = app_option(a, "place");
    if (!where || place_parse(str_of(where), &place))
        return app_fail(a, "--place CODE says where the account works, and so its county");
    enum err e = places_county(a->cx, place, &in.county);
    if (!e)
        e = account_add(a->cx, &in, &password, &id);
    if (!e)
        print_password(a, password);
    if (!e && app_option(a, "role"))
        e = give_post(a, in.county, place, id);
    return e ? app_fail_err(a, e) : APP_DONE;
}

/* ---- passwd, disable, enable -------------------------------------------- */

static enum app_exit run_passwd(struct app *a)
{
    struct account found;
    str password = STR_NONE;
    enum err e = find(a, &found);
    if (!e)
        e = account_reset(a->cx, found.county, found.id, &password);
    if (!e)
        e = account_unlock(a->cx, found.county, found.id);
    if (e)
        return app_fail_err(a, e);
    print_password(a, password);
    return APP_DONE;
}

static enum app_exit run_disable(struct app *a)
{
    struct account found;
    enum err e = find(a, &found);
    if (!e)
        e = account_disable(a->cx, found.county, found.id);
    return e ? app_fail_err(a, e) : APP_DONE;
}

static enum app_exit run_enable(struct app *a)
{
    struct account found;
    enum err e = find(a, &found);
    if (!e)
        e = account_enable(a->cx, found.county, found.id);
    return e ? app_fail_err(a, e) : APP_DONE;
}

static const char *const add_options[] = {
    "db=", "data=", "keys=", "name=", "role=", "org=", "org-name=", "place=", NULL};
static const char *const options[] = {"db=", "data=", "keys=", NULL};

const struct cmd cmd_account_add = {
    .name = "account add",
    .usage = "LOGIN --place CODE [--name NAME] [--role ROLE [--org CODE [--org-name NAME]]]",
    .summary = "Makes a staff account and prints its first password, once",
    .options = add_options,
    .least = 1,
    .most = 1,
    .needs = CMD_WRITE,
    .run = run_add,
};
const struct cmd cmd_account_passwd = {
    .name = "account passwd",
    .usage = "LOGIN",
    .summary = "Gives an account a new first password, prints it, and unlocks the account",
    .options = options,
    .least = 1,
    .most = 1,
    .needs = CMD_WRITE,
    .run = run_passwd,
};
const struct cmd cmd_account_disable = {
    .name = "account disable",
    .usage = "LOGIN",
    .summary = "Closes an account; everything it did stays",
    .options = options,
    .least = 1,
    .most = 1,
    .needs = CMD_WRITE,
    .run = run_disable,
};
const struct cmd cmd_account_enable = {
    .name = "account enable",
    .usage = "LOGIN",
    .summary = "Opens a disabled account again",
    .options = options,
    .least = 1,
    .most = 1,
    .needs = CMD_WRITE,
    .run = run_enable,
};
