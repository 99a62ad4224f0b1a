/* verify: every log of this instance against everything it was made of; and the file for whoever
 * wants to check it without this program. */
#include "app/app.h"
#include "civic/ledger/ledger.h"

enum { LOGS_MOST = 4000, SHOWN_MOST = 50, NOTE_MOST = 4096 };

struct verifying {
    struct app *a;
    int64_t log, shown;
};

static void print_fault(void *arg, enum ledger_fault f, int64_t where)
{
    struct verifying *v = arg;
    if (v->shown++ >= SHOWN_MOST)
        return;
    str text = str_of(ledger_fault_text[f]);
    size_t at = str_find(text, S("%lld"));
    fprintf(v->a->out, "log %lld: %.*s%lld%s\n", (long long)v->log, (int)at, text.at,
            (long long)where, text.at + at + 4);
}

/* Which log a kept checkpoint is of. */
static enum app_exit read_known(struct app *a, struct ledger_checkpoint *c)
{
    const char *path = app_option(a, "since");
    str note;
    if (!path)
        return APP_DONE;
    if (app_read_file(a, path, NOTE_MOST, &note))
        return app_fail(a, "%s: cannot be read", path);
    if (ledger_note_read(note, c, a->mem))
        return app_fail(a, "%s: is no checkpoint (a signed note with origin, size and root)", path);
    return APP_DONE;
}

static enum app_exit verify_log(struct verifying *v, const struct ledger_checkpoint *known,
                                bool *found)
{
    struct app *a = v->a;
    str origin = ledger_origin(a->cx->seal, v->log, a->mem);
    struct ledger_check c = {.fault = print_fault, .arg = v};
    if (known->note.len && str_eq(known->origin, origin)) {
        c.known = known;
        c.n_known = 1;
        *found = true;
    }
    v->shown = 0;
    enum err e = ledger_verify(a->cx, v->log, &c);
    if (e)
        return app_fail_err(a, e);
    if (c.faults > SHOWN_MOST)
        fprintf(a->out, "log %lld: and %lld more\n", (long long)v->log,
                (long long)(c.faults - SHOWN_MOST));
    fprintf(a->out,
            "log %lld: %lld leaves (%lld withdrawn), %lld checkpoints, %lld waiting, %lld came "
            "late, %lld faults\n",
            (long long)v->log, (long long)c.leaves, (long long)c.withdrawn,
            (long long)c.checkpoints, (long long)c.waiting, (long long)c.late, (long long)c.faults);
    return c.faults ? APP_FAILED : APP_DONE;
}

static enum app_exit run_verify(struct app *a)
{
    int64_t *logs = NEW_N(a->mem, int64_t, LOGS_MOST);
    struct ledger_checkpoint known = {.size = 0};
    struct verifying v = {.a = a};
    bool found = false;
    int n = 0;
    if (!a->cx->seal || !seal_note_kind(a->cx->seal))
        return app_fail(a, "%s: no key for checkpoints in it", app_keys(a));
    enum app_exit x = read_known(a, &known);
    if (x)
        return x;
    enum err e = ledger_logs(a->cx, logs, LOGS_MOST, &n);
    if (e)
        return app_fail_err(a, e);
    for (int i = 0; i < n; i++) {
        v.log = logs[i];
        enum app_exit one = verify_log(&v, &known, &found);
        x = x ? x : one;
    }
    if (known.note.len && !found)
        x = app_fail(a, "the checkpoint is of %.*s, which is none of the logs here",
                     STR_ARG(known.origin));
    if (!x)
        fprintf(a->out, "%s\n", n ? "everything is as it was published" : "the ledger is empty");
    return x;
}

/* ---- ledger export ------------------------------------------------------------- */

static bool write_line(void *arg, str text)
{
    FILE *f = arg;
    return fprintf(f, "%.*s\n", STR_ARG(text)) > 0;
}

static enum app_exit write_logs(struct app *a, FILE *f)
{
    int64_t *logs = NEW_N(a->mem, int64_t, LOGS_MOST);
    int n = 0;
    enum err e = ledger_logs(a->cx, logs, LOGS_MOST, &n);
    fprintf(f, "{\"format\":\"linli-ledger\",\"version\":1}\n");
    for (int i = 0; !e && i < n; i++) /* the instance's first: no county is behind it */
        e = ledger_export(a->cx, logs[i], write_line, f);
    return e ? app_fail_err(a, e) : APP_DONE;
}

static enum app_exit run_export(struct app *a)
{
    const char *path = app_path(a, a->words[0]);
    if (!a->cx->seal || !seal_note_kind(a->cx->seal))
        return app_fail(a, "%s: no key for checkpoints in it", app_keys(a));
    FILE *f = fopen(path, "wx");
    if (!f)
        return app_fail(a, "%s: %s", path, strerror(errno));
    enum app_exit x = write_logs(a, f);
    bool bad = ferror(f) != 0;
    bad |= fclose(f) != 0;
    if (!x && bad)
        x = app_fail(a, "%s: could not be written", path);
    if (!x)
        fprintf(a->err, "check it with: node tools/verify/verify.mjs %s\n", a->words[0]);
    return x;
}

static const char *const verify_options[] = {"db=", "data=", "keys=", "since=", NULL};
static const char *const export_options[] = {"db=", "data=", "keys=", NULL};

const struct cmd cmd_verify = {
    .name = "verify",
    .usage = "[--since CHECKPOINT]",
    .summary = "Checks the ledger: every leaf, the order, the trees, all checkpoints",
    .options = verify_options,
    .needs = CMD_READ,
    .run = run_verify,
};
const struct cmd cmd_ledger_export = {
    .name = "ledger export",
    .usage = "FILE",
    .summary = "Writes the ledger as one file, for a verifier that needs nothing of this program",
    .options = export_options,
    .least = 1,
    .most = 1,
    .needs = CMD_READ,
    .run = run_export,
};
