/* photo_test.c: pictures made here, read back by the converter in-process: orientation, notes of
 * the camera, limits, and that nothing but pixels comes out. */
#include "kit/child/child_own.h"
#include "kit/child/sample.h"
#include "kit/test/test.h"

/* By the standard's words for each value ("row 0 is the visual right, column 0 the visual top"):
 * the quarter of the scene that stands at the top left of the stored picture. */
static const int top_left[9] = {-1, 0, 1, 3, 2, 0, 1, 3, 2};

/* The scene has a red, a green, a blue and a white quarter; a camera held otherwise stores it
 * turned and says so. Whatever it says, the scene must come out upright. */
TEST(photos_come_out_upright_for_all_eight_orientations)
{
    for (int o = 1; o <= 8; o++) {
        struct sample s = sample_scene(cx->mem, 64, 48, o);
        s.exif = sample_exif(cx->mem, o, NULL, 0, 0);
        str jpeg = sample_jpeg(cx->mem, &s);
        struct pixmap p;
        struct exif ex;
        CHECK(photo_read(cx->mem, (const unsigned char *)jpeg.at, jpeg.len, &photo_limits_usual, &p,
                         &ex) == CHILD_FINE);
        CHECK(ex.orientation == o);
        CHECK(sample_quarter(&p, 0) == top_left[o]);
        p = pixmap_turn(cx->mem, &p, ex.orientation);
        CHECK(p.width == 64 && p.height == 48);
        for (int q = 0; q < 4; q++)
            CHECK(sample_quarter(&p, q) == q);
    }
}

TEST(camera_notes_give_time_and_place)
{
    str tiff = sample_exif(cx->mem, 6, SAMPLE_TAKEN, 23.3954, 103.3849);
    struct exif ex;
    exif_read((const unsigned char *)tiff.at, tiff.len, &ex);
    CHECK(ex.orientation == 6 && ex.taken_ms == SAMPLE_TAKEN_MS);
    CHECK(ex.located && fabs(ex.lat - 23.3954) < 1e-4 && fabs(ex.lon - 103.3849) < 1e-4);
    tiff = sample_exif(cx->mem, 9, "2025:13:05 16:00:00", 0, 0);
    exif_read((const unsigned char *)tiff.at, tiff.len, &ex);
    CHECK(ex.orientation == 1 && ex.taken_ms == 0 && !ex.located);
}

TEST(broken_camera_notes_are_passed_over)
{
    str tiff = sample_exif(cx->mem, 6, SAMPLE_TAKEN, 23.3954, 103.3849);
    struct exif ex;
    for (size_t cut = 0; cut < tiff.len; cut++)
        exif_read((const unsigned char *)str_keep(cx->mem, (str){tiff.at, cut}).at, cut, &ex);
    unsigned char wild[] = {'I', 'I', 42, 0, 0xff, 0xff, 0xff, 0xff, 1, 1};
    exif_read(wild, sizeof wild, &ex);
    CHECK(ex.orientation == 1 && !ex.located);
}

TEST(scaling_keeps_the_mean_and_fits)
{
    int w, h;
    photo_fit(4000, 3000, 1600, &w, &h);
    CHECK(w == 1600 && h == 1200);
    photo_fit(3, 20000, 1600, &w, &h);
    CHECK(w == 1 && h == 1600);
    photo_fit(200, 100, 1600, &w, &h);
    CHECK(w == 200 && h == 100);
    struct pixmap p = pixmap_new(cx->mem, 1000, 700);
    for (size_t i = 0; i < 3 * 1000 * 700; i++)
        p.rgb[i] = (unsigned char)(i / 3 % 2 ? 200 : 100); /* stripes of one pixel */
    struct pixmap small = pixmap_fit(cx->mem, &p, 321);
    CHECK(small.width == 321 && small.height == 225);
    for (size_t i = 0; i < 3 * 321 * 225; i++)
        CHECK(small.rgb[i] > 130 && small.rgb[i] < 170);
}

