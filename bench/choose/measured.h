/* The measured costs of a transport that a case can be estimated from. */
#ifndef BENCH_CHOOSE_MEASURED_H
#define BENCH_CHOOSE_MEASURED_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/choose/cost_fit.h"
#include "bench/choose/estimate.h"
#include "bench/choose/evidence.h"
#include "bench/plan/user_case.h"

/* The cells over a network that is about the case's, and their networks. */
struct measured_networks {
  size_t cells;
  double rtt_least_s, rtt_most_s, loss_least, loss_most;
};

struct measured {
  struct cost_fit cpu;           /* asks: requests of polls, comments, pings */
  struct estimate software_s;    /* latency beside network and wait, at the case's percentile; where
                                    there are cells over such a network, by how much these differ
                                    from the model, which may be less than 0 */
  struct measured_networks like; /* those cells; `cells` is 0 where there are none */
  bool other_network;            /* all cells are over a network, and it is another one */
  struct estimate memory_bytes;  /* of a user */
  double users_least, users_most;                 /* of the cells behind `cpu` and `software_s` */
  double messages_per_s_most;                     /* that a server of these cells sent */
  double payload_least_bytes, payload_most_bytes; /* of the messages of these cells */
  bool other_headers;                             /* there are no cells with the case's headers */
  size_t cells;
};

/* From the cells of the transport on the case's engine, with its TLS, that are ranked
 * (result_unranked) and leave everything else that moves figures at its usual value, in runs
 * without faults. Of these the cells whose number of users is nearest to the case's are taken, or
 * within a factor of two of the nearest, apart for cells with messages and without: the processor
 * time of a message falls with the load. The latency is that of the slowest of the cells with
 * messages, and its range that of all their repeats. `cells` is 0 where nothing fits.
 *
 * Cells without a network are taken, as on a loopback; those over one only where there are no
 * others. But where the case has a network, and cells were measured over one that is about the same
 * (cell_network.h), the latency is theirs: the model's for the case, and by how much they differ
 * from the model's for them. Cells behind a proxy are left out. */
enum status measured_of(struct measured *measured, const struct evidence *evidence,
                        const struct user_case *its, int transport, struct error *error);

#endif
