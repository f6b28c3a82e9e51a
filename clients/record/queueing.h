/* Records how long messages had waited in the kernel when they were read.
 *
 * The kernel stamps each segment when it arrives (SO_TIMESTAMPING, software), and gives a reader
 * the stamp of the newest segment that it read from. Segments before that one had waited longer. So
 * the time is exact for a read of one segment, and a lower bound for others; counters has how many
 * reads brought more than one message. */
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
  struct histogram histogram; /* of reads in the measured phase that brought a message */
  uint64_t before;            /* messages received before the read that is being handled */
};

enum status queueing_init(struct queueing *queueing, struct record *record, struct error *error);
void queueing_release(struct queueing *queueing);

/* Has the kernel stamp the segments of that socket. */
void queueing_enable(int descriptor);

/* The result of a read, as of recv(2). `waited_ns`: from the newest stamp until the read;
 * QUEUEING_UNSTAMPED where the kernel had no stamp. The clock is read right after the read. */
#define QUEUEING_UNSTAMPED UINT64_MAX
struct stamped_read {
  ssize_t bytes;
  uint64_t receipt_ns;
  uint64_t waited_ns;
};
struct stamped_read queueing_read(int descriptor, char *out, size_t capacity);

/* To be called before and after the bytes of a read are handed over. */
void queueing_begin(struct queueing *queueing);
void queueing_end(struct queueing *queueing, const struct stamped_read *arrival);

#endif
