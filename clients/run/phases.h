/* The phase that the run is in (connect, warm up, measure, drain, close), and the counts at the
 * edges of the measured phase. */
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

struct carrier;

enum phase {
  PHASE_ASK,     /* the server is asked how far its feeds are */
  PHASE_CONNECT, /* until all users are ready, or their time is up */
  PHASE_START,   /* the server is asked to start publishing */
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
  struct loop_alarm *alarm; /* when the run is to be looked at again; made when it begins */
  struct loop_lag lag;

  size_t connect_next; /* index of the next user to connect */
  uint64_t connect_start_ns, connect_end_ns;
  bool connected;        /* all users are ready, or their time is up */
  bool closed;           /* the connections have ended */
  size_t ready;          /* users */
  size_t ready_at_start; /* users, when the measured phase began */

  uint64_t asked_ns; /* when the server was asked to start */
  bool running;      /* its publisher ran before it was asked */
  uint64_t epoch_ns;
  bool late_start; /* the server had published before: epoch_ns is when it answered */
  uint64_t phase_end_ns;
  uint64_t ask_next_ns; /* when to ask /stats again while draining */
  bool asking;

  struct server_channel *published; /* by channel: the messages of the measured phase */
  bool published_known;
  bool asked_settled;   /* when /stats was asked, all messages of users were answered */
  bool published_final; /* `published` cannot change any more */
  uint64_t expected;    /* deliveries to all users */
  uint64_t awaited;     /* deliveries to the users that were ready; at most expected */

  uint64_t close_progress;   /* changes with each close frame sent and each connection that ends */
  uint64_t close_down_bytes; /* that the kernel had received when it was last asked */
  uint64_t close_max_ns;     /* when the run ends, whatever still comes */
  size_t unclosed;           /* connections that had not ended at the end of the run */

  struct snapshot start, end, whole; /* the measured phase's edges, and the end of the run */
  uint64_t cpu_most_ns;              /* in the measured phase, of the busiest of the processes */
  bool measured;                     /* the measured phase has begun */
  enum outcome outcome;
  struct error error;
};

enum status phases_init(struct phases *phases, struct loop *loop, size_t channels,
                        struct error *error);
void phases_release(struct phases *phases);

/* Outcome and counts: clients/record/carrier.h. What was published, and the instants, every process
 * knows by itself. */
void phases_carry(struct phases *phases, struct carrier *carrier);

/* Contract: a later phase. Phases may be left out. */
void phases_enter(struct phases *phases, enum phase phase);

/* --- instants: of CLOCK_MONOTONIC; pure --------------------------------------------- */

/* When a user is to begin to connect: one after the other by their numbers, whichever process has
 * them. */
uint64_t phases_connect_due_ns(const struct phases *phases, uint32_t user, double connect_per_s);

/* From when on the counts of an edge of the measured phase may be read. */
uint64_t phases_snapshot_from_ns(uint64_t edge_ns);

/* Whether they are to be read now. newest_receipt_ns: of the last message of any user; 0: none. */
bool phases_snapshot_is_due(uint64_t edge_ns, uint64_t newest_receipt_ns, uint64_t now_ns);

/* The longest time that the drain waits for missing messages. */
uint64_t phases_drain_ns(const struct client_options *options);

#endif
