/* kind.c: what a file is, by its first bytes. Names and claimed types are never asked. */
#include "kit/child/child.h"

#include <sys/stat.h>

static const char *const types[CHILD_KINDS] = {
    [CHILD_UNKNOWN] = "application/octet-stream",
    [CHILD_JPEG] = "image/jpeg",
    [CHILD_PNG] = "image/png",
    [CHILD_WEBP] = "image/webp",
    [CHILD_HEIC] = "image/heic",
    [CHILD_PDF] = "application/pdf",
    [CHILD_OFFICE] = "application/octet-stream",
    [CHILD_OFFICE_OLD] = "application/octet-stream",
    [CHILD_WEBM] = "audio/webm",
    [CHILD_OGG] = "audio/ogg",
    [CHILD_MP4] = "audio/mp4",
    [CHILD_WAV] = "audio/wav",
    [CHILD_AMR] = "audio/amr",
};

const char *child_kind_type(enum child_kind k)
{
    return types[k];
}

bool child_is_photo(enum child_kind k)
{
    return k == CHILD_JPEG || k == CHILD_PNG || k == CHILD_WEBP;
}

bool child_is_sound(enum child_kind k)
{
    return k >= CHILD_WEBM && k <= CHILD_AMR;
}

static bool has(str head, size_t at, str magic)
{
    return head.len >= at + magic.len && memcmp(head.at + at, magic.at, magic.len) == 0;
}

/* ISO base media: the brand says whether it is a still picture or a recording. */
static enum child_kind kind_of_ftyp(str head)
{
    static const char still[][5] = {"heic", "heix", "heim", "heis", "hevc",
                                    "hevx", "mif1", "msf1", "avif", "avis"};
    static const char sound[][5] = {"M4A ", "M4B ", "isom", "iso2", "iso4", "iso5", "iso6",
                                    "mp41", "mp42", "3gp4", "3gp5", "3gp6", "dash"};
    for (size_t i = 0; i < COUNT(still); i++)
        if (has(head, 8, str_of(still[i])))
            return CHILD_HEIC;
    for (size_t i = 0; i < COUNT(sound); i++)
        if (has(head, 8, str_of(sound[i])))
            return CHILD_MP4;
    return CHILD_UNKNOWN;
}

static enum child_kind kind_of_riff(str head)
{
    if (has(head, 8, S("WEBP")))
        return CHILD_WEBP;
    return has(head, 8, S("WAVE")) ? CHILD_WAV : CHILD_UNKNOWN;
}

enum child_kind child_kind_of(const void *at, size_t len)
{
    str head = {at, len < CHILD_HEAD ? len : CHILD_HEAD};
    if (has(head, 0, S("\xff\xd8\xff")))
        return CHILD_JPEG;
    if (has(head, 0, S("\x89PNG\r\n\x1a\n")))
        return CHILD_PNG;
    if (has(head, 0, S("RIFF")))
        return kind_of_riff(head);
    if (has(head, 4, S("ftyp")))
        return kind_of_ftyp(head);
    if (has(head, 0, S("%PDF-")))
        return CHILD_PDF;
    if (has(head, 0, S("PK\x03\x04")))
        return CHILD_OFFICE;
    if (has(head, 0, S("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
        return CHILD_OFFICE_OLD;
    if (has(head, 0, S("\x1a\x45\xdf\xa3")) && str_find(head, S("webm")) != SIZE_MAX)
        return CHILD_WEBM;
    if (has(head, 0, S("OggS")))
        return CHILD_OGG;
    return has(head, 0, S("#!AMR")) ? CHILD_AMR : CHILD_UNKNOWN;
}

bool child_is_pdf(int fd)
{
    char head[5], tail[1024];
    struct stat st;
    if (fstat(fd, &st) || pread(fd, head, sizeof head, 0) != sizeof head)
        return false;
    off_t from = st.st_size > (off_t)sizeof tail ? st.st_size - (off_t)sizeof tail : 0;
    ssize_t n = pread(fd, tail, sizeof tail, from);
    return memcmp(head, "%PDF-", sizeof head) == 0 && n > 0 &&
           str_find((str){tail, (size_t)n}, S("%%EOF")) != SIZE_MAX;
}
