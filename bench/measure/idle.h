/* The idle machine: the baseline that lag and noise of a cell are compared with
 * (bench/judge/disturbance.h). It is measured once, before the first cell of a run, with the same
 * meters on the same processors. The little that goes on in the background all the time is in it,
 * and so is not held against a cell. A machine whose processors are used by more than
 * IDLE_USED_SHARE_MAX is not idle: other programs run on it. Then the delays of ordinary threads
 * excuse nothing; those of meters in SCHED_FIFO do, since other programs do not delay them. */
#ifndef BENCH_MEASURE_IDLE_H
#define BENCH_MEASURE_IDLE_H

#include <jansson.h>
#include <stdbool.h>

#include "bench/measure/noise.h"
#include "bench/measure/sampler.h"

/* The background of a desktop or a virtual machine, and the meters themselves, use a tenth to a
 * half of that. */
#define IDLE_USED_SHARE_MAX 0.05

struct idle {
  struct noise_meter noise_server, noise_client; /* as in the cells */
  struct noise_meter loop_server, loop_client;   /* ordinary threads, as those of the programs */
  bool has_server_use, has_client_use;
  double server_share, client_share; /* of each processor, used by any program */
  double span_s;                     /* 0: it was not measured */
};

/* How long the idle machine is measured for a run of so many planned seconds: a twentieth, 0.5 to 5
 * s. */
double idle_span_of_run_s(double planned_s);

/* Measures for span_s, or until the user interrupts. A processor is -1 where the program is not
 * pinned to one. Takes a zeroed struct. */
void idle_measure(struct idle *idle, int server_cpu, int client_cpu, double span_s);
void idle_release(struct idle *idle);

bool idle_was_idle(const struct idle *idle);

/* {"span_s", "was_idle", "scheduling", "noise_ns": {"server": {…}, "client": {…}}, "loop_lag_ns":
 * {…}, "histograms": {the same as text}, "used_share": {"server", "client"}}; null where it was not
 * measured. A new reference. */
json_t *idle_json(const struct idle *idle);

#endif
