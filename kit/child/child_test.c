/* child_test.c: strangers' files through real child processes. */
#include "kit/child/sample.h"
#include "kit/test/test.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <zip.h>

static struct child *pool(struct ctx *cx, const struct child_options *o)
{
    struct child *c = NULL;
    str why = STR_NONE;
    CHECK(child_start(o, &c, &why, cx->mem) == OK);
    return c;
}

static const struct child_options usual = {.seconds = 20};

static enum err convert(struct ctx *cx, struct child *c, str file, bool where,
                        struct child_photo *out)
{
    int fd = sample_file(file);
    enum err e = child_photo(cx, c, fd, where, out);
    close(fd);
    return e;
}

/* Walks the markers as ITU T.81 lays them out; counts those that may carry somebody's notes. */
static int notes_in(str jpeg)
{
    const unsigned char *p = (const unsigned char *)jpeg.at;
    int notes = 0;
    for (size_t i = 2; i + 4 <= jpeg.len && p[i] == 0xff && p[i + 1] != 0xda;) {
        notes += (p[i + 1] > 0xe0 && p[i + 1] <= 0xef) || p[i + 1] == 0xfe;
        i += 2 + ((size_t)p[i + 2] << 8 | p[i + 3]);
    }
    return notes;
}

TEST(large_photo_becomes_small_upright_and_without_notes)
{
    struct child *c = pool(cx, &usual);
    struct child_photo out;
    struct sample s = sample_scene(cx->mem, 4000, 3000, 6); /* 12 megapixels */
    s.exif = sample_exif(cx->mem, 6, SAMPLE_TAKEN, 23.3954, 103.3849);
    s.comment = S("taken by somebody");
    str jpeg = sample_jpeg(cx->mem, &s);
    CHECK(notes_in(jpeg) == 2);
    CHECK(convert(cx, c, jpeg, false, &out) == OK);
    CHECK(out.width == 1600 && out.height == 1200);
    CHECK(out.full.len <= CHILD_BYTES && out.thumb.len < out.full.len);
    CHECK(notes_in(out.full) == 0 && notes_in(out.thumb) == 0);
    CHECK(str_find(out.full, S("Exif")) == SIZE_MAX);
    CHECK(out.taken_ms == SAMPLE_TAKEN_MS && !out.located && out.lat == 0);
    CHECK(convert(cx, c, jpeg, true, &out) == OK);
    CHECK(out.located && fabs(out.lat - 23.3954) < 1e-4);
    struct pixmap p;
    struct exif ex;
    CHECK(photo_read(cx->mem, (const unsigned char *)out.thumb.at, out.thumb.len,
                     &photo_limits_usual, &p, &ex) == CHILD_FINE);
    CHECK(p.width == 320 && p.height == 240 && sample_quarter(&p, 1) == 1);
    child_stop(c);
}

TEST(what_is_no_photo_is_refused_whatever_its_name)
{
    struct child *c = pool(cx, &usual);
    struct child_photo out = {.width = 7};
    struct sample s = sample_scene(cx->mem, 640, 480, 1);
    str jpeg = sample_jpeg(cx->mem, &s);
    CHECK(convert(cx, c, S("MZ\x90 this is a program"), false, &out) == ERR_INVALID);
    CHECK(convert(cx, c, STR_NONE, false, &out) == ERR_INVALID);
    CHECK(convert(cx, c, S("\xff\xd8\xff"), false, &out) == ERR_INVALID);
    cx->failure = (struct failure){0};
    CHECK(convert(cx, c, (str){jpeg.at, jpeg.len / 2}, false, &out) == ERR_INVALID);
    CHECK(str_find(cx->failure.text, tr(cx->lang, "This photo did not arrive whole. Please send it "
                                                  "again.")) == 0);
    CHECK(out.width == 7); /* outputs untouched */
    child_stop(c);
}

TEST(png_bomb_is_refused_before_it_swells)
{
    struct child *c = pool(cx, &usual);
    struct child_photo out;
    int64_t before = clock_steady_ns();
    CHECK(convert(cx, c, sample_png_bomb(cx->mem), false, &out) == ERR_TOO_BIG);
    CHECK(clock_steady_ns() - before < 5000000000);
    child_stop(c);
}

TEST(redacted_photo_is_a_new_file_of_the_same_size)
{
    struct child *c = pool(cx, &usual);
    struct child_photo out;
    struct sample s = sample_scene(cx->mem, 640, 480, 1);
    str jpeg = sample_jpeg(cx->mem, &s);
    int fd = sample_file(jpeg);
    struct child_shape all = {0, 0, 640, 480, false};
    CHECK(child_redact(cx, c, fd, &all, 1, &out) == OK);
    CHECK(out.width == 640 && out.height == 480 && !str_eq(out.full, jpeg));
    CHECK(child_redact(cx, c, fd, &all, CHILD_SHAPES + 1, &out) == ERR_INVALID);
    close(fd);
    child_stop(c);
}

