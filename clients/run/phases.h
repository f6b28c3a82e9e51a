/* How far the run is: connect, warm up, measure, drain, close; and what was counted at the
 * edges. */
#ifndef CLIENTS_RUN_PHASES_H
#define CLIENTS_RUN_PHASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/http/server_calls.h"
#include "clients/net/loop.h"
#include "clients/net/loop_lag.h"
#include "clients/record/counters.h"
#include "clients/record/server_clock.h"
#include "common/base/status.h"
#include "common/suite/client_options.h"
#include "common/wire/wire_bytes.h"

enum phase {
  PHASE_ASK,     /* how far the feeds are */
  PHASE_CONNECT, /* until all users are ready, or their time is up */
  PHASE_START,   /* /start is asked */
  PHASE_WARMUP,
  PHASE_MEASURE,
  PHASE_DRAIN,
  PHASE_CLOSE, /* the connections end in order */
};

enum outcome { OUTCOME_DONE, OUTCOME_INTERRUPTED, OUTCOME_FAILED };

struct snapshot {
  uint64_t at_ns;
  uint64_t cpu_ns; /* of this process */
  struct counters counters;
  struct wire_bytes wire;
};

struct phases {
  enum phase phase;
  struct loop_alarm *alarm; /* the next thing that the run has to do; made when it begins */
  struct loop_lag lag;

  size_t connect_next; /* the next user to connect */
  uint64_t connect_start_ns, connect_end_ns;
  size_t ready;
  size_t ready_at_start; /* of the measured phase */

  uint64_t asked_ns; /* when the server was asked to begin */
  bool running;      /* its publisher was, before it was asked */
  uint64_t epoch_ns;
  bool late_start; /* the publisher was running before: the window counts from then on */
  uint64_t phase_end_ns;
  uint64_t ask_next_ns; /* when to ask /stats again while draining */
  bool asking;

  struct server_channel *published; /* by channel: the measured phase's messages */
  bool published_known;
  bool asked_settled;   /* nothing that users wrote was without an answer then */
  bool published_final; /* and so `published` cannot change any more */
  uint64_t expected;    /* by all users */
  uint64_t awaited;     /* by those that were ready; at most expected */

  uint64_t close_progress; /* changes with every close frame sent and connection ended */
  size_t unclosed;         /* connections that had not ended when the last phase did */

  struct snapshot start, end, whole; /* edges of the measured phase; the end of all */
  bool measured;                     /* the measured phase began */
  enum outcome outcome;
  struct error error;
};

enum status phases_init(struct phases *phases, struct loop *loop, size_t channels,
                        struct error *error);
void phases_release(struct phases *phases);

/* Phases may be passed over, but none comes again. */
void phases_enter(struct phases *phases, enum phase phase);

/* --- instants: of CLOCK_MONOTONIC; pure --------------------------------------------- */

/* When user `connect_next` is to begin to connect. */
uint64_t phases_connect_due_ns(const struct phases *phases, double connect_per_s);

/* From when on the counts of an edge of the measured phase can be read, and whether that is to be
 * done now: newest_receipt_ns is of the last message of any user, 0 for none. */
uint64_t phases_snapshot_from_ns(uint64_t edge_ns);
bool phases_snapshot_is_due(uint64_t edge_ns, uint64_t newest_receipt_ns, uint64_t now_ns);

/* How long after the measured phase what is missing is waited for. */
uint64_t phases_drain_ns(const struct client_options *options);

#endif
