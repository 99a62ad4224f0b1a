/* token: what other programs bring instead of a person: Open311 keys and tokens of the API. The
 * secret is made here and printed once; the database keeps its hash alone. */
#include "app/app.h"
#include "civic/people/people.h"
#include "civic/places/places.h"

#include <jansson.h>

static const struct {
    const char *word, *acts;
} scopes[] = {
    {"open311", ACT_OPEN311_SEND},
    {"read", "cases.read"},
    {"private", "cases.private"},
    {"report", "cases.enter"},
};

/* "read,report" as acts; a word that is none is handed on, and refused by name of what there is. */
static str acts_of(struct app *a, str words)
{
    struct buf b = buf_new(a->mem, 1024);
    while (words.len) {
        str word = str_trim(str_cut(&words, ','));
        const char *acts = NULL;
        for (size_t i = 0; i < COUNT(scopes); i++)
            acts = str_is(word, scopes[i].word) ? scopes[i].acts : acts;
        buf_fmt(&b, "%s%.*s ", acts ? acts : "", acts ? 0 : (int)word.len, word.at);
    }
    return buf_done(&b);
}

static const char *scope_word(str act)
{
    for (size_t i = 0; i < COUNT(scopes); i++)
        if (str_is(act, scopes[i].acts))
            return scopes[i].word;
    return "?";
}

static enum app_exit read_days(struct app *a, int64_t *until_ms)
{
    const char *days = app_option(a, "days");
    int64_t n;
    *until_ms = 0;
    if (!days)
        return APP_DONE;
    if (str_int(str_of(days), &n) || n < 1 || n > 36500)
        return app_fail(a, "--days is a number of days");
    *until_ms = clock_real_ms() + n * DAY_MS;
    return APP_DONE;
}

static enum app_exit run_add(struct app *a)
{
    struct token t = {.name = str_of(a->words[0])};
    int64_t id = 0;
    str secret = STR_NONE;
    const char *where = app_option(a, "place"), *scope = app_option(a, "scope");
    if (!where || place_parse(str_of(where), &t.scope))
        return app_fail(a, "--place CODE says where the token may act");
    if (!scope)
        return app_fail(a, "--scope says what for: open311, or of read, private, report some");
    if (read_days(a, &t.until_ms))
        return APP_FAILED;
    t.acts = acts_of(a, str_of(scope));
    enum err e = places_county(a->cx, t.scope, &t.county);
    if (!e)
        e = token_add(a->cx, &t, &id, &secret);
    if (e)
        return app_fail_err(a, e);
    fprintf(a->out, "%.*s\n", STR_ARG(secret));
    fprintf(a->err, "token %lld: this secret is shown once\n", (long long)id);
    return APP_DONE;
}

/* ---- list ---------------------------------------------------------------- */

static str words_of(struct app *a, const struct token *t)
{
    struct buf b = buf_new(a->mem, 1024);
    for (str acts = str_trim(t->acts); acts.len;)
        buf_fmt(&b, "%s%s", b.len ? "," : "", scope_word(str_cut(&acts, ' ')));
    return buf_done(&b);
}

static void print_line(struct app *a, const struct token *t)
{
    str since = time_text(a->mem, t->since_ms);
    str until = t->until_ms ? time_text(a->mem, t->until_ms) : STR_NONE;
    str words = words_of(a, t);
    if (app_flag(a, "json")) {
        /* numbers beyond 53 bits are text in JSON */
        json_t *j = json_pack("{s:o, s:s%, s:o, s:s%, s:s%, s:s%}", "id",
                              json_sprintf("%lld", (long long)t->id), "name", t->name.at,
                              t->name.len, "place", json_sprintf("%lld", (long long)t->scope),
                              "scope", words.at, words.len, "since", since.at, since.len, "until",
                              until.at ? until.at : "", until.len);
        json_dumpf(j, a->out, JSON_COMPACT);
        fputc('\n', a->out);
        json_decref(j);
        return;
    }
    fprintf(a->out, "%lld  %.*s  %lld  %.*s  %.*s%s%.*s\n", (long long)t->id, STR_ARG(words),
            (long long)t->scope, STR_ARG(t->name), STR_ARG(since), until.len ? " - " : "",
            STR_ARG(until));
}

static enum app_exit county_of(struct app *a, int64_t *county)
{
    const char *where = app_option(a, "place");
    int64_t place;
    *county = where ? 0 : people_first_county(a->cx);
    if (!where)
        return APP_DONE;
    if (place_parse(str_of(where), &place))
        return app_fail(a, "--place is no place code: %s", where);
    enum err e = places_county(a->cx, place, county);
    return e ? app_fail_err(a, e) : APP_DONE;
}

static enum app_exit run_list(struct app *a)
{
    int64_t county;
    int n = 0;
    struct token *all = NEW_N(a->mem, struct token, TOKENS_MAX);
    if (county_of(a, &county))
        return APP_FAILED;
    enum err e = token_list(a->cx, county, all, TOKENS_MAX, &n);
    for (int i = 0; !e && i < n; i++)
        print_line(a, &all[i]);
    return e ? app_fail_err(a, e) : APP_DONE;
}

static enum app_exit run_revoke(struct app *a)
{
    int64_t county, id;
    if (str_int(str_of(a->words[0]), &id))
        return app_fail(a, "the token's number is the first column of linli token list");
    if (county_of(a, &county))
        return APP_FAILED;
    enum err e = token_revoke(a->cx, county, id);
    return e ? app_fail_err(a, e) : APP_DONE;
}

static const char *const add_options[] = {
    "db=", "data=", "keys=", "scope=", "place=", "days=", NULL};
static const char *const list_options[] = {"db=", "data=", "keys=", "place=", "json", NULL};
static const char *const options[] = {"db=", "data=", "keys=", "place=", NULL};

const struct cmd cmd_token_add = {
    .name = "token add",
    .usage = "NAME --scope WORD[,WORD] --place CODE [--days N]",
    .summary = "Makes an Open311 key (scope open311) or an API token (read, private, report)",
    .options = add_options,
    .least = 1,
    .most = 1,
    .needs = CMD_WRITE,
    .run = run_add,
};
const struct cmd cmd_token_list = {
    .name = "token list",
    .usage = "[--place CODE] [--json]",
    .summary = "Lists tokens: number, scope, place, name, since, until",
    .options = list_options,
    .needs = CMD_READ,
    .run = run_list,
};
const struct cmd cmd_token_revoke = {
    .name = "token revoke",
    .usage = "NUMBER [--place CODE]",
    .summary = "Ends a token from now on",
    .options = options,
    .least = 1,
    .most = 1,
    .needs = CMD_WRITE,
    .run = run_revoke,
};
