/* Texts in buffers of fixed length: a text that does not fit is cut, and ends in "…". */
#ifndef BENCH_BASE_BOUNDED_TEXT_H
#define BENCH_BASE_BOUNDED_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Appends to the text in `out`; both are UTF-8. A text that does not fit is cut after a whole
 * letter and ends in "…"; the result is then false, and later calls append nothing. `capacity` is 4
 * at least. */
__attribute__((format(printf, 3, 4))) bool bounded_append(char *out, size_t capacity,
                                                          const char *format, ...);

/* The same with a list of arguments. */
__attribute__((format(printf, 3, 0))) bool
bounded_append_list(char *out, size_t capacity, const char *format, va_list arguments);

#endif
