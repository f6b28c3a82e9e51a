/* What the program counts itself, over all users and its whole life; a phase's share
 * is the difference of two snapshots.
 *
 * Relations: up_bytes + tls_up_bytes = tcp_up of the kernel,
 * the same downwards; payload_bytes and head_down_bytes are parts of down_bytes,
 * payload_up_bytes and head_up_bytes of up_bytes; publish_requests, empty and failed are parts of
 * requests, but counted when a request ends. */
#ifndef CLIENTS_RECORD_COUNTERS_H
#define CLIENTS_RECORD_COUNTERS_H

#include <stdint.h>

/* Two lists make the struct and its difference. These only grow. */
#define COUNTERS_GROWING(X)                                                                   \
  X(requests)              /* started; an upgrade and the opening of a stream are one each */ \
  X(polls_answered)        /* whole, with messages or without */                              \
  X(requests_empty)        /* of them, those without a message */                             \
  X(requests_failed)       /* ended without a whole, good answer, though not by us */         \
  X(connections_attempted) /* sockets that began to connect */                                \
  X(connections_opened)    /* of these, those that became TCP connections */                  \
  X(connections_failed)    /* attempts of a user to get ready that failed */                  \
  X(connections_reopened)  /* opened beyond the first of their user, where one should do */   \
  X(connections_closed)    /* ended before we wanted to */                                    \
  X(up_bytes)              /* written into TCP streams: heads, frames */                      \
  X(head_up_bytes)         /* requests' lines and headers, empty lines included */            \
  X(head_down_bytes)       /* the same of answers */                                          \
  X(tls_up_bytes)          /* what TLS adds to that: records' heads and tags, handshakes */   \
  X(tls_down_bytes)                                                                           \
  X(received)            /* messages whose text could be read, duplicates included */         \
  X(reads)               /* that brought messages, on connections of our own */               \
  X(reads_of_several)    /* of these, that brought more than one */                           \
  X(payload_bytes)       /* their texts */                                                    \
  X(payload_up_bytes)    /* texts of what users wrote, those sent again included */           \
  X(publish_requests)    /* of the requests, those that publish */                            \
  X(publishes_refused)   /* what users wrote and the server did not want */                   \
  X(heartbeats_sent)     /* pings of this side's */                                           \
  X(heartbeats_answered) /* of these, pongs that came in time */                              \
  X(heartbeats_received) /* the server's: pings, answered at once, and SSE comments */        \
  X(heartbeats_missed)   /* peers taken for dead: what was due of them did not come */        \
  X(overruns)            /* polls that were due while the last one was outstanding */         \
  X(early)               /* measured messages that came before they were due */               \
  X(corrupted)           /* messages or answers that are not what was published */

/* These may become less: what an answer had on the line is known of libcurl only when the answer
 * is complete, and a text may be longer compressed. */
#define COUNTERS_CORRECTED(X)                                                               \
  X(down_bytes)       /* read from TCP streams, all of it */                                \
  X(saved_up_bytes)   /* by compression: what texts have more than they had on the line; */ \
  X(saved_down_bytes) /* less than nothing as modulo 2^64 */

#define COUNTERS_LIST(X) \
  COUNTERS_GROWING(X)    \
  COUNTERS_CORRECTED(X)

struct counters {
#define COUNTERS_FIELD(name) uint64_t name;
  COUNTERS_LIST(COUNTERS_FIELD)
#undef COUNTERS_FIELD
};

/* Of a later snapshot and an earlier one. */
struct counters counters_since(const struct counters *later, const struct counters *earlier);

#endif
