/* media_test.c: files from outside, from the upload to the look, with real converters. */
#include "civic/facts/facts.h"
#include "civic/media/media_own.h"
#include "civic/people/people.h"
#include "civic/people/signin.h"
#include "kit/child/sample.h"
#include "kit/jobs/jobs.h"
#include "kit/test/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>

#define COUNTY 532503

static const struct media_take photos = {.county = COUNTY, .takes = MEDIA_TAKES(MEDIA_PHOTO)};
static const struct media_take anything = {.county = COUNTY, .takes = MEDIA_TAKES_ALL};

struct house {
    struct child *child;
    struct seal *seal;
};

static struct house open_house(struct ctx *cx, const struct child_options *o)
{
    struct house h = {0};
    str why = STR_NONE;
    const char *keys = str_fmt(cx->mem, "%s/keys", test_dir()).at;
    CHECK_OK(child_start(o, &h.child, &why, cx->mem));
    CHECK_OK(seal_keys_init(keys, &why, cx->mem));
    CHECK_OK(seal_open(keys, &h.seal, &why, cx->mem));
    CHECK_OK(media_start(test_dir(), h.seal, h.child, &cx->media, &why, cx->mem));
    cx->seal = h.seal;
    return h;
}

static void close_house(struct house *h)
{
    child_stop(h->child);
    seal_done(h->seal);
}

static str jpeg_of(struct ctx *cx, int width, int height)
{
    struct sample s = sample_scene(cx->mem, width, height, 6);
    s.exif = sample_exif(cx->mem, 6, SAMPLE_TAKEN, 23.3954, 103.3849);
    return sample_jpeg(cx->mem, &s);
}

static enum err add_tx(struct ctx *cx, void *arg)
{
    return media_add(cx, arg);
}

static void add(struct ctx *cx, struct media_new *m, int64_t ref)
{
    m->file.room = S("lab");
    m->file.ref = ref;
    m->file.role = S("report");
    CHECK_OK(db_write(cx, add_tx, m));
}

static str content(struct ctx *cx, const struct media_file *f, enum media_size size)
{
    int fd = -1;
    CHECK_OK(media_open(cx, f, size, &fd));
    off_t len = lseek(fd, 0, SEEK_END);
    char *at = arena_alloc(cx->mem, (size_t)len + 1);
    CHECK(pread(fd, at, (size_t)len, 0) == len);
    close(fd);
    return (str){at, (size_t)len};
}

/* Looks for a needle in every file below the folder of files; counts the files. */
static int search_disk(struct ctx *cx, const char *folder, str needle, int *files)
{
    DIR *d = opendir(folder);
    int found = 0;
    for (struct dirent *f; d && (f = readdir(d));) {
        const char *path = str_fmt(cx->mem, "%s/%s", folder, f->d_name).at;
        if (f->d_name[0] == '.')
            continue;
        if (f->d_type == DT_DIR) {
            found += search_disk(cx, path, needle, files);
            continue;
        }
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        char *at = arena_alloc(cx->mem, 1 << 20);
        ssize_t n = read(fd, at, 1 << 20);
        close(fd);
        ++*files;
        found += n > 0 && str_find((str){at, (size_t)n}, needle) != SIZE_MAX;
    }
    if (d)
        closedir(d);
    return found;
}

