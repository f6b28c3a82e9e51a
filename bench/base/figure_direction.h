/* Whether more of a figure is better or worse. */
#ifndef BENCH_BASE_FIGURE_DIRECTION_H
#define BENCH_BASE_FIGURE_DIRECTION_H

#include <stdbool.h>

#include "documents/figures.h"

/* True of what users get: deliveries, acknowledgements, answers, bytes that compression saves, the
 * time in which they have a message. All other figures are costs, delays and failures. */
bool figure_more_is_better(enum figure figure);

#endif
