/* Records the effects of each fault on the users. A message belongs to the last fault that had
 * begun when it was due, and an event of a user to the last fault that had begun when it happened.
 * No sockets; time is a parameter. */
#ifndef CLIENTS_RECORD_FAULT_RECORD_H
#define CLIENTS_RECORD_FAULT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/stats/histogram.h"
#include "common/suite/fault.h"

struct carrier;

/* A message with a higher latency is late; with short polling their interval is added. */
#define FAULT_LATE_NS UINT64_C(500000000)

struct fault_effect {
  struct fault fault;
  uint64_t begin_ns, end_ns; /* as scheduled */
  uint64_t until_ns;         /* when the next fault begins, or the phase ends */
  uint64_t delivered;        /* first receipts, over all users */
  uint64_t replayed, late;   /* parts of delivered */
  uint64_t latency_max_ns;
  uint64_t affected;       /* users whom a fault of the client's was done to */
  uint64_t unaware;        /* of these, users whose connection is silent and not given up */
  struct histogram notice; /* begin -> a user's transport gave up its connection; once a user */
  uint64_t served;         /* users that received a message sent after the fault's end */
  uint64_t served_last_ns; /* when the last of these users received it */
  bool *noticed_by, *served_by; /* by user */
};

struct fault_record {
  struct fault_effect *effects;
  size_t count;
  size_t users;
  uint64_t late_ns;
  uint8_t *silenced_by; /* by user: number of the fault, from 1; 0: none, or it was noticed */
};

/* `interval_ns`: of short polling; 0 for other transports. */
enum status fault_record_init(struct fault_record *record, const struct faults *faults,
                              size_t users, uint64_t interval_ns, struct error *error);
void fault_record_release(struct fault_record *record);

/* Sets the measured phase. The faults' times count from its start. */
void fault_record_set_phase(struct fault_record *record, uint64_t start_ns, uint64_t end_ns);

struct fault_receipt {
  uint32_t user;
  uint64_t due_ns, sent_ns, receipt_ns;
  bool replayed; /* from the server's history */
};

/* Records a first receipt. */
void fault_record_receipt(struct fault_record *record, const struct fault_receipt *receipt);

/* The fault has silenced the user's connection, which the user does not notice yet. A connection
 * that is silent already is not counted again. */
void fault_record_silenced(struct fault_record *record, size_t fault, uint32_t user);

/* The transport of a user that was ready has given up its connection. */
void fault_record_noticed(struct fault_record *record, uint32_t user, uint64_t now_ns);

/* The effects of the same faults on other users: clients/record/carrier.h. */
void fault_record_carry(struct fault_record *record, struct carrier *carrier);

#endif
