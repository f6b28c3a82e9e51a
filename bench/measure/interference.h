/* Interference with the measured phase: the noise of the machine, its clocks, and other programs on
 * the processors of the server and the client. */
#ifndef BENCH_MEASURE_INTERFERENCE_H
#define BENCH_MEASURE_INTERFERENCE_H

#include <jansson.h>
#include <stdbool.h>

#include "bench/measure/noise.h"
#include "bench/measure/sampler.h"
#include "common/base/clock.h"

/* One processor and the program that is pinned to it, at both edges of the phase. It is of no use
 * where the program was started again in between. */
struct processor_span {
  bool has_start, has_end;
  struct processor_use start, end;
};

struct interference {
  bool has_start, has_end;
  struct clock_offsets clock_start, clock_end;
  struct processor_span server, client;
  struct noise_meter noise_server, noise_client;
};

/* The processors and processes of the programs: -1, and a tree without a root, where there is none.
 */
struct placement {
  int server_cpu, client_cpu, link_cpu;
  struct process_tree *server, *client;
  struct process_tree *link;  /* the relay of a link, which may be on the processor of another */
  struct process_tree *proxy; /* it is on the server's */
};

/* Called at the beginning and the end of the phase. The server's meter runs on the first allowed
 * processor where the server has none of its own. */
void interference_begin(struct interference *interference, const struct placement *placement);
void interference_end(struct interference *interference, const struct placement *placement);

void interference_release(struct interference *interference);

/* Puts noise_ns, noise, other_share and clock into a cell.json, as far as they were
 * measured. */
void interference_put(json_t *document, const struct interference *interference);

#endif
