/* mail.c: mail as RFC 5322 writes it, handed to the operator's server by SMTP. The text goes as
 * base64, so no line is too long for any server and no dot begins one. */
#include "kit/http/http_own.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void add_base64(struct buf *b, str s, size_t line)
{
    size_t column = 0;
    for (size_t i = 0; i < s.len; i += 3) {
        unsigned char at[3] = {0};
        size_t n = s.len - i < 3 ? s.len - i : 3;
        memcpy(at, s.at + i, n);
        char out[4] = {alphabet[at[0] >> 2], alphabet[(at[0] & 3) << 4 | at[1] >> 4],
                       n > 1 ? alphabet[(at[1] & 15) << 2 | at[2] >> 6] : '=',
                       n > 2 ? alphabet[at[2] & 63] : '='};
        buf_add(b, out, sizeof out);
        column += 4;
        if (line && column >= line && i + 3 < s.len) {
            buf_z(b, "\r\n");
            column = 0;
        }
    }
}

/* RFC 2047: words of at most 75 characters, cut between code points; 42 bytes make 56. */
static void add_words(struct buf *b, str s)
{
    bool first = true;
    while (s.len) {
        size_t n = s.len < 42 ? s.len : 42;
        while (n > 1 && n < s.len && ((unsigned char)s.at[n] & 0xc0) == 0x80)
            n--;
        buf_z(b, first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
        add_base64(b, (str){s.at, n}, 0);
        buf_z(b, "?=");
        s = (str){s.at + n, s.len - n};
        first = false;
    }
}

static bool is_plain(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] < ' ' || s.at[i] > '~' || s.at[i] == '=')
            return false;
    return s.len < 60;
}

static void add_header(struct buf *b, const char *name, str value)
{
    buf_fmt(b, "%s: ", name);
    if (is_plain(value))
        buf_str(b, value);
    else
        add_words(b, value);
    buf_z(b, "\r\n");
}

static void add_date(struct buf *b, int64_t ms)
{
    static const char days[8][4] = {"", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char months[13][4] = {"",    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil c = civil_of_ms(ms);
    buf_fmt(b, "Date: %s, %d %s %d %02d:%02d:%02d +0800\r\n", days[c.weekday], c.day,
            months[c.month], c.year, c.hour, c.minute, c.second);
}

static str domain_of(str address)
{
    str_cut(&address, '@');
    return address;
}

str http_mail_text(const struct http_mail *m, struct arena *mem)
{
    struct buf b = buf_new(mem, 1 << 20);
    add_date(&b, m->sent_ms);
    buf_z(&b, "From: ");
    if (m->from_name.len)
        add_words(&b, m->from_name);
    buf_fmt(&b, " <%.*s>\r\nTo: <%.*s>\r\n", STR_ARG(m->from), STR_ARG(m->to));
    if (m->reply_to.len)
        buf_fmt(&b, "Reply-To: <%.*s>\r\n", STR_ARG(m->reply_to));
    if (m->unsubscribe.len)
        buf_fmt(&b,
                "List-Unsubscribe: <%.*s>\r\n"
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
                STR_ARG(m->unsubscribe));
    buf_fmt(&b, "Message-ID: <%.*s@%.*s>\r\n", STR_ARG(m->id), STR_ARG(domain_of(m->from)));
    add_header(&b, "Subject", m->subject);
    buf_z(&b, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: base64\r\n\r\n");
    add_base64(&b, m->text, 76);
    buf_z(&b, "\r\n");
    return buf_done(&b);
}

/* The addresses that people have: no quotes, no comments, nothing that could end a header. */
bool http_is_mail_address(str s)
{
    str domain = s;
    str local = str_cut(&domain, '@');
    if (!local.len || local.len > 64 || domain.len < 3 || s.len > 254)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!isalnum((unsigned char)s.at[i]) && !strchr("!#$%&'*+/=?^_`{|}~.-@", s.at[i]))
            return false;
    return str_find(domain, S("@")) == SIZE_MAX && str_find(domain, S(".")) != SIZE_MAX &&
           domain.at[0] != '.' && domain.at[domain.len - 1] != '.' && local.at[0] != '-';
}

static size_t give(char *to, size_t size, size_t n, void *arg)
{
    struct call *c = arg;
    size_t len = c->send.len < size * n ? c->send.len : size * n;
    memcpy(to, c->send.at, len);
    c->send = (str){c->send.at + len, c->send.len - len};
    return len;
}

static void set_mail(CURL *e, struct call *c, const struct http_mail *m, struct arena *mem)
{
    curl_easy_setopt(e, CURLOPT_URL, m->url);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(e, CURLOPT_USE_SSL, (long)(m->tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    if (m->user)
        curl_easy_setopt(e, CURLOPT_USERNAME, m->user);
    if (m->password)
        curl_easy_setopt(e, CURLOPT_PASSWORD, m->password);
    curl_easy_setopt(e, CURLOPT_MAIL_FROM, str_z(mem, m->from));
    c->list = curl_slist_append(NULL, str_z(mem, m->to));
    curl_easy_setopt(e, CURLOPT_MAIL_RCPT, c->list);
    c->send = http_mail_text(m, mem);
    curl_easy_setopt(e, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(e, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(e, CURLOPT_READDATA, c);
}

/* A server's "never" is 5xx; everything else may pass. */
static enum err outcome(const struct call *c, str *why, struct arena *mem)
{
    long reply = 0;
    if (c->code == CURLE_OK)
        return OK;
    curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &reply);
    *why = str_fmt(mem, "%s (%ld)", curl_easy_strerror(c->code), reply);
    bool about_mail = c->code == CURLE_SEND_ERROR || c->code == CURLE_RECV_ERROR ||
                      c->code == CURLE_WEIRD_SERVER_REPLY || c->code == CURLE_QUOTE_ERROR;
    return about_mail && reply >= 500 && reply < 600 ? ERR_INVALID : ERR_BUSY;
}

enum err http_mail(struct http *h, const struct http_mail *m, str *why, struct arena *mem)
{
    if (!http_is_mail_address(m->from) || !http_is_mail_address(m->to) ||
        (m->reply_to.len && !http_is_mail_address(m->reply_to))) {
        *why = S("not a mail address");
        return ERR_INVALID;
    }
    struct call c = {.near = true, .body = buf_new(mem, 65536)};
    CURL *e = http_easy(h, &c, m->timeout_ms ? m->timeout_ms : 30000);
    set_mail(e, &c, m, mem);
    http_run(h, &c);
    enum err err = outcome(&c, why, mem);
    http_call_done(&c);
    return err;
}
