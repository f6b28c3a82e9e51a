/* A list of sentences that grows. */
#ifndef BENCH_COMPARE_NOTES_H
#define BENCH_COMPARE_NOTES_H

#include <stdbool.h>
#include <stddef.h>

struct notes {
  char **items;
  size_t count;
  bool lost; /* there was no memory for one */
};

__attribute__((format(printf, 2, 3))) void notes_add(struct notes *notes, const char *format, ...);

/* Safe on a zeroed struct. */
void notes_release(struct notes *notes);

#endif
