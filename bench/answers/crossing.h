/* Where the figures of two transports change places along a parameter, in each repeat and by the
 * medians. bench/answers/break_even.h has the method. */
#ifndef BENCH_ANSWERS_CROSSING_H
#define BENCH_ANSWERS_CROSSING_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/results/results.h"

/* One value of the parameter, above 0, and the cells of both transports at it. */
struct crossing_column {
  double value;
  const struct result_cell *first, *second;
};

/* The course that the ratio is expected to take between the columns. */
struct crossing_course {
  double (*log_ratio)(const void *context, double value); /* of first to second; NAN: not known */
  const void *context;
};

struct crossing_table {
  struct crossing_column *columns; /* in ascending order once they are sorted */
  size_t count;
  struct crossing_course course; /* log_ratio NULL: a power of the parameter */
  double *ratios;                /* scratch: a logarithm for each column */
  double *expected;              /* scratch: the same by the course, 0 where it is not known */
  double *zeros;                 /* scratch: one for each repeat */
  double level;                  /* of intervals over the repeats */
};

/* Room for all cells of the results, and for their repeats. False without memory; release is safe
 * then, and on a zeroed struct. */
bool crossing_table_open(struct crossing_table *table, const struct results *results);
void crossing_table_release(struct crossing_table *table);

/* Sorts the columns, and looks at the course that is set. */
void crossing_table_sort(struct crossing_table *table);

struct crossing {
  size_t changes;     /* of places, by the medians; 0: no crossing, and nothing else is set */
  bool first_is_less; /* below the point, by the medians */
  double at;        /* the median of the repeats' zeros; where it lies beyond, the medians' zero */
  double low, high; /* -INFINITY and INFINITY: beyond the columns */
  bool interval;    /* at the table's level; false: the range of the repeats */
  size_t rounds;    /* repeats with the figure in all columns */
};

/* A table of two columns at least. A figure that is not above 0 somewhere does not cross. */
struct crossing crossing_find(struct crossing_table *table, enum figure figure);

/* The first zero of the course itself; NAN without one between the columns. */
double crossing_of_course(struct crossing_table *table);

#endif
