/* Texts in buffers of fixed length: what does not fit is cut, and the text says so. */
#ifndef BENCH_BASE_BOUNDED_TEXT_H
#define BENCH_BASE_BOUNDED_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Puts a text behind what `out` holds, UTF-8 both. Where it does not fit, it is cut behind a whole
 * letter and ends in "…"; false then, and nothing is put behind that any more. `capacity` is 4 at
 * least. */
__attribute__((format(printf, 3, 4))) bool bounded_append(char *out, size_t capacity,
                                                          const char *format, ...);

/* The same with the arguments of another function. */
__attribute__((format(printf, 3, 0))) bool
bounded_append_list(char *out, size_t capacity, const char *format, va_list arguments);

#endif
