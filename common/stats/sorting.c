/* Sorts by qsort. */
#include "common/stats/sorting.h"

#include <stdlib.h>

static int compare(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

void sort_numbers(double *numbers, size_t count) {
  qsort(numbers, count, sizeof *numbers, compare);
}