TEST(photo_is_stored_sealed_and_shown_as_a_new_file)
{
    struct house h = open_house(cx, &(struct child_options){0});
    struct media_new m;
    struct media_file f;
    int n = 0, files = 0;
    cx->county = COUNTY;
    cx->actor = 77;
    CHECK_OK(media_take_bytes(cx, jpeg_of(cx, 4000, 3000), S("IMG_1.jpg"), &photos, &m));
    CHECK(!m.located && m.lat == 0);
    add(cx, &m, 5);
    CHECK_OK(media_list(cx, COUNTY, "lab", 5, &f, 1, &n));
    CHECK(n == 1 && f.state == MEDIA_READY && f.width == 1600 && f.height == 1200);
    CHECK(f.owner == 77 && f.owner_county == COUNTY && f.taken_ms == SAMPLE_TAKEN_MS);
    str full = content(cx, &f, MEDIA_FULL);
    CHECK((int64_t)full.len == f.bytes && f.bytes <= 300 * 1024);
    CHECK(str_starts(full, S("\xff\xd8\xff")) && str_find(full, S("Exif")) == SIZE_MAX);
    CHECK(content(cx, &f, MEDIA_THUMB).len < full.len);
    const char *dir = str_fmt(cx->mem, "%s/files/%d", test_dir(), COUNTY).at;
    CHECK(search_disk(cx, dir, S("\xff\xd8\xff"), &files) == 0 && files == 2);
    str name = STR_NONE;
    CHECK_OK(media_name(cx, &f, &name));
    CHECK_STR(name, "IMG_1.jpg");
    close_house(&h);
}

TEST(location_is_read_only_when_the_reporter_wants_it)
{
    struct house h = open_house(cx, &(struct child_options){0});
    struct media_take how = photos;
    struct media_new m;
    how.want_location = true;
    CHECK_OK(media_take_bytes(cx, jpeg_of(cx, 64, 48), S("a"), &how, &m));
    CHECK(m.located && fabs(m.lat - 23.3954) < 1e-4 && fabs(m.lon - 103.3849) < 1e-4);
    close_house(&h);
}

TEST(what_is_not_taken_leaves_nothing_behind)
{
    struct house h = open_house(cx, &(struct child_options){0});
    struct media_new m;
    int files = 0;
    CHECK_ERR(media_take_bytes(cx, S("MZ\x90"), S("photo.jpg"), &anything, &m), ERR_INVALID);
    CHECK_ERR(media_take_bytes(cx, STR_NONE, S("photo.jpg"), &photos, &m), ERR_INVALID);
    CHECK_ERR(media_take_bytes(cx, S("%PDF-1.7 %%EOF"), S("a.pdf"), &photos, &m), ERR_INVALID);
    CHECK_ERR(media_take_bytes(cx, S("%PDF-1.7 cut"), S("a.pdf"), &anything, &m), ERR_INVALID);
    CHECK_ERR(media_take_bytes(cx,
                               S("\0\0\0\x18"
                                 "ftypheic"),
                               S("a.heic"), &photos, &m),
              ERR_INVALID);
    CHECK(str_find(cx->failure.text, S("HEIC")) != SIZE_MAX);
    CHECK_ERR(media_take_bytes(cx, sample_png_bomb(cx->mem), S("a.png"), &photos, &m), ERR_TOO_BIG);
    str jpeg = jpeg_of(cx, 640, 480);
    CHECK_ERR(media_take_bytes(cx, (str){jpeg.at, jpeg.len / 2}, S("a"), &photos, &m), ERR_INVALID);
    (void)search_disk(cx, str_fmt(cx->mem, "%s/files", test_dir()).at, S("x"), &files);
    CHECK_INT(files, 1); /* the marker */
    close_house(&h);
}

TEST(photo_of_a_hundred_megabytes_is_refused_unread)
{
    struct house h = open_house(cx, &(struct child_options){0});
    struct media_new m;
    char *path = str_z(cx->mem, str_fmt(cx->mem, "%s/upload", test_dir()));
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    CHECK(write(fd, "\xff\xd8\xff\xe0", 4) == 4 && ftruncate(fd, 100 << 20) == 0);
    close(fd);
    struct upload u = {.path = str_of(path), .name = S("a.jpg"), .size = 100 << 20};
    CHECK_ERR(media_take(cx, &u, &photos, &m), ERR_TOO_BIG);
    CHECK(cx->failure.text.len > 0);
    close_house(&h);
}