/* ---- the jail ---------------------------------------------------------- */

static int end_of(void (*what)(void))
{
    pid_t pid = fork();
    if (pid == 0) {
        if (!child_jail(2))
            _exit(9);
        what();
        _exit(0);
    }
    int status = 0;
    CHECK(waitpid(pid, &status, 0) == pid);
    return status;
}

static void open_a_file(void)
{
    if (open("/etc/passwd", O_RDONLY) >= 0)
        _exit(1);
}

static void fork_one(void)
{
    _exit(fork() < 0 ? 2 : 1);
}

static void spin(void)
{
    volatile bool on = true;
    while (on)
        ;
}

static void run_a_program(void)
{
    char *const argv[] = {NULL};
    execve("/bin/true", argv, argv);
    _exit(1);
}

static int disk; /* what the forked child writes to */

static void write_much(void)
{
    static const char part[65536];
    for (int i = 0; i < 500; i++)
        if (write(disk, part, sizeof part) != sizeof part)
            _exit(1);
}

TEST(child_cannot_fill_the_disk)
{
    disk = sample_file(STR_NONE);
    int s = end_of(write_much);
    CHECK(WIFSIGNALED(s) && WTERMSIG(s) == SIGXFSZ);
    CHECK(lseek(disk, 0, SEEK_END) <= CHILD_SHEET_BYTES);
    close(disk);
}

TEST(child_can_open_start_and_outlive_nothing)
{
    int s = end_of(open_a_file);
    CHECK(WIFEXITED(s) && WEXITSTATUS(s) == 0); /* the open was refused, the child went on */
    s = end_of(fork_one);
    CHECK(WIFSIGNALED(s) && WTERMSIG(s) == SIGSYS);
    s = end_of(run_a_program);
    CHECK(WIFSIGNALED(s) && WTERMSIG(s) == SIGSYS);
    s = end_of(spin);
    CHECK(WIFSIGNALED(s) &&
          (WTERMSIG(s) == SIGXCPU || WTERMSIG(s) == SIGALRM || WTERMSIG(s) == SIGKILL));
}

/* ---- death in the middle, and crowds ----------------------------------- */

/* Kills every child of the spawner that it finds, for as long as the conversion lasts. */
struct killer {
    struct child *c;
    bool stop;
    int killed;
};

static void *kill_all(void *arg)
{
    struct killer *k = arg;
    char path[64], text[256];
    int32_t spawner = child_spawner_pid(k->c);
    (void)snprintf(path, sizeof path, "/proc/%d/task/%d/children", spawner, spawner);
    while (!__atomic_load_n(&k->stop, __ATOMIC_ACQUIRE)) {
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
        if (fd >= 0)
            close(fd);
        str rest = {text, n > 0 ? (size_t)n : 0};
        int64_t pid;
        while (rest.len)
            if (str_int(str_cut(&rest, ' '), &pid) == OK && kill((pid_t)pid, SIGKILL) == 0)
                k->killed++;
        usleep(500);
    }
    return NULL;
}

TEST(child_killed_in_the_middle_is_one_clean_error)
{
    struct child *c = pool(cx, &usual);
    struct child_photo out;
    struct sample s = sample_scene(cx->mem, 4000, 3000, 1);
    str jpeg = sample_jpeg(cx->mem, &s);
    struct killer k = {.c = c};
    pthread_t t;
    CHECK(pthread_create(&t, NULL, kill_all, &k) == 0);
    enum err e = convert(cx, c, jpeg, false, &out);
    __atomic_store_n(&k.stop, true, __ATOMIC_RELEASE);
    CHECK(pthread_join(t, NULL) == 0);
    CHECK(k.killed > 0 && e == ERR_INVALID);
    CHECK(convert(cx, c, jpeg, false, &out) == OK); /* the next one has a child of its own */
    child_stop(c);
}

struct crowd {
    struct child *c;
    str jpeg;
    enum err e;
};

static void *one_of_many(void *arg)
{
    struct crowd *m = arg;
    struct arena *mem = arena_new();
    struct ctx cx = {.mem = mem};
    struct child_photo out;
    m->e = convert(&cx, m->c, m->jpeg, false, &out);
    arena_free(mem);
    return NULL;
}

