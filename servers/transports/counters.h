/* The server's own counts: an independent witness of what the client counts. */
#ifndef SERVERS_TRANSPORTS_COUNTERS_H
#define SERVERS_TRANSPORTS_COUNTERS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Relations: requests = polls answered + polls abandoned + streams opened + sockets
 * upgraded + control requests + publishes posted + refused (and polls that are held at
 * the moment); empty is part of the polls answered. */
#define SERVER_COUNTERS(X)                                                             \
  X(connections_opened) /* accepted, as far as the engine tells */                     \
  X(connections_closed)                                                                \
  X(requests)            /* request heads read */                                      \
  X(polls_answered)      /* answers to short and long polls */                         \
  X(polls_empty)         /* of these, without a message */                             \
  X(polls_abandoned)     /* the peer left, or the server stopped, before the answer */ \
  X(streams_opened)      /* event streams */                                           \
  X(sockets_upgraded)    /* WebSocket handshakes */                                    \
  X(closes_received)     /* closing handshakes that a client began */                  \
  X(closes_normal)       /* of these, with code 1000 */                                \
  X(closes_begun)        /* closing handshakes that the server began */                \
  X(control_requests)    /* /stats, /start */                                          \
  X(requests_refused)    /* answered 4xx for their head or length; cut off */          \
  X(publishes_posted)    /* POST /publish with its whole body, right or wrong */       \
  X(publishes_accepted)  /* messages that users published, by POST or by frame */      \
  X(publishes_refused)   /* what users sent to publish and was not: 4xx, close code */ \
  X(messages_handed_out) /* one for each message and reader */                         \
  X(bytes_handed_out)    /* of heads, answers, events and frames */                    \
  X(heartbeats_sent)     /* pings, and comments on event streams */                    \
  X(heartbeats_answered) /* pongs to pings of this side */                             \
  X(heartbeats_missed)   /* peers taken for dead: they did not answer */               \
  X(messages_dropped)    /* passed over, one for each reader who was too slow */       \
  X(connections_dropped) /* of readers who were too slow */                            \
  X(write_failures)      /* the peer was gone */

struct server_counters {
#define SERVER_COUNTER_FIELD(name) atomic_uint_fast64_t name;
  SERVER_COUNTERS(SERVER_COUNTER_FIELD)
#undef SERVER_COUNTER_FIELD
};

#define COUNT(counters, name) atomic_fetch_add_explicit(&(counters)->name, 1, memory_order_relaxed)
#define COUNT_BY(counters, name, by) \
  atomic_fetch_add_explicit(&(counters)->name, (by), memory_order_relaxed)

/* What a user sent to be published was, or was refused. */
static inline void server_count_publish(struct server_counters *counters, bool accepted) {
  COUNT_BY(counters, publishes_accepted, accepted);
  COUNT_BY(counters, publishes_refused, !accepted);
}

#endif
