/* identifiers: numbers of persons and organisations, read, checked and masked. */
#include "civic/people/people.h"

#include <ctype.h>
#include <string.h>

/* What is typed: ASCII, or the full-width forms an input method leaves behind. Spaces go, letters
 * become capitals. Returns the length, or 0 if it does not fit or holds anything else. */
static size_t typed(str s, char *out, size_t size)
{
    size_t n = 0;
    while (s.len) {
        uint32_t c = utf8_next(&s);
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        if (c == ' ' || c == 0x3000 || c == 0xA0)
            continue;
        if (c < '!' || c > '~' || n + 1 >= size)
            return 0;
        out[n++] = (char)toupper((int)c);
    }
    out[n] = 0;
    return n;
}

static bool all_digits(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] < '0' || s[i] > '9')
            return false;
    return n > 0;
}

static int number_at(const char *s, int n)
{
    int v = 0;
    for (int i = 0; i < n; i++)
        v = v * 10 + (s[i] - '0');
    return v;
}

/* ---- persons ----------------------------------------------------------- */

/* GB 11643: weights 2^(17-i) mod 11. */
static char citizen_check(const char *s)
{
    static const int weight[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; i++)
        sum += weight[i] * (s[i] - '0');
    return "10X98765432"[sum % 11];
}

static enum err birth_read(const char *s, int64_t today, int64_t *day)
{
    int y = number_at(s, 4), m = number_at(s + 4, 2), d = number_at(s + 6, 2);
    if (y < 1850 || m < 1 || m > 12 || d < 1 || d > 31)
        return ERR_INVALID;
    int64_t n = day_of_civil(y, m, d);
    struct civil c = civil_of_day(n);
    if (c.month != m || c.day != d || n > today)
        return ERR_INVALID;
    *day = n;
    return OK;
}

static enum people_id_kind id_kind(const char *s)
{
    if (s[0] == '9')
        return PEOPLE_ID_FOREIGNER;
    bool hmt = s[0] == '8' && s[1] >= '1' && s[1] <= '3' && !memcmp(s + 2, "0000", 4);
    return hmt ? PEOPLE_ID_HMT : PEOPLE_ID_CITIZEN;
}

static bool is_old_foreigner(const char *s, size_t n)
{
    return n == 15 && isupper(s[0]) && isupper(s[1]) && isupper(s[2]) && all_digits(s + 3, 12);
}

/* The division in front is the one of the day of issue: codes long gone are not refused. */
enum err people_read_id(str s, int64_t today, struct people_id *out)
{
    struct people_id id = {.birth_day = INT64_MIN};
    size_t n = typed(s, id.text, sizeof id.text);
    if (is_old_foreigner(id.text, n)) {
        id.kind = PEOPLE_ID_FOREIGNER_OLD;
        *out = id;
        return OK;
    }
    if (n != 18 || !all_digits(id.text, 17) || id.text[0] == '0')
        return ERR_INVALID;
    if (citizen_check(id.text) != id.text[17] || birth_read(id.text + 6, today, &id.birth_day))
        return ERR_INVALID;
    id.kind = id_kind(id.text);
    id.sex = (id.text[16] - '0') % 2 ? PEOPLE_MALE : PEOPLE_FEMALE;
    *out = id;
    return OK;
}

/* ---- organisations ----------------------------------------------------- */