TEST(two_hundred_photos_at_once_get_a_photo_or_a_clear_answer)
{
    struct child_options few = {.at_once = 2, .waiting = 8};
    struct child *c = pool(cx, &few);
    struct sample s = sample_scene(cx->mem, 320, 240, 1);
    str jpeg = sample_jpeg(cx->mem, &s);
    pthread_t t[200];
    struct crowd m[200];
    int good = 0, busy = 0;
    for (int i = 0; i < 200; i++) {
        m[i] = (struct crowd){c, jpeg, ERR_FAULT};
        CHECK(pthread_create(&t[i], NULL, one_of_many, &m[i]) == 0);
    }
    for (int i = 0; i < 200; i++) {
        CHECK(pthread_join(t[i], NULL) == 0);
        good += m[i].e == OK;
        busy += m[i].e == ERR_BUSY;
    }
    CHECK(good >= 10 && good + busy == 200);
    CHECK(child_is_well(c));
    child_stop(c);
}

TEST(without_its_spawner_the_pool_is_busy_not_dead)
{
    struct child *c = pool(cx, &usual);
    struct child_photo out;
    CHECK(kill(child_spawner_pid(c), SIGKILL) == 0);
    usleep(50000);
    CHECK(!child_is_well(c));
    CHECK(convert(cx, c, S("\xff\xd8\xff"), false, &out) == ERR_BUSY);
    child_stop(c);
}

/* A machine that stood still: whoever asked meanwhile gave up, and the children made for them are
 * too old (3 s of the clock) when the next photo comes. It must not get one of those. */
TEST(children_nobody_waited_for_do_not_reach_the_next_photo)
{
    struct child_options brief = {.seconds = 1};
    struct child *c = pool(cx, &brief);
    struct sample s = sample_scene(cx->mem, 64, 48, 1);
    str jpeg = sample_jpeg(cx->mem, &s);
    struct child_photo out;
    CHECK(kill(child_spawner_pid(c), SIGSTOP) == 0);
    for (int i = 0; i < 2; i++)
        CHECK(convert(cx, c, jpeg, false, &out) == ERR_BUSY);
    CHECK(kill(child_spawner_pid(c), SIGCONT) == 0);
    usleep(3500000);
    for (int i = 0; i < 3; i++)
        CHECK_OK(convert(cx, c, jpeg, false, &out));
    child_stop(c);
}

/* ---- office files ------------------------------------------------------ */

static str zip_of(struct arena *mem, const char *const *names, int n, str content)
{
    char *path = str_z(mem, str_fmt(mem, "%s/zip-XXXXXX", test_dir()));
    int fd = mkstemp(path), err = 0;
    zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &err);
    for (int i = 0; i < n; i++)
        CHECK(zip_file_add(z, names[i], zip_source_buffer(z, content.at, content.len, 0), 0) >= 0);
    CHECK(zip_close(z) == 0);
    close(fd);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    (void)unlink(path);
    off_t len = lseek(fd, 0, SEEK_END);
    char *at = arena_alloc(mem, (size_t)len);
    CHECK(pread(fd, at, (size_t)len, 0) == len);
    close(fd);
    return (str){at, (size_t)len};
}

static enum err office(struct ctx *cx, struct child *c, str file)
{
    int fd = sample_file(file);
    enum err e = child_office(cx, c, fd);
    close(fd);
    return e;
}

TEST(office_files_are_looked_into_and_bad_ones_refused)
{
    static const char *const docx[] = {"[Content_Types].xml", "word/document.xml"};
    static const char *const macro[] = {"[Content_Types].xml", "word/document.xml",
                                        "word/vbaProject.bin"};
    static const char *const plain[] = {"readme.txt"};
    static const char *const climbs[] = {"[Content_Types].xml", "word/document.xml",
                                         "../../etc/passwd"};
    struct child *c = pool(cx, &usual);
    str good = zip_of(cx->mem, docx, 2, S("<x/>"));
    CHECK(office(cx, c, good) == OK);
    CHECK(office(cx, c, (str){good.at, good.len - 10}) == ERR_INVALID);
    CHECK(office(cx, c, zip_of(cx->mem, macro, 3, S("<x/>"))) == ERR_INVALID);
    CHECK(office(cx, c, zip_of(cx->mem, plain, 1, S("hello"))) == ERR_INVALID);
    CHECK(office(cx, c, zip_of(cx->mem, climbs, 3, S("<x/>"))) == ERR_INVALID);
    str zeros = {arena_alloc(cx->mem, 8 << 20), 8 << 20};
    CHECK(office(cx, c, zip_of(cx->mem, docx, 2, zeros)) == ERR_INVALID);
    child_stop(c);
}
