/* office.c: is a zip what its office says it is. Only the directory is read; nothing is
 * inflated. Files that carry macros, are encrypted, or would swell beyond reason are refused. */
#include "kit/child/child_own.h"

#include <zip.h>

#define ENTRIES_MOST 5000
#define TOTAL_MOST   (400ll << 20)
#define RATIO_MOST   200

struct seen {
    bool types, body, mimetype, content, macro, locked;
    uint64_t total;
};

static bool is_plain(const char *name)
{
    return name[0] != '/' && !strstr(name, "..") && !strchr(name, '\\') && utf8_ok(str_of(name));
}

static void look_at_name(str name, struct seen *s)
{
    s->types |= str_is(name, "[Content_Types].xml");
    s->body |= str_is(name, "word/document.xml") || str_is(name, "xl/workbook.xml") ||
               str_is(name, "ppt/presentation.xml");
    s->mimetype |= str_is(name, "mimetype");
    s->content |= str_is(name, "content.xml");
    s->macro |= str_ends(name, S("vbaProject.bin")) || str_starts(name, S("Basic/"));
}

static enum child_fault look_at(zip_t *z, zip_uint64_t i, struct seen *s)
{
    zip_stat_t st;
    zip_uint64_t want = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
    if (zip_stat_index(z, i, 0, &st) || (st.valid & want) != want || !is_plain(st.name))
        return CHILD_BROKEN;
    if (st.size > 1 << 20 && st.size / RATIO_MOST > st.comp_size)
        return CHILD_SWOLLEN;
    s->total += st.size > TOTAL_MOST ? TOTAL_MOST + 1 : st.size;
    s->locked |= (st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE;
    look_at_name(str_of(st.name), s);
    return s->total > TOTAL_MOST ? CHILD_SWOLLEN : CHILD_FINE;
}

static enum child_fault judge(zip_t *z)
{
    struct seen s = {0};
    zip_int64_t n = zip_get_num_entries(z, 0);
    if (n <= 0 || n > ENTRIES_MOST)
        return n <= 0 ? CHILD_BROKEN : CHILD_SWOLLEN;
    for (zip_int64_t i = 0; i < n; i++) {
        enum child_fault f = look_at(z, (zip_uint64_t)i, &s);
        if (f)
            return f;
    }
    if (s.locked)
        return CHILD_LOCKED;
    if (s.macro)
        return CHILD_MACRO;
    return (s.types && s.body) || (s.mimetype && s.content) ? CHILD_FINE : CHILD_BROKEN;
}

enum child_fault office_check(const unsigned char *at, size_t len)
{
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t *source = zip_source_buffer_create(at, len, 0, &why);
    zip_t *z = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &why) : NULL;
    enum child_fault f = z ? judge(z) : CHILD_BROKEN;
    if (z)
        zip_discard(z);
    else if (source)
        zip_source_free(source);
    zip_error_fini(&why);
    return f;
}
