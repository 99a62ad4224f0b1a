/* commands: what the program can be told to do. */
#include "app/app.h"

/* One a line, in the order of the help. */
/* clang-format off */
static const struct cmd *const commands[] = {
    &cmd_serve,
    &cmd_migrate,
    &cmd_places_import,
    &cmd_demo_load,
    &cmd_account_add,
    &cmd_account_passwd,
    &cmd_account_disable,
    &cmd_account_enable,
    &cmd_token_add,
    &cmd_token_list,
    &cmd_token_revoke,
    &cmd_search_rebuild,
    &cmd_flow_check,
    &cmd_flow_load,
    &cmd_flow_draw,
    &cmd_flow_migrate,
    &cmd_keys_init,
    &cmd_keys_rotate,
    &cmd_keys_rewrap,
    &cmd_keys_fingerprint,
    &cmd_verify,
    &cmd_ledger_export,
    &cmd_backup,
    &cmd_restore,
    &cmd_export,
    &cmd_unsealing,
    &cmd_import,
    &cmd_routes,
    &cmd_doctor,
};
/* clang-format on */

void app_usage(FILE *out)
{
    fputs("usage: linli COMMAND [--help]\n\n", out);
    for (size_t i = 0; i < COUNT(commands); i++)
        if (commands[i]->summary)
            fprintf(out, "  %-18s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\nA database is named by --db or LINLI_DB: sqlite:PATH (var/linli.db unless told) or\n"
          "postgres://...\n",
          out);
}

const struct cmd *app_find_command(int argc, char **argv, int *words)
{
    for (size_t i = 0; i < COUNT(commands); i++) {
        str rest = str_of(commands[i]->name);
        int n = 0;
        while (rest.len && n < argc && str_is(str_cut(&rest, ' '), argv[n]))
            n++;
        bool all = rest.len == 0 && n > 0;
        str name = str_of(commands[i]->name);
        int wants = str_find(name, S(" ")) == SIZE_MAX ? 1 : 2;
        if (all && n == wants) {
            *words = n;
            return commands[i];
        }
    }
    return NULL;
}
