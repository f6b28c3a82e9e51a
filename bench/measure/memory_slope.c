/* Computes the slope over blocks of users. */
#include "bench/measure/memory_slope.h"

#include <math.h>

static struct memory_slope lacking(const char *lack) {
  return (struct memory_slope){NAN, NAN, lack};
}

/* The reading with the most users; of equal ones the first. */
static struct memory_point last_of(const struct memory_point *points, size_t count) {
  struct memory_point last = {0, 0};
  for (size_t i = 0; i < count; i++)
    if (points[i].users > last.users)
      last = points[i];
  return last;
}

/* Memory when so many users were first connected, interpolated between the readings before and
 * after. */
static double bytes_at(const struct memory_point *points, double users) {
  size_t i = 0;
  while (points[i].users < users)
    i++;
  if (i == 0)
    return points[0].bytes;
  const struct memory_point *before = &points[i - 1], *after = &points[i];
  double share = (users - before->users) / (after->users - before->users);
  return before->bytes + share * (after->bytes - before->bytes);
}

/* The number of readings with more users than any before them, and more than `first`. */
static size_t readings_within(const struct memory_point *points, size_t count, double first) {
  size_t readings = 0;
  double newest = first;
  for (size_t i = 0; i < count; i++) {
    if (points[i].users <= newest)
      continue;
    newest = points[i].users;
    readings++;
  }
  return readings;
}

static struct memory_slope slope_of_blocks(const double *growth, double users_of_block) {
  double mean = 0, squares = 0;
  for (int i = 0; i < MEMORY_BLOCKS; i++)
    mean += growth[i] / MEMORY_BLOCKS;
  for (int i = 0; i < MEMORY_BLOCKS; i++)
    squares += (growth[i] - mean) * (growth[i] - mean);
  double deviation = sqrt(squares / (MEMORY_BLOCKS - 1));
  double error = deviation / sqrt(MEMORY_BLOCKS);
  if (!(mean > 0) || error > MEMORY_ERROR_SHARE_MAX * mean)
    return lacking(
        "too few users: the standard error of the memory for each is above a fifth of it");
  return (struct memory_slope){mean / users_of_block, error / users_of_block, NULL};
}

struct memory_slope memory_slope_of(enum memory_of of, const struct memory_point *points,
                                    size_t count) {
  double growth[MEMORY_BLOCKS];
  const struct memory_point last = last_of(points, count);
  double first = of == MEMORY_OF_PROGRAM ? fmax(MEMORY_USERS_FIRST, last.users / 2) : 0;
  double block = (last.users - first) / MEMORY_BLOCKS;
  if (block < 1)
    return lacking("too few users: half of them, 50 at least, warm the server's code");
  if (readings_within(points, count, first) < MEMORY_BLOCKS)
    return lacking("users connected too fast to read the server's memory ten times meanwhile "
                   "(connect_per_s)");
  for (int i = 0; i < MEMORY_BLOCKS; i++) {
    double end = i + 1 < MEMORY_BLOCKS ? first + (i + 1) * block : last.users;
    growth[i] = bytes_at(points, end) - bytes_at(points, first + i * block);
  }
  return slope_of_blocks(growth, block);
}