TEST(documents_and_sound_come_back_as_they_were)
{
    struct house h = open_house(cx, &(struct child_options){0});
    static const struct {
        const char *bytes;
        enum media_kind kind;
        const char *type;
    } files[] = {{"%PDF-1.7\n1 0 obj\n%%EOF\n", MEDIA_PDF, "application/pdf"},
                 {"OggS and so on", MEDIA_SOUND, "audio/ogg"},
                 {"#!AMR\nxyz", MEDIA_SOUND, "audio/amr"}};
    for (size_t i = 0; i < COUNT(files); i++) {
        struct media_new m;
        CHECK_OK(media_take_bytes(cx, str_of(files[i].bytes), S("f"), &anything, &m));
        add(cx, &m, (int64_t)i);
        CHECK(m.file.kind == files[i].kind);
        CHECK_STR(m.file.type, files[i].type);
        CHECK_STR(content(cx, &m.file, MEDIA_FULL), files[i].bytes);
    }
    close_house(&h);
}

/* ---- releasing --------------------------------------------------------- */

static enum err release_tx(struct ctx *cx, void *arg)
{
    return media_release(cx, arg);
}

struct one {
    int64_t county, id;
};

static enum err withdraw_tx(struct ctx *cx, void *arg)
{
    const struct one *o = arg;
    return media_withdraw(cx, o->county, o->id);
}

static enum err forget_tx(struct ctx *cx, void *arg)
{
    const struct one *o = arg;
    return media_forget(cx, o->county, o->id);
}

static struct media_file find(struct ctx *cx, const struct media_new *m)
{
    struct media_file f = {0};
    CHECK_OK(media_find(cx, COUNTY, m->file.key, &f));
    return f;
}

TEST(released_photo_is_another_file_and_can_be_withdrawn)
{
    struct house h = open_house(cx, &(struct child_options){0});
    struct media_new m;
    struct media_public p;
    struct child_shape shapes[CHILD_SHAPES];
    int n = 0, fd;
    CHECK_OK(media_take_bytes(cx, jpeg_of(cx, 640, 480), S("a"), &photos, &m));
    add(cx, &m, 5);
    struct media_file f = find(cx, &m);
    CHECK(!f.released && media_open(cx, &f, MEDIA_PUBLIC, &fd) == ERR_NOT_FOUND);
    CHECK_OK(media_read_shapes(cx, S("0,0,300,200; 10, 10, 50, 50, round"), shapes, &n));
    CHECK(n == 2 && shapes[0].width == 300 && shapes[1].round);
    CHECK_OK(media_prepare(cx, &f, shapes, n, &p));
    CHECK_OK(db_write(cx, release_tx, &p));
    CHECK_ERR(db_write(cx, release_tx, &p), ERR_CONFLICT); /* seen is stale */
    f = find(cx, &m);
    CHECK(f.released && !str_eq(content(cx, &f, MEDIA_PUBLIC), content(cx, &f, MEDIA_FULL)));
    int64_t facts = 0;
    CHECK_OK(facts_count(cx, COUNTY, "media", f.id, "media.released", &facts));
    CHECK_INT(facts, 1);
    struct one o = {f.county, f.id};
    CHECK_OK(db_write(cx, withdraw_tx, &o));
    f = find(cx, &m);
    CHECK(!f.released && media_open(cx, &f, MEDIA_PUBLIC, &fd) == ERR_NOT_FOUND);
    CHECK(content(cx, &f, MEDIA_FULL).len > 0);
    close_house(&h);
}

TEST(nonsense_from_the_brush_is_refused)
{
    struct child_shape shapes[CHILD_SHAPES];
    int n = 7;
    static const char *const bad[] = {"1,2,3",      "a,b,c,d",          "1,2,3,4,square", "1,2,0,4",
                                      "1,2,-3,4",   "1,2,3,999999",     "1,2,3,4,5",      "1;2;3;4",
                                      "1,2,3,4e1;", "1,2,3,4\xff,round"};
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK_ERR(media_read_shapes(cx, str_of(bad[i]), shapes, &n), ERR_INVALID);
    CHECK(n == 7);
    CHECK_OK(media_read_shapes(cx, S(" "), shapes, &n));
    CHECK(n == 0);
}

