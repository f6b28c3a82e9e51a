/* What this machine shows when nothing is measured: the baseline against which lag and noise
 * of a cell are judged (bench/judge/disturbance.h). Taken once, before the first cell of a run,
 * with the same meters on the same processors; the little that goes on in the background all the
 * time is in it, and so is not held against a cell. A machine whose processors are used by
 * more than IDLE_USED_SHARE_MAX is not idle: other programs run on it. What they do to threads
 * excuses nothing then; only what the meters in SCHED_FIFO show does, whom they do not delay. */
#ifndef BENCH_MEASURE_IDLE_H
#define BENCH_MEASURE_IDLE_H

#include <jansson.h>
#include <stdbool.h>

#include "bench/measure/noise.h"
#include "bench/measure/sampler.h"

/* A desktop's background, or a virtual machine's, and the meters themselves, have a tenth of
 * that to a half. */
#define IDLE_USED_SHARE_MAX 0.05

struct idle {
  struct noise_meter noise_server, noise_client; /* as in the cells */
  struct noise_meter loop_server, loop_client;   /* threads as the programs have them */
  bool has_server_use, has_client_use;
  double server_share, client_share; /* of the processors: used by anything */
  double span_s;                     /* 0: it was not measured */
};

/* How long a run that plans so many seconds looks: a twentieth, 0.5 to 5 s. */
double idle_span_of_run_s(double planned_s);

/* Looks for span_s, or until the user interrupts; the processors are -1 where the programs
 * have none of their own. Into a zeroed struct. */
void idle_measure(struct idle *idle, int server_cpu, int client_cpu, double span_s);
void idle_release(struct idle *idle);

/* Whether it was idle. */
bool idle_was_idle(const struct idle *idle);

/* {"span_s", "was_idle", "scheduling", "noise_ns": {"server": {…}, "client": {…}}, "loop_lag_ns":
 * {…}, "histograms": {the same as text}, "used_share": {"server", "client"}}; null where it was not
 * measured. A new reference. */
json_t *idle_json(const struct idle *idle);

#endif
