/* Small files of /proc, as text. */
#ifndef BENCH_MEASURE_PROC_FILE_H
#define BENCH_MEASURE_PROC_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads the file as far as it fits, with a NUL behind it. False when nothing can be read, with the
 * reason in errno, which is 0 where the file is empty. */
bool proc_file_read(const char *path, char *out, size_t capacity);

/* Writes the text in one write(2). False with the reason in errno. */
bool proc_file_write(const char *path, const char *text);

/* The number behind "name:" in a text with a line for each name, as /proc/PID/status has. */
bool proc_file_number(const char *text, const char *name, uint64_t *out);

#endif