/* GB 32100: 31 signs without I O S V Z, weights 3^(i-1) mod 31. */
enum err people_read_credit_code(str s, char out[19])
{
    static const char signs[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    char t[19];
    if (typed(s, t, sizeof t) != 18 || !all_digits(t + 2, 6))
        return ERR_INVALID;
    int sum = 0, weight = 1, last = 0;
    for (int i = 0; i < 18; i++) {
        const char *at = strchr(signs, t[i]);
        if (!at)
            return ERR_INVALID;
        last = (int)(at - signs);
        if (i < 17)
            sum += last * weight;
        weight = weight * 3 % 31;
    }
    if ((31 - sum % 31) % 31 != last)
        return ERR_INVALID;
    memcpy(out, t, sizeof t);
    return OK;
}

static int sign_36(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
}

/* GB 11714: eight signs, a check of mod 11 written behind a hyphen that many leave out. */
enum err people_read_org_code(str s, char out[11])
{
    static const int weight[8] = {3, 7, 9, 10, 5, 8, 4, 2};
    char t[11];
    size_t n = typed(s, t, sizeof t);
    if (n == 10 && t[8] == '-')
        t[8] = t[9], n = 9;
    if (n != 9)
        return ERR_INVALID;
    int sum = 0;
    for (int i = 0; i < 8; i++) {
        int v = sign_36(t[i]);
        if (v < 0)
            return ERR_INVALID;
        sum += v * weight[i];
    }
    if ("0X987654321"[sum % 11] != t[8])
        return ERR_INVALID;
    memcpy(out, t, 8);
    out[8] = '-';
    out[9] = t[8];
    out[10] = 0;
    return OK;
}

char people_check_37_36(str s)
{
    int p = 36;
    for (size_t i = 0; i < s.len; i++) {
        int v = sign_36(s.at[i]);
        if (v < 0)
            return 0;
        p = (p + v) % 36;
        p = (p ? p : 36) * 2 % 37;
    }
    return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(37 - p) % 36];
}

/* ---- telephones -------------------------------------------------------- */

/* Digits of t, with +86, 0086, hyphens and brackets gone; a leading zero stays. */
static size_t dialled(const char *t, char *out, size_t size)
{
    size_t n = 0;
    if (!strncmp(t, "+86", 3))
        t += 3;
    else if (!strncmp(t, "0086", 4))
        t += 4;
    for (; *t; t++) {
        if (*t == '-' || *t == '(' || *t == ')')
            continue;
        if (*t < '0' || *t > '9' || n + 1 >= size)
            return 0;
        out[n++] = *t;
    }
    out[n] = 0;
    return n;
}

static bool is_service(const char *d, size_t n)
{
    if (n == 10)
        return !strncmp(d, "400", 3) || !strncmp(d, "800", 3);
    if (n == 3)
        return d[0] == '1'; /* 110, 119, 120, 122 */
    return (n == 5 || n == 6) && (d[0] == '1' || (d[0] == '9' && (d[1] == '5' || d[1] == '6')));
}

/* 010 and 02x are area codes of three digits, all others have four. */
static enum err landline(const char *d, size_t n, char *out, size_t size)
{
    size_t area = d[1] == '1' || d[1] == '2' ? 3 : 4;
    if (d[1] == '0' || n < area + 7 || n > area + 8 || d[area] < '2')
        return ERR_INVALID;
    assert(n + 2 <= size);
    memcpy(out, d, area);
    out[area] = '-';
    memcpy(out + area + 1, d + area, n - area + 1);
    return OK;
}

enum err people_read_phone(str s, struct people_phone *out)
{
    struct people_phone p = {.kind = PEOPLE_MOBILE};
    char t[32], d[14];
    if (!typed(s, t, sizeof t))
        return ERR_INVALID;
    size_t n = dialled(t, d, sizeof d);
    if (n == 11 && d[0] == '1' && d[1] >= '3') {
        memcpy(p.text, d, n + 1);
    } else if (n && d[0] == '0') {
        p.kind = PEOPLE_LANDLINE;
        if (landline(d, n, p.text, sizeof p.text))
            return ERR_INVALID;
    } else if (is_service(d, n)) {
        p.kind = PEOPLE_SERVICE;
        memcpy(p.text, d, n + 1);
    } else {
        return ERR_INVALID;
    }
    *out = p;
    return OK;
}

/* ---- masks ------------------------------------------------------------- */