static enum err forgetting_tx(struct ctx *cx, void *arg)
{
    return media_room.subscribers[0]->take(cx, arg);
}

TEST(forgotten_file_opens_no_more_even_from_a_copy_of_the_disk)
{
    struct house h = open_house(cx, &(struct child_options){0});
    struct media_new m;
    int fd, files = 0;
    str name = S("?");
    CHECK_OK(media_take_bytes(cx, jpeg_of(cx, 64, 48), S("a"), &photos, &m));
    add(cx, &m, 5);
    struct media_file before = find(cx, &m);
    struct one o = {before.county, before.id};
    CHECK_OK(db_write(cx, forget_tx, &o));
    CHECK(media_open(cx, &before, MEDIA_FULL, &fd) == ERR_NOT_FOUND);
    CHECK(find(cx, &m).state == MEDIA_REFUSED && find(cx, &m).taken_ms == 0);
    CHECK_OK(media_name(cx, &before, &name));
    CHECK_STR(name, "");
    (void)search_disk(cx, str_fmt(cx->mem, "%s/files/%d", test_dir(), COUNTY).at, S("x"), &files);
    CHECK_INT(files, 2); /* the sealed bytes lie there until the sweep, and open for nobody */
    close_house(&h);
}

TEST(files_of_an_erased_person_are_forgotten)
{
    struct house h = open_house(cx, &(struct child_options){0});
    struct media_new m, other;
    struct person p = {.county = COUNTY, .name = S("A"), .phone = S("13800000001")};
    int64_t account = 0;
    CHECK_OK(resident_add(cx, COUNTY, p.phone, p.name, &account));
    CHECK_OK(person_of_account(cx, COUNTY, account, &p));
    cx->county = COUNTY;
    cx->actor = account;
    CHECK_OK(media_take_bytes(cx, S("#!AMR\nmine"), S("a"), &anything, &m));
    add(cx, &m, 5);
    cx->actor = account + 1;
    CHECK_OK(media_take_bytes(cx, S("#!AMR\nhers"), S("a"), &anything, &other));
    add(cx, &other, 6);
    struct fact f = {.county = COUNTY, .subject = p.id, .kind = "person.erased"};
    CHECK_OK(db_write(cx, forgetting_tx, &f));
    CHECK(find(cx, &m).state == MEDIA_REFUSED && find(cx, &other).state == MEDIA_READY);
    close_house(&h);
}

/* ---- later ------------------------------------------------------------- */

TEST(photo_waits_in_quarantine_while_the_converter_is_gone)
{
    struct house h = open_house(cx, &(struct child_options){.patience = 200});
    struct child *good = h.child;
    struct media_new m, bad;
    int fd;
    int64_t did = 0;
    str why = STR_NONE;
    struct child *dead;
    CHECK_OK(child_start(&(struct child_options){0}, &dead, &why, cx->mem));
    CHECK(kill(child_spawner_pid(dead), 9) == 0);
    cx->media->child = dead;
    CHECK_OK(media_take_bytes(cx, jpeg_of(cx, 640, 480), S("a"), &photos, &m));
    CHECK_OK(media_take_bytes(cx, S("\xff\xd8\xff nonsense"), S("a"), &photos, &bad));
    add(cx, &m, 5);
    add(cx, &bad, 6);
    CHECK(find(cx, &m).state == MEDIA_QUARANTINED);
    struct media_file f = find(cx, &m);
    CHECK(media_open(cx, &f, MEDIA_FULL, &fd) == ERR_NOT_FOUND);
    CHECK_OK(media_job.step(cx, COUNTY, &did));
    CHECK_INT(did, 0);
    cx->media->child = good;
    CHECK_OK(media_job.step(cx, COUNTY, &did));
    CHECK_INT(did, 1);
    CHECK_OK(media_job.step(cx, COUNTY, &did));
    CHECK_INT(did, 1);
    CHECK_OK(media_job.step(cx, COUNTY, &did));
    CHECK_INT(did, 0);
    f = find(cx, &m);
    CHECK(f.state == MEDIA_READY && f.width == 640 && f.taken_ms == SAMPLE_TAKEN_MS);
    CHECK(content(cx, &f, MEDIA_THUMB).len > 0);
    CHECK(find(cx, &bad).state == MEDIA_REFUSED);
    child_stop(dead);
    close_house(&h);
}

