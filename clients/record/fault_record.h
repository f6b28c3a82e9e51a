/* What each fault did to the users. A message, and what happens to a user, belongs to the
 * last fault that had begun when the message was due, or when it happened; before the
 * first fault to none. Knows nothing of sockets; time is a parameter. */
#ifndef CLIENTS_RECORD_FAULT_RECORD_H
#define CLIENTS_RECORD_FAULT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/stats/histogram.h"
#include "common/suite/fault.h"

/* What is later than this, and than a poll's own interval besides, is late. */
#define FAULT_LATE_NS UINT64_C(500000000)

struct fault_effect {
  struct fault fault;
  uint64_t begin_ns, end_ns; /* as scheduled */
  uint64_t until_ns;         /* where the next fault begins, or the phase ends */
  uint64_t delivered;        /* first receipts, over all users */
  uint64_t replayed, late;   /* parts of delivered */
  uint64_t latency_max_ns;
  uint64_t affected;            /* users to whom it was done, of a fault that the users do */
  uint64_t unaware;             /* of these, whose connection is silent and not given up */
  struct histogram notice;      /* begin -> a user's transport gave its connection up; each once */
  uint64_t served;              /* users that have had a message sent after the end */
  uint64_t served_last_ns;      /* when the last of them had it */
  bool *noticed_by, *served_by; /* by user */
};

struct fault_record {
  struct fault_effect *effects;
  size_t count;
  size_t users;
  uint64_t late_ns;
  uint8_t *silenced_by; /* by user: which fault, from 1 on; 0: none, or it has been noticed */
};

/* `interval_ns`: of short polls, 0 for the other transports. */
enum status fault_record_init(struct fault_record *record, const struct faults *faults,
                              size_t users, uint64_t interval_ns, struct error *error);
void fault_record_release(struct fault_record *record);

/* The measured phase: the faults' times count from its start. */
void fault_record_set_phase(struct fault_record *record, uint64_t start_ns, uint64_t end_ns);

struct fault_receipt {
  uint32_t user;
  uint64_t due_ns, sent_ns, receipt_ns;
  bool replayed; /* caught up with from the history */
};

/* A first receipt. */
void fault_record_receipt(struct fault_record *record, const struct fault_receipt *receipt);

/* The user's connection fell silent by this fault, of which it cannot know yet. A connection
 * that is silent already is not counted again. */
void fault_record_silenced(struct fault_record *record, size_t fault, uint32_t user);

/* A user that was ready is so no longer: its transport knows. */
void fault_record_noticed(struct fault_record *record, uint32_t user, uint64_t now_ns);

#endif
