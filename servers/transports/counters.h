/* The server's own counts, which are independent of the client's. */
#ifndef SERVERS_TRANSPORTS_COUNTERS_H
#define SERVERS_TRANSPORTS_COUNTERS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* requests = polls_answered + polls_abandoned + streams_opened + sockets_upgraded +
 * control_requests + publishes_posted + requests_refused, and the polls that are held now. */
#define SERVER_COUNTERS(X)                                                              \
  X(connections_opened) /* accepted; an engine may not see them all */                  \
  X(connections_closed)                                                                 \
  X(requests)            /* request heads read */                                       \
  X(polls_answered)      /* answers to short and long polls */                          \
  X(polls_empty)         /* of these, without a message */                              \
  X(polls_abandoned)     /* the peer left or the server stopped before the answer */    \
  X(streams_opened)      /* event streams */                                            \
  X(sockets_upgraded)    /* WebSocket handshakes */                                     \
  X(closes_received)     /* closing handshakes that a client began */                   \
  X(closes_normal)       /* of these, with code 1000 */                                 \
  X(closes_begun)        /* closing handshakes that the server began */                 \
  X(control_requests)    /* /stats, /start, /silence, /probe */                         \
  X(requests_refused)    /* for their head or their length; bodies that were cut off */ \
  X(publishes_posted)    /* POST /publish with a whole body, accepted or not */         \
  X(publishes_accepted)  /* messages of users, by POST or by frame */                   \
  X(publishes_refused)   /* the same that were refused: 4xx, or a close code */         \
  X(messages_handed_out) /* one for each message and reader */                          \
  X(bytes_handed_out)    /* of heads, answers, events and frames */                     \
  X(writes)              /* that brought messages to a socket: several may share one */ \
  X(heartbeats_sent)     /* pings, and comments in event streams */                     \
  X(heartbeats_answered) /* pongs to the server's pings */                              \
  X(heartbeats_missed)   /* peers that did not answer, and were taken for dead */       \
  X(messages_dropped)    /* passed over; one for each message and slow reader */        \
  X(connections_dropped) /* of readers that were too slow */                            \
  X(write_failures)      /* the peer was gone */

struct server_counters {
#define SERVER_COUNTER_FIELD(name) atomic_uint_fast64_t name;
  SERVER_COUNTERS(SERVER_COUNTER_FIELD)
#undef SERVER_COUNTER_FIELD
};

#define COUNT(counters, name) atomic_fetch_add_explicit(&(counters)->name, 1, memory_order_relaxed)
#define COUNT_BY(counters, name, by) \
  atomic_fetch_add_explicit(&(counters)->name, (by), memory_order_relaxed)

/* A user's message was published, or refused. */
static inline void server_count_publish(struct server_counters *counters, bool accepted) {
  COUNT_BY(counters, publishes_accepted, accepted);
  COUNT_BY(counters, publishes_refused, !accepted);
}

#endif
