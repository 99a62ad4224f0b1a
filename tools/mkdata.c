/* mkdata NAME INPUT OUTPUT.c: a file of data/ as `const str NAME`, compiled into the program. */
#include <stdio.h>

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: mkdata NAME INPUT OUTPUT\n");
        return 2;
    }
    FILE *in = fopen(argv[2], "rb"), *out = fopen(argv[3], "wb");
    if (!in || !out) {
        perror(in ? argv[3] : argv[2]);
        return 1;
    }
    fprintf(out, "#include \"kit/base/base.h\"\nstatic const unsigned char bytes[] = {");
    long n = 0;
    for (int c; (c = getc(in)) != EOF; n++)
        fprintf(out, "%s%d,", n % 24 ? "" : "\n", c);
    fprintf(out, "0};\nextern const str %s;\nconst str %s = {(const char *)bytes, %ld};\n", argv[1],
            argv[1], n);
    if (ferror(in) || fclose(out)) {
        perror(argv[1]);
        return 1;
    }
    fclose(in);
    return 0;
}
