/* The noise meter: a thread that only sleeps on one processor, and how late it wakes.
 *
 * It runs for the length of the measured phase on each processor that the server and
 * the client are pinned to, and does nothing but sleep to the instants of a grid. What
 * it oversleeps, anything on that processor may have been kept waiting.
 *
 * Where permitted it runs in SCHED_FIFO at the lowest priority. Then no ordinary thread
 * delays it, the server's least of all: what is left is the machine's own noise, that
 * of interrupts, the kernel, and a hypervisor that takes the processor away. In
 * SCHED_OTHER it also waits for its turn among the threads of the server or the client:
 * what it shows is noise or load, and is told, but not judged.
 *
 * Its price: waking and setting the next timer take 20 to 40 us on a virtual machine, 0.2
 * to 0.5 % of a processor at this period; each document has the share that was used. The
 * period is no divisor of the usual schedules, so the meter does not always look at the
 * same moment of them. */
#ifndef BENCH_MEASURE_NOISE_H
#define BENCH_MEASURE_NOISE_H

#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/stats/histogram.h"

enum { NOISE_PERIOD_US = 9700 };

/* Whose delays it is to show: in SCHED_FIFO where that may be, the machine's; as an ordinary
 * thread, those of a program that runs there. */
enum noise_class { NOISE_OF_MACHINE, NOISE_OF_PROGRAMS };

struct noise_meter {
  enum noise_class kind;
  bool started; /* and not stopped */
  bool fifo;    /* SCHED_FIFO; else SCHED_OTHER */
  int cpu;
  uint64_t due_ns; /* when it wants to wake next */
  uint64_t began_ns, ended_ns;
  uint64_t cpu_ns; /* what the meter itself used */
  struct histogram oversleep;
  atomic_bool ending;
  pthread_t thread;
};

/* Starts a zeroed meter on a processor. False, and the meter is as it was, without a
 * processor (-1), memory or a thread. */
bool noise_start(struct noise_meter *meter, int cpu, enum noise_class kind);

/* Ends the thread: within a period. Nothing where it does not run. */
void noise_stop(struct noise_meter *meter);

void noise_release(struct noise_meter *meter);

/* What a meter records that wakes at now_ns, and when it is due again: each instant of
 * the grid that was slept through counts with its own lateness. */
void noise_woke(struct noise_meter *meter, uint64_t now_ns);

/* Whether it has run and been stopped; what follows is of such a meter. */
bool noise_is_measured(const struct noise_meter *meter);

double noise_cpu_share(const struct noise_meter *meter);

#endif
