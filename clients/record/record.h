/* The record of all users' receipts: the latency of the measured phase, the timeline, the series,
 * and which messages any user has seen. */
#ifndef CLIENTS_RECORD_RECORD_H
#define CLIENTS_RECORD_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "clients/record/carrier.h"
#include "clients/record/counters.h"
#include "clients/record/fault_record.h"
#include "clients/record/receipts.h"
#include "clients/record/series.h"
#include "clients/record/server_clock.h"
#include "clients/record/timeline.h"
#include "common/base/status.h"
#include "common/stats/age.h"
#include "common/stats/broadcast.h"
#include "common/stats/histogram.h"
#include "common/stats/ledger.h"
#include "common/wire/payload.h"

struct record {
  uint64_t start_ns, end_ns; /* of the measured phase; equal until it is known */
  struct histogram latency;
  struct broadcast broadcast; /* the two parts of the latency */
  struct timeline timeline;
  struct series series;
  struct age age;                 /* over the measured phase */
  enum payload_kind payload_kind; /* of the messages */
  struct server_clock server_clock;
  struct ledger *channels; /* the union over the users, by channel */
  size_t channel_count;
  uint64_t newest_receipt_ns; /* of a message of any phase; 0 before the first */
  uint64_t delivered;         /* distinct measured messages, summed over the users */
  struct counters counters;
  bool compressed;             /* some answer or message was */
  struct receipts *journal;    /* NULL: none */
  struct fault_record *faults; /* NULL: none */
};

enum status record_init(struct record *record, size_t channel_count, struct error *error);
void record_release(struct record *record);

/* Sets the measured phase, [start_ns, end_ns). */
void record_set_phase(struct record *record, uint64_t start_ns, uint64_t end_ns);

/* Records a user's first receipt of a message; instants are of the client's clock. Where the server
 * reads another clock, the latency is unknown, and recorded as out of the histograms' range. */
void record_receipt(struct record *record, uint64_t channel, uint64_t seq, uint64_t due_ns,
                    uint64_t receipt_ns);

static inline bool record_measures(const struct record *record, uint64_t due_ns) {
  return due_ns >= record->start_ns && due_ns < record->end_ns;
}

/* All but the phase, the clocks, the journal and the faults: clients/record/carrier.h. */
void record_carry(struct record *record, struct carrier *carrier);

/* Distinct measured messages that any user has seen. */
uint64_t record_published_seen(const struct record *record);

#endif
