/* Sleeps, and records how late it wakes. */
#include "bench/measure/noise.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>

#include "common/base/clock.h"

static const uint64_t period_ns = NOISE_PERIOD_US * NS_PER_US;

static void meter_settle(struct noise_meter *meter) {
  const struct sched_param above_link = {.sched_priority = sched_get_priority_min(SCHED_FIFO) + 1};
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET((size_t)meter->cpu, &set);
  pthread_setaffinity_np(pthread_self(), sizeof set, &set);
  if (meter->kind == NOISE_OF_PROGRAMS)
    return;
  meter->fifo = pthread_setschedparam(pthread_self(), SCHED_FIFO, &above_link) == 0;
  prctl(PR_SET_TIMERSLACK, 1UL); /* of this thread, in ns; the default is 50 us */
}

static void *meter_run(void *argument) {
  struct noise_meter *meter = argument;
  struct timespec cpu;
  meter_settle(meter);
  meter->began_ns = clock_now_ns();
  meter->due_ns = meter->began_ns + period_ns;
  while (!atomic_load(&meter->ending)) {
    clock_sleep_until_ns(meter->due_ns);
    noise_woke(meter, clock_now_ns());
  }
  meter->ended_ns = clock_now_ns();
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
  meter->cpu_ns = (uint64_t)cpu.tv_sec * NS_PER_S + (uint64_t)cpu.tv_nsec;
  return NULL;
}

bool noise_start(struct noise_meter *meter, int cpu, enum noise_class kind) {
  sigset_t all, before;
  if (cpu < 0 || histogram_init(&meter->oversleep) != STATUS_OK)
    return false;
  meter->kind = kind;
  meter->cpu = cpu;
  atomic_init(&meter->ending, false);
  /* the thread inherits the mask: Ctrl-C goes to the thread that runs the cell */
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  meter->started = pthread_create(&meter->thread, NULL, meter_run, meter) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (!meter->started)
    histogram_release(&meter->oversleep);
  return meter->started;
}

void noise_stop(struct noise_meter *meter) {
  if (!meter->started)
    return;
  atomic_store(&meter->ending, true);
  pthread_join(meter->thread, NULL);
  meter->started = false;
}

void noise_release(struct noise_meter *meter) {
  noise_stop(meter);
  histogram_release(&meter->oversleep);
}

void noise_woke(struct noise_meter *meter, uint64_t now_ns) {
  for (; meter->due_ns <= now_ns; meter->due_ns += period_ns)
    histogram_record(&meter->oversleep, now_ns - meter->due_ns);
}

bool noise_is_measured(const struct noise_meter *meter) {
  return !meter->started && meter->oversleep.count > 0;
}

double noise_cpu_share(const struct noise_meter *meter) {
  return (double)meter->cpu_ns / (double)(meter->ended_ns - meter->began_ns);
}
