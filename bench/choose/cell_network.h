/* The network over which a cell was measured. */
#ifndef BENCH_CHOOSE_CELL_NETWORK_H
#define BENCH_CHOOSE_CELL_NETWORK_H

#include <stdbool.h>

#include "bench/plan/user_case.h"
#include "bench/results/results.h"

struct cell_network {
  double rtt_s, loss; /* both 0 of a loopback, with a relay or without */
};

/* By its parameters: a summary has no other figures of it. */
struct cell_network cell_network_of(const struct result_cell *cell);

/* Whether there is any. */
bool cell_network_is_there(const struct cell_network *network);

/* Whether it is about that of the case: the round trip to a fifth or 5 ms, the loss to a factor of
 * two. */
bool cell_network_is_like(const struct cell_network *network, const struct user_case *its);

#endif
