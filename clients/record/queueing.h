/* How long messages had waited in the kernel when they were read, as far as that can be known.
 *
 * The kernel stamps each segment when it comes (SO_TIMESTAMPING, software), and tells a reader the
 * stamp of the newest segment of which it got bytes. Where several have come since the last read,
 * the older ones had waited longer: the time is a bound from below, exact for a read that got one
 * segment. So reads that brought more than one message are counted beside. */
#ifndef CLIENTS_RECORD_QUEUEING_H
#define CLIENTS_RECORD_QUEUEING_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "clients/record/record.h"
#include "common/base/status.h"
#include "common/stats/histogram.h"

struct queueing {
  struct record *record;
  struct histogram queueing; /* of reads in the measured phase that brought a message */
  uint64_t before;           /* messages received before the read that is being handed over */
};

enum status queueing_init(struct queueing *arrivals, struct record *record, struct error *error);
void queueing_release(struct queueing *arrivals);

/* Has the kernel stamp what comes for that socket. */
void queueing_enable(int descriptor);

/* What a read gave: as recv(2). `waited_ns`: behind the newest stamp; ARRIVALS_UNSTAMPED where
 * the kernel had none. The instant is read first of all. */
#define ARRIVALS_UNSTAMPED UINT64_MAX
struct stamped_read {
  ssize_t bytes;
  uint64_t receipt_ns;
  uint64_t waited_ns;
};
struct stamped_read queueing_read(int descriptor, char *out, size_t capacity);

/* Around the handing over of what a read gave. */
void queueing_begin(struct queueing *arrivals);
void queueing_end(struct queueing *arrivals, const struct stamped_read *arrival);

#endif
