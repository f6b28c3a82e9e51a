/* Two histograms and their lock. */
#include "servers/transports/heartbeat_times.h"

enum status heartbeat_times_init(struct heartbeat_times *times) {
  struct heartbeat_times made;
  if (histogram_init(&made.rtt) != STATUS_OK)
    return STATUS_ENVIRONMENT;
  if (histogram_init(&made.silence) != STATUS_OK)
    goto fail_rtt;
  if (pthread_mutex_init(&made.lock, NULL) != 0)
    goto fail_silence;
  *times = made;
  return STATUS_OK;

fail_silence:
  histogram_release(&made.silence);
fail_rtt:
  histogram_release(&made.rtt);
  return STATUS_ENVIRONMENT;
}

void heartbeat_times_release(struct heartbeat_times *times) {
  pthread_mutex_destroy(&times->lock);
  histogram_release(&times->silence);
  histogram_release(&times->rtt);
}

static void record(struct heartbeat_times *times, struct histogram *histogram, uint64_t value_ns) {
  pthread_mutex_lock(&times->lock);
  histogram_record(histogram, value_ns);
  pthread_mutex_unlock(&times->lock);
}

void heartbeat_times_answered(struct heartbeat_times *times, uint64_t rtt_ns) {
  record(times, &times->rtt, rtt_ns);
}

void heartbeat_times_missed(struct heartbeat_times *times, uint64_t silence_ns) {
  record(times, &times->silence, silence_ns);
}
