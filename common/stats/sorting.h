/* Sorts numbers. */
#ifndef COMMON_STATS_SORTING_H
#define COMMON_STATS_SORTING_H

#include <stddef.h>

/* Sorts in place, the least first. None may be NAN. */
void sort_numbers(double *numbers, size_t count);

#endif
