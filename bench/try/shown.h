/* Texts from a server, for one line. Pure. */
#ifndef BENCH_TRY_SHOWN_H
#define BENCH_TRY_SHOWN_H

#include <stddef.h>

/* Appends a text to another without control characters: "\n" becomes a backslash and an n. What
 * does not fit is cut (bench/base/bounded_text.h). */
void shown_append(char *out, size_t capacity, const char *text);

/* Appends what a text is as JSON: "its keys are "id", "data"", "it is a list", "it is no JSON"; of
 * a text that was cut off, too. */
void shown_keys_append(char *out, size_t capacity, const char *text);

#endif
