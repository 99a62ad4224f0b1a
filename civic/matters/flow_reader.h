/* flow_reader: what the files that read a flow share.
 *
 * A key that is absent leaves `out` as it was. ERR_INVALID: told to the reader, with its line; only
 * the first complaint is kept. Words are copied into the reader's arena; a list may be written as
 * one word.
 */
#pragma once
#include "civic/matters/flow_own.h"
#include "kit/base/yaml.h"

struct flow_reader {
    struct arena *mem;
    enum lang lang; /* of what is told */
    struct flow *f;
    str why;
};

/* `what` is a msgid. Always ERR_INVALID. */
enum err flow_complain(struct flow_reader *r, const struct yaml *at, const char *what,
                       str word) MUST_CHECK;

/* Every key of the map must be one of `known`. */
enum err flow_only_keys(struct flow_reader *r, const struct yaml *map, const char *const *known,
                        int n) MUST_CHECK;
#define FLOW_ONLY(r, map, ...)                                                                     \
    flow_only_keys((r), (map), (const char *const[]){__VA_ARGS__},                                 \
                   (int)COUNT(((const char *const[]){__VA_ARGS__})))

/* Small letters, digits, - _ and ., at most forty. */
bool flow_is_name(str s);

enum err flow_read_word(struct flow_reader *r, const struct yaml *map, const char *key,
                        const char **out) MUST_CHECK;
enum err flow_read_name(struct flow_reader *r, const struct yaml *map, const char *key,
                        const char **out) MUST_CHECK;
enum err flow_read_enum(struct flow_reader *r, const struct yaml *map, const char *key,
                        const char *const *names, int n, int *out) MUST_CHECK;
enum err flow_read_yes(struct flow_reader *r, const struct yaml *map, const char *key,
                       bool *out) MUST_CHECK;

/* A list, or a single word standing for a list of one. */
const struct yaml *flow_list_first(const struct yaml *v);
const struct yaml *flow_list_next(const struct yaml *list, const struct yaml *v);
#define FLOW_EACH(list, v)                                                                         \
    for (const struct yaml *v = (list) ? flow_list_first(list) : NULL; v;                          \
         v = flow_list_next((list), v))

/* That `v` is a word, and one more than the `n` there are is not beyond `max`. */
enum err flow_word_of(struct flow_reader *r, const struct yaml *v, int n, int max) MUST_CHECK;

/* Of these `out` has room for FLOW_RULES_MAX; they are added behind the first *n. */
enum err flow_read_names(struct flow_reader *r, const struct yaml *map, const char *key,
                         const char **out, int *n) MUST_CHECK;
enum err flow_read_task_refs(struct flow_reader *r, const struct yaml *map, const char *key,
                             int *out, int *n) MUST_CHECK;
enum err flow_read_rules(struct flow_reader *r, const struct yaml *map, const char *key,
                         struct flow_rule *out, int *n) MUST_CHECK;
/* The map "clocks"; room for FLOW_CLOCKS_MAX. */
enum err flow_read_ticks(struct flow_reader *r, const struct yaml *map, struct flow_set_clock *out,
                         int *n) MUST_CHECK;

/* Adds the states a word means to the set: one by name, those of a standing, or `any`. */
enum err flow_read_states(struct flow_reader *r, const struct yaml *v, uint64_t *set) MUST_CHECK;

/* Adds the move to the flow. */
enum err flow_read_move(struct flow_reader *r, const struct yaml *v) MUST_CHECK;
