/* arena.c: bump allocation in chained blocks. Out of memory ends the process: a governance
 * record half written because malloc failed would be worse than a restart. */
#include "kit/base/base.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif
#ifdef HAVE_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n)   __asan_poison_memory_region((p), (n))
#define UNPOISON(p, n) __asan_unpoison_memory_region((p), (n))
#else
#define POISON(p, n)   ((void)0)
#define UNPOISON(p, n) ((void)0)
#endif

enum { FIRST_BLOCK = 8192, BLOCK = 65536, ALIGN = 16 };

struct block {
    struct block *below;
    size_t size, used;
    _Alignas(16) unsigned char bytes[];
};

struct arena {
    struct block *top;
    size_t total; /* bytes of all blocks */
};

static void out_of_memory(void)
{
    static const char words[] = "linli: out of memory\n";
    ssize_t n = write(STDERR_FILENO, words, sizeof words - 1);
    (void)n;
    abort();
}

static struct block *block_new(struct arena *a, size_t size)
{
    struct block *b = malloc(sizeof *b + size);
    if (!b)
        out_of_memory();
    b->below = a->top;
    b->size = size;
    b->used = 0;
    POISON(b->bytes, size);
    a->top = b;
    a->total += size;
    return b;
}

static void block_drop(struct arena *a)
{
    struct block *b = a->top;
    a->top = b->below;
    a->total -= b->size;
    UNPOISON(b->bytes, b->size);
    free(b);
}

struct arena *arena_new(void)
{
    struct arena *a = calloc(1, sizeof *a);
    if (!a)
        out_of_memory();
    block_new(a, FIRST_BLOCK);
    return a;
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    while (a->top)
        block_drop(a);
    free(a);
}

void arena_back(struct arena *a, struct arena_point p)
{
    while (a->top != p.block)
        block_drop(a);
    POISON(a->top->bytes + p.used, a->top->size - p.used);
    a->top->used = p.used;
}

void arena_reset(struct arena *a)
{
    while (a->top->below)
        block_drop(a);
    arena_back(a, (struct arena_point){a->top, 0});
}

struct arena_point arena_mark(const struct arena *a)
{
    return (struct arena_point){a->top, a->top->used};
}

void *arena_room(struct arena *a, size_t size)
{
    if (size > SIZE_MAX / 2)
        out_of_memory();
    size_t want = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    struct block *b = a->top;
    if (b->size - b->used < want)
        b = block_new(a, want > BLOCK ? want : BLOCK);
    void *at = b->bytes + b->used;
    b->used += want;
    UNPOISON(at, size);
    return at;
}

void *arena_alloc(struct arena *a, size_t size)
{
    return memset(arena_room(a, size), 0, size);
}

void *arena_alloc_n(struct arena *a, size_t size, size_t n)
{
    if (n && size > SIZE_MAX / 2 / n)
        out_of_memory();
    return arena_alloc(a, size * n);
}

size_t arena_bytes(const struct arena *a)
{
    return a->total;
}
