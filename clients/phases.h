/* Who is in which phase: connect, warm up, measure, drain, close; and what was
 * counted at the edges. */
#ifndef CLIENTS_PHASES_H
#define CLIENTS_PHASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/control.h"
#include "clients/counters.h"
#include "clients/lag.h"
#include "clients/loop.h"
#include "clients/server_clock.h"
#include "common/status.h"
#include "common/wire_bytes.h"

struct client;

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
  struct client *client;
  enum phase phase;
  struct loop_alarm *alarm; /* the next thing this file has to do */
  struct lag lag;

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

  struct control_channel *published; /* by channel: the measured phase's messages */
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

enum status phases_init(struct phases *phases, struct client *client, struct error *error);
void phases_release(struct phases *phases);

/* Through all phases, on the client's loop; returns when the connections are closed.
 * What happened is in `outcome` and `error`. */
void phases_run(struct phases *phases);

/* Users are to poll now; before, they are only to get ready. */
static inline bool phases_begun(const struct phases *phases) {
  return phases->phase >= PHASE_WARMUP && phases->phase < PHASE_CLOSE;
}

void phases_user_ready(struct phases *phases);
void phases_user_unready(struct phases *phases);

#endif
