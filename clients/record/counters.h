/* The program's own counts over all users and the whole run. A phase's share is the difference of
 * two snapshots.
 *
 * Relations: up_bytes + tls_up_bytes = the kernel's tcp_up, and the same downwards; payload_bytes
 * and head_down_bytes are parts of down_bytes; payload_up_bytes and head_up_bytes are parts of
 * up_bytes; publish_requests, requests_empty and requests_failed are parts of requests, but are
 * counted when a request ends. */
#ifndef CLIENTS_RECORD_COUNTERS_H
#define CLIENTS_RECORD_COUNTERS_H

#include <stdint.h>

struct carrier;

/* Two lists make the struct and its difference. These counts only grow. */
#define COUNTERS_GROWING(X)                                                                        \
  X(requests)              /* sent, or failed before; an upgrade, a stream's opening: one */       \
  X(polls_answered)        /* whole, with or without messages */                                   \
  X(requests_empty)        /* answered polls without a message */                                  \
  X(requests_failed)       /* ended without a whole, good answer, though we did not end them */    \
  X(connections_attempted) /* sockets that began to connect */                                     \
  X(connections_opened)    /* of these, those that became TCP connections */                       \
  X(connections_failed)    /* failed attempts of users to get ready */                             \
  X(connections_reopened)  /* after the first of their user, where one connection should do */     \
  X(connections_closed)    /* ended before we wanted it */                                         \
  X(up_bytes)              /* written into TCP streams, without TLS */                             \
  X(head_up_bytes)         /* of requests' lines and headers, with the empty line */               \
  X(head_down_bytes)       /* the same of answers */                                               \
  X(tls_up_bytes)          /* that TLS adds: heads and tags of records, handshakes */              \
  X(tls_down_bytes)                                                                                \
  X(received)               /* messages whose text could be read, duplicates included */           \
  X(reads)                  /* that brought messages, on connections of our own */                 \
  X(reads_of_several)       /* of these, reads that brought more than one message */               \
  X(payload_bytes)          /* of the texts of received messages */                                \
  X(data_bytes)             /* of these, the data without its envelope */                          \
  X(payload_up_bytes)       /* of the texts of sent messages, repetitions included */              \
  X(publish_requests)       /* requests that publish a message */                                  \
  X(publishes_refused)      /* messages that the server refused */                                 \
  X(heartbeats_sent)        /* pings of the users */                                               \
  X(heartbeats_answered)    /* of these, pings whose pong came in time */                          \
  X(heartbeats_received)    /* the server's pings, which are answered at once, and SSE comments */ \
  X(heartbeats_missed)      /* peers taken for dead, as their heartbeat or answer did not come */  \
  X(overruns)               /* polls that were due while the previous one was outstanding */       \
  X(early)                  /* measured messages that came before they were due */                 \
  X(corrupted)              /* messages or answers that are not as they were published */          \
  X(http2_frame_head_bytes) /* of HTTP/2, both ways: the heads of frames, nine bytes each */       \
  X(http2_header_block_bytes) /* compressed heads of requests and answers */                       \
  X(http2_data_bytes)                                                                              \
  X(http2_settings_bytes)                                                                          \
  X(http2_window_update_bytes)                                                                     \
  X(http2_ping_bytes)                                                                              \
  X(http2_goaway_bytes)                                                                            \
  X(http2_other_bytes)      /* resets, priorities, and the preface of a connection */              \
  X(http2_first_requests)   /* the first two of each connection, while its tables fill */          \
  X(http2_first_head_bytes) /* heads of these and of their answers, with the heads of frames */

/* These counts may be corrected downwards: libcurl tells the compressed length of an answer only
 * when the answer is complete, and a text may become longer by compression. */
#define COUNTERS_CORRECTED(X)                                                                  \
  X(down_bytes)     /* read from TCP streams, without TLS */                                   \
  X(saved_up_bytes) /* length of texts minus their compressed length; negative: modulo 2^64 */ \
  X(saved_down_bytes)

#define COUNTERS_LIST(X) \
  COUNTERS_GROWING(X)    \
  COUNTERS_CORRECTED(X)

struct counters {
#define COUNTERS_FIELD(name) uint64_t name;
  COUNTERS_LIST(COUNTERS_FIELD)
#undef COUNTERS_FIELD
};

/* The later snapshot minus the earlier one. */
struct counters counters_since(const struct counters *later, const struct counters *earlier);

/* clients/record/carrier.h */
void counters_carry(struct counters *counters, struct carrier *carrier);

#endif