static void make_old(struct ctx *cx, const char *folder)
{
    DIR *d = opendir(folder);
    struct timeval old[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    for (struct dirent *f; d && (f = readdir(d));) {
        const char *path = str_fmt(cx->mem, "%s/%s", folder, f->d_name).at;
        if (f->d_name[0] != '.' && f->d_type == DT_DIR)
            make_old(cx, path);
        else if (f->d_name[0] != '.')
            CHECK(utimes(path, old) == 0);
    }
    if (d)
        closedir(d);
}

TEST(sweeping_takes_old_files_without_a_row_and_no_others)
{
    struct house h = open_house(cx, &(struct child_options){0});
    struct media_new kept, lost, young;
    int64_t removed = 0, did = 0;
    int files = 0;
    const char *dir = str_fmt(cx->mem, "%s/files/%d", test_dir(), COUNTY).at;
    CHECK_OK(media_take_bytes(cx, jpeg_of(cx, 64, 48), S("a"), &photos, &kept));
    add(cx, &kept, 5);
    CHECK_OK(media_take_bytes(cx, S("#!AMR\nxyz"), S("a"), &anything, &lost));
    make_old(cx, dir);
    CHECK_OK(media_take_bytes(cx, S("#!AMR\nabc"), S("a"), &anything, &young));
    CHECK_OK(media_job.step(cx, COUNTY, &did));
    CHECK_INT(did, 0); /* not due yet */
    cx->now += 3600000;
    CHECK_OK(media_job.step(cx, COUNTY, &did));
    CHECK_INT(did, 1);
    (void)search_disk(cx, dir, S("x"), &files);
    CHECK_INT(files, 3); /* two sizes of the kept, one of the young */
    CHECK_OK(media_sweep(cx, COUNTY, &removed));
    CHECK_INT(removed, 0);
    CHECK(content(cx, &kept.file, MEDIA_FULL).len > 0);
    close_house(&h);
}

TEST(folder_of_another_installation_is_refused)
{
    struct house h = open_house(cx, &(struct child_options){0});
    struct media *m;
    struct seal *strange;
    str why = STR_NONE;
    const char *keys = str_fmt(cx->mem, "%s/keys2", test_dir()).at;
    CHECK_OK(seal_keys_init(keys, &why, cx->mem));
    CHECK_OK(seal_open(keys, &strange, &why, cx->mem));
    CHECK_ERR(media_start(test_dir(), strange, h.child, &m, &why, cx->mem), ERR_INVALID);
    CHECK(unlink(str_fmt(cx->mem, "%s/files/instance", test_dir()).at) == 0);
    CHECK_ERR(media_start(test_dir(), h.seal, h.child, &m, &why, cx->mem), ERR_INVALID);
    seal_done(strange);
    close_house(&h);
}

/* ---- seeing ------------------------------------------------------------ */

static enum err owner_sees(struct req *rq, const struct media_file *f)
{
    return rq->cx->actor && rq->cx->actor == f->owner ? OK : ERR_NOT_FOUND;
}
static const struct media_door lab_door = {owner_sees};
static const struct room lab = {.name = "lab", .media = &lab_door};
static const struct room *const lab_rooms[] = {&lab, &media_room, NULL};

/* The cookie is the account, which will do here. */
static enum err identify(struct req *rq)
{
    int64_t actor = 0;
    rq->cx->rooms = lab_rooms;
    if (web_cookie(rq, "who").len && str_int(web_cookie(rq, "who"), &actor))
        return ERR_INVALID;
    rq->cx->county = COUNTY;
    rq->cx->actor = actor;
    return OK;
}

static enum err admit(struct req *rq, const char *act)
{
    (void)rq;
    return strcmp(act, ACT_PUBLIC) == 0 ? OK : ERR_DENIED;
}

static str secret(const struct req *rq)
{
    (void)rq;
    return STR_NONE;
}

static void error_page(struct req *rq, enum err e)
{
    html_z(rq->page, err_name(e));
}

static struct web_answer get(struct ctx *cx, const struct media_file *f, enum media_size size,
                             const char *cookie)
{
    static const struct web_gate gate = {identify, admit, secret, error_page};
    const struct route *const routes[] = {media_room.routes, NULL};
    struct web_options o = {
        .db = cx->db, .seal = cx->seal, .media = cx->media, .gate = &gate, .routes = routes};
    struct web_answer a = {0};
    const char *url = str_z(cx->mem, media_address(cx->mem, f, size));
    CHECK_OK(web_call(&o, cx->mem, "GET", url, cookie, STR_NONE, &a));
    return a;
}

TEST(private_files_are_seen_by_whom_the_room_lets_see_them)
{
    struct house h = open_house(cx, &(struct child_options){0});
    struct media_new m;
    struct media_public p;
    cx->county = COUNTY;
    cx->actor = 77;
    CHECK_OK(media_take_bytes(cx, jpeg_of(cx, 640, 480), S("a"), &photos, &m));
    add(cx, &m, 5);
    struct media_file f = find(cx, &m);
    CHECK_INT(get(cx, &f, MEDIA_FULL, "who=77").status, 200);
    CHECK_STR(get(cx, &f, MEDIA_THUMB, "who=77").type, "image/jpeg");
    CHECK_INT(get(cx, &f, MEDIA_FULL, "who=78").status, 404);
    CHECK_INT(get(cx, &f, MEDIA_FULL, NULL).status, 404);
    CHECK_INT(get(cx, &f, MEDIA_PUBLIC, "who=77").status, 404);
    CHECK_OK(media_prepare(cx, &f, NULL, 0, &p));
    CHECK_OK(db_write(cx, release_tx, &p));
    f = find(cx, &m);
    CHECK_INT(get(cx, &f, MEDIA_PUBLIC_THUMB, NULL).status, 200);
    CHECK_INT(get(cx, &f, MEDIA_FULL, NULL).status, 404);
    struct media_file guess = f;
    guess.key = seal_token_short(cx->mem);
    CHECK_INT(get(cx, &guess, MEDIA_PUBLIC, NULL).status, 404);
    close_house(&h);
}

/* ---- crowds ------------------------------------------------------------ */

struct visitor {
    struct ctx *cx;
    str jpeg;
    enum err e;
    struct media_new m;
};

static void *send_one(void *arg)
{
    struct visitor *v = arg;
    v->e = media_take_bytes(v->cx, v->jpeg, S("a"), &photos, &v->m);
    return NULL;
}

TEST(two_hundred_photos_at_once_are_taken_or_told_to_come_again)
{
    struct house h =
        open_house(cx, &(struct child_options){.at_once = 2, .waiting = 4, .patience = 100});
    pthread_t t[200];
    struct visitor *v = NEW_N(cx->mem, struct visitor, 200);
    str jpeg = jpeg_of(cx, 320, 240);
    int taken = 0, waiting = 0, busy = 0;
    for (int i = 0; i < 200; i++) {
        v[i] = (struct visitor){.cx = test_other(cx), .jpeg = jpeg};
        CHECK(pthread_create(&t[i], NULL, send_one, &v[i]) == 0);
    }
    for (int i = 0; i < 200; i++) {
        CHECK(pthread_join(t[i], NULL) == 0);
        taken += v[i].e == OK && v[i].m.file.state == MEDIA_READY;
        waiting += v[i].e == OK && v[i].m.file.state == MEDIA_QUARANTINED;
        busy += v[i].e == ERR_BUSY;
        test_other_done(v[i].cx);
    }
    CHECK_INT(taken + waiting + busy, 200);
    CHECK(taken > 0);
    close_house(&h);
}