TEST(noise_still_fits_into_the_limit)
{
    struct pixmap p = pixmap_new(cx->mem, 1600, 1600);
    uint32_t x = 1;
    for (size_t i = 0; i < 3u * 1600 * 1600; i++) {
        x = x * 1664525 + 1013904223;
        p.rgb[i] = (unsigned char)(x >> 24);
    }
    str out = photo_write(cx->mem, &p, CHILD_BYTES);
    CHECK(out.len > 0 && out.len <= CHILD_BYTES);
}

TEST(redaction_leaves_a_few_even_squares_and_touches_nothing_else)
{
    struct pixmap p = pixmap_new(cx->mem, 200, 200);
    for (int y = 0; y < 200; y++)
        for (int x = 0; x < 200; x++)
            memset(p.rgb + 3 * (200 * y + x), (x / 3 + y / 3) % 2 ? 255 : 0, 3);
    struct child_shape face = {40, 40, 80, 80, false}, beyond = {190, 190, 500, 500, false},
                       nothing = {-50, -50, 20, 20, true};
    pixmap_redact(&p, &face);
    pixmap_redact(&p, &beyond);
    pixmap_redact(&p, &nothing);
    for (int y = 40; y < 120; y++)
        for (int x = 40; x < 120; x++)
            CHECK(p.rgb[3 * (200 * y + x)] > 90 && p.rgb[3 * (200 * y + x)] < 165);
    CHECK(p.rgb[3 * (200 * 39 + 41)] == ((41 / 3 + 39 / 3) % 2 ? 255 : 0));
}

TEST(png_and_webp_are_read_with_transparency_on_white)
{
    struct pixmap p;
    struct exif ex;
    str png = sample_png(cx->mem, 40, 30, false);
    CHECK(photo_read(cx->mem, (const unsigned char *)png.at, png.len, &photo_limits_usual, &p,
                     &ex) == CHILD_FINE);
    CHECK(p.width == 40 && p.rgb[0] == 255 && p.rgb[1] == 255); /* transparent corner */
    png = sample_png(cx->mem, 40, 30, true);
    CHECK(photo_read(cx->mem, (const unsigned char *)png.at, png.len, &photo_limits_usual, &p,
                     &ex) == CHILD_FINE);
    str webp = sample_webp(cx->mem, 2000, 1000);
    CHECK(photo_read(cx->mem, (const unsigned char *)webp.at, webp.len, &photo_limits_usual, &p,
                     &ex) == CHILD_FINE);
    CHECK(p.width == 1600 && p.height == 800);
    CHECK(photo_read(cx->mem, (const unsigned char *)webp.at, webp.len / 2, &photo_limits_usual, &p,
                     &ex) != CHILD_FINE);
}

TEST(what_a_file_is_is_told_by_its_bytes)
{
    static const struct {
        const char *head;
        size_t len;
        enum child_kind kind;
    } files[] = {
        {"MZ\x90\0\x03", 5, CHILD_UNKNOWN},
        {"\x7f"
         "ELF",
         4, CHILD_UNKNOWN},
        {"<html>", 6, CHILD_UNKNOWN},
        {"", 0, CHILD_UNKNOWN},
        {"\xff\xd8\xff\xe0", 4, CHILD_JPEG},
        {"\0\0\0\x18"
         "ftypheic",
         12, CHILD_HEIC},
        {"\0\0\0\x18"
         "ftypM4A ",
         12, CHILD_MP4},
        {"RIFF\0\0\0\0WEBP", 12, CHILD_WEBP},
        {"RIFF\0\0\0\0WAVE", 12, CHILD_WAV},
        {"RIFF\0\0\0\0AVI ", 12, CHILD_UNKNOWN},
        {"%PDF-1.7", 8, CHILD_PDF},
        {"PK\x03\x04", 4, CHILD_OFFICE},
        {"OggS", 4, CHILD_OGG},
        {"#!AMR\n", 6, CHILD_AMR},
        {"#!/bin/sh", 9, CHILD_UNKNOWN},
        {"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", 16, CHILD_WEBM},
        {"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", 16, CHILD_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT(files); i++)
        CHECK(child_kind_of(files[i].head, files[i].len) == files[i].kind);
}
