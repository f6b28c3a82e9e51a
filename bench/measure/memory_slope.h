/* Memory that grows with each user: the slope of memory over users while they connect.
 *
 * A difference of two readings would charge users with memory that grows once (libraries' code and
 * tables that the first users touch). So the first users of a program are left out: half of them,
 * and MEMORY_USERS_FIRST at least. The kernel is warm, so all of its users count. They are cut
 * into MEMORY_BLOCKS blocks of equal size; each block has a slope of its own, and the slope is
 * their mean. Its standard error is the blocks' standard deviation / sqrt(MEMORY_BLOCKS): memory
 * grows in pages and in steps of an allocator, so readings that follow one another are not
 * independent, but the growths of blocks are. Where the error is above a fifth of the slope there
 * is no figure. Pure. */
#ifndef BENCH_MEASURE_MEMORY_SLOPE_H
#define BENCH_MEASURE_MEMORY_SLOPE_H

#include <stddef.h>

enum { MEMORY_BLOCKS = 10, MEMORY_USERS_FIRST = 50 };

#define MEMORY_ERROR_SHARE_MAX 0.2

struct memory_point {
  double users, bytes;
};

struct memory_slope {
  double bytes_per_user, error_bytes; /* NAN where there is no figure */
  const char *lack;                   /* why not; NULL where there is one */
};

enum memory_of { MEMORY_OF_PROGRAM, MEMORY_OF_KERNEL };

/* The readings are in the order of time; users who left again are ignored. */
struct memory_slope memory_slope_of(enum memory_of of, const struct memory_point *points,
                                    size_t count);

#endif
