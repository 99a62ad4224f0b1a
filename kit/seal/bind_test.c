/* bind_test.c: a database opens with its own key file only. */
#include "kit/seal/seal.h"
#include "kit/test/test.h"

static struct seal *new_seal(struct arena *mem)
{
    str why = STR_NONE;
    struct seal *s = NULL;
    char *folder = str_z(mem, str_fmt(mem, "%s/XXXXXX", test_dir()));
    CHECK(mkdtemp(folder) != NULL);
    const char *path = str_fmt(mem, "%s/keys", folder).at;
    CHECK(seal_keys_init(path, &why, mem) == OK);
    CHECK(seal_open(path, &s, &why, mem) == OK);
    return s;
}

TEST(database_refuses_the_key_file_of_another_instance)
{
    struct seal *s = new_seal(cx->mem), *strange = new_seal(cx->mem);
    CHECK(seal_bind(cx, s) == OK);
    CHECK(seal_bind(cx, s) == OK);
    CHECK(seal_bind(cx, strange) == ERR_CONFLICT);
    CHECK(cx->failure.text.len > 0);
    seal_done(s);
    seal_done(strange);
}
