/* The deadlines of many connections, in a heap. Not for concurrent use.
 *
 * Most deadlines are put off before they come. Putting one off leaves the heap as it is: its entry
 * is moved when its old instant has come. */
#ifndef SERVERS_ENGINES_EPOLL_DEADLINES_H
#define SERVERS_ENGINES_EPOLL_DEADLINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEADLINE_NONE UINT64_MAX

struct deadline {
  void (*passed)(struct deadline *deadline); /* it is not set any more, and may be set again */
  uint64_t until_ns;                         /* DEADLINE_NONE where it is not set */
  uint64_t listed_ns;                        /* the instant by which the heap orders it */
  size_t place;                              /* in the heap, from 1 on; 0: it is not in there */
};

/* Zeroed it is empty. */
struct deadlines {
  struct deadline **heap;
  size_t count, reserved, capacity;
};

void deadlines_release(struct deadlines *deadlines);

/* Makes room for one more deadline; to be called for each before it is set for the first time.
 * False without memory. */
bool deadlines_reserve(struct deadlines *deadlines);

/* Gives that room back: the deadline will not be set again. */
void deadlines_forget(struct deadlines *deadlines, struct deadline *deadline);

void deadline_init(struct deadline *deadline, void (*passed)(struct deadline *deadline));

/* Sets it to another instant; DEADLINE_NONE: it will not come. */
void deadlines_set(struct deadlines *deadlines, struct deadline *deadline, uint64_t until_ns);

/* An instant before which none comes; DEADLINE_NONE where there is none. */
uint64_t deadlines_next(const struct deadlines *deadlines);

/* Calls `passed` of all that have come. It may set and forget deadlines, this one too. */
void deadlines_run(struct deadlines *deadlines, uint64_t now_ns);

#endif
