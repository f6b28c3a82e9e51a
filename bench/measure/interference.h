/* What the machine did while a phase was measured: its noise, its clocks, and who else
 * used the processors of the server and the client. */
#ifndef BENCH_MEASURE_INTERFERENCE_H
#define BENCH_MEASURE_INTERFERENCE_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

#include "bench/measure/noise.h"
#include "bench/measure/sampler.h"
#include "common/base/clock.h"

/* One processor and the program that is pinned to it, at both edges of the phase; of no
 * use where the program was started again in between. */
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

/* Where the programs are: a processor is -1 for none of their own, a process 0 likewise. */
struct placement {
  int server_cpu, client_cpu;
  pid_t server_pid, client_pid;
};

/* At the beginning and the end of the phase. The server's meter runs on the first
 * processor there is where it has none of its own. */
void interference_begin(struct interference *interference, const struct placement *placement);
void interference_end(struct interference *interference, const struct placement *placement);

void interference_release(struct interference *interference);

/* Puts noise_ns, noise, other_share and clock into a cell.json, as far as they were
 * measured. */
void interference_put(json_t *document, const struct interference *interference);

#endif
