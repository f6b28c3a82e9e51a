/* A histogram and its lock. */
#include "servers/rtt.h"

enum status rtt_init(struct rtt *rtt) {
  struct rtt made;
  if (histogram_init(&made.histogram) != STATUS_OK)
    return STATUS_ENVIRONMENT;
  if (pthread_mutex_init(&made.lock, NULL) != 0) {
    histogram_release(&made.histogram);
    return STATUS_ENVIRONMENT;
  }
  *rtt = made;
  return STATUS_OK;
}

void rtt_release(struct rtt *rtt) {
  pthread_mutex_destroy(&rtt->lock);
  histogram_release(&rtt->histogram);
}

void rtt_record(struct rtt *rtt, uint64_t rtt_ns) {
  pthread_mutex_lock(&rtt->lock);
  histogram_record(&rtt->histogram, rtt_ns);
  pthread_mutex_unlock(&rtt->lock);
}