static const uint32_t compound[][2] = {
    {0x6B27, 0x9633}, /* Ouyang */
    {0x592A, 0x53F2}, /* Taishi */
    {0x7AEF, 0x6728}, /* Duanmu */
    {0x4E0A, 0x5B98}, /* Shangguan */
    {0x53F8, 0x9A6C}, /* Sima */
    {0x4E1C, 0x65B9}, /* Dongfang */
    {0x72EC, 0x5B64}, /* Dugu */
    {0x5357, 0x5BAB}, /* Nangong */
    {0x4E07, 0x4FDF}, /* Moqi */
    {0x95FB, 0x4EBA}, /* Wenren */
    {0x590F, 0x4FAF}, /* Xiahou */
    {0x8BF8, 0x845B}, /* Zhuge */
    {0x5C09, 0x8FDF}, /* Yuchi */
    {0x516C, 0x7F8A}, /* Gongyang */
    {0x8D6B, 0x8FDE}, /* Helian */
    {0x6FB9, 0x53F0}, /* Tantai */
    {0x7687, 0x752B}, /* Huangfu */
    {0x5B97, 0x653F}, /* Zongzheng */
    {0x6FEE, 0x9633}, /* Puyang */
    {0x516C, 0x51B6}, /* Gongye */
    {0x592A, 0x53D4}, /* Taishu */
    {0x7533, 0x5C60}, /* Shentu */
    {0x516C, 0x5B59}, /* Gongsun */
    {0x6155, 0x5BB9}, /* Murong */
    {0x4EF2, 0x5B59}, /* Zhongsun */
    {0x949F, 0x79BB}, /* Zhongli */
    {0x957F, 0x5B59}, /* Zhangsun */
    {0x5B87, 0x6587}, /* Yuwen */
    {0x53F8, 0x5F92}, /* Situ */
    {0x9C9C, 0x4E8E}, /* Xianyu */
    {0x53F8, 0x7A7A}, /* Sikong */
    {0x4EE4, 0x72D0}, /* Linghu */
    {0x8F69, 0x8F95}, /* Xuanyuan */
    {0x547C, 0x5EF6}, /* Huyan */
    {0x62D3, 0x8DCB}, /* Tuoba */
    {0x767E, 0x91CC}, /* Baili */
    {0x4E1C, 0x90ED}, /* Dongguo */
    {0x897F, 0x95E8}, /* Ximen */
    {0x6DF3, 0x4E8E}, /* Chunyu */
    {0x5355, 0x4E8E}, /* Chanyu */
    {0x5DE6, 0x4E18}, /* Zuoqiu */
    {0x8C37, 0x6881}, /* Guliang */
};

static bool is_compound(str name)
{
    uint32_t first = utf8_next(&name), second = utf8_next(&name);
    for (size_t i = 0; i < COUNT(compound); i++)
        if (compound[i][0] == first && compound[i][1] == second)
            return true;
    return false;
}

static str last_point(str s)
{
    size_t at = s.len;
    while (at > 0 && ((unsigned char)s.at[--at] & 0xC0) == 0x80)
        ;
    return (str){s.at + at, s.len - at};
}

/* Surname, one star, and the last sign if the given name has two or more. */
str people_mask_name(struct arena *mem, str name)
{
    name = str_trim(name);
    size_t n = utf8_count(name);
    if (n < 2)
        return n ? S("*") : STR_NONE;
    size_t surname = n > 2 && is_compound(name) ? 2 : 1;
    str head = utf8_head(name, surname), tail = n - surname >= 2 ? last_point(name) : STR_NONE;
    return str_fmt(mem, "%.*s*%.*s", STR_ARG(head), STR_ARG(tail));
}

/* The first `head` and last `tail` bytes, stars between; all stars when too short to hide half. */
static str mask_middle(struct arena *mem, str s, size_t head, size_t tail)
{
    if (s.len < head + tail + 3)
        head = tail = 0;
    struct buf b = buf_new(mem, s.len + 1);
    for (size_t i = 0; i < s.len; i++)
        buf_char(&b, i < head || i >= s.len - tail ? s.at[i] : '*');
    return buf_done(&b);
}

str people_mask_id(struct arena *mem, str id)
{
    return mask_middle(mem, id, 6, 4);
}

str people_mask_phone(struct arena *mem, str phone)
{
    size_t area = str_find(phone, S("-"));
    return area < phone.len ? mask_middle(mem, phone, area + 1, 4) : mask_middle(mem, phone, 3, 4);
}

str people_mask_card(struct arena *mem, str card)
{
    return mask_middle(mem, card, 0, 4);
}
