/* The noise meter: a thread that only sleeps on one processor, and how late it wakes.
 *
 * It runs for the length of the measured phase on each processor that the server and the client
 * are pinned to, and does nothing but sleep to the instants of a grid. Anything else on that
 * processor may have waited as long as the meter overslept.
 *
 * Where permitted it runs in SCHED_FIFO at the lowest priority but one, which the relay of a link
 * has (bench/link/link.h). Then no ordinary thread delays it,
 * not even the server's: its delays are the machine's own noise, from interrupts, the kernel, and
 * a hypervisor that takes the processor away. In SCHED_OTHER it also waits for its turn among the
 * threads of the server or the client: its delays may then be noise or load, and are reported, but
 * not judged.
 *
 * Its price: waking and setting the next timer take 20 to 40 us on a virtual machine, 0.2 to 0.5 %
 * of a processor at this period; each document has the share that was used. The period does not
 * divide the usual schedules, so the meter does not always wake at the same moment of them. */
#ifndef BENCH_MEASURE_NOISE_H
#define BENCH_MEASURE_NOISE_H

#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/stats/histogram.h"

enum { NOISE_PERIOD_US = 9700 };

/* The delays that it is to show: those of the machine, in SCHED_FIFO where that is permitted; or
 * those of a program that runs there, as an ordinary thread. */
enum noise_class { NOISE_OF_MACHINE, NOISE_OF_PROGRAMS };

struct noise_meter {
  enum noise_class kind;
  bool started; /* started, and not stopped yet */
  bool fifo;    /* SCHED_FIFO; else SCHED_OTHER */
  int cpu;
  uint64_t due_ns; /* the next instant of the grid */
  uint64_t began_ns, ended_ns;
  uint64_t cpu_ns; /* processor time of the meter itself */
  struct histogram oversleep;
  atomic_bool ending;
  pthread_t thread;
};

/* Starts a zeroed meter on a processor. False, with the meter unchanged, without a processor (-1),
 * memory or a thread. */
bool noise_start(struct noise_meter *meter, int cpu, enum noise_class kind);

/* Ends the thread, which takes one period at most. Does nothing where it does not run. */
void noise_stop(struct noise_meter *meter);

void noise_release(struct noise_meter *meter);

/* Records that the meter woke at now_ns, and sets when it is due again: each instant of the grid
 * that was slept through counts with its own lateness. */
void noise_woke(struct noise_meter *meter, uint64_t now_ns);

/* Whether it has run and was stopped. The functions below take only such a meter. */
bool noise_is_measured(const struct noise_meter *meter);

double noise_cpu_share(const struct noise_meter *meter);

#endif
