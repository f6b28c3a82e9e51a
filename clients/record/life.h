/* The lives of the users' connections: the stages that they reached and when, why attempts failed,
 * and how connections ended.
 *
 * Relations, with the counters of clients/record/counters.h: ready <= established =
 * connections_opened <= connections_attempted; the sum of failed is connections_failed; at the end
 * of a run established is the sum of ended and of the connections that did not end, and the sum of
 * lost is the count of outage and not_back. */
#ifndef CLIENTS_RECORD_LIFE_H
#define CLIENTS_RECORD_LIFE_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/stats/histogram.h"

struct carrier;

/* Why an attempt to get ready failed, or a user lost its connection. */
#define LIFE_FAILURES(X)                                                                  \
  X(REFUSED, "refused")             /* nobody listens */                                  \
  X(RESET, "reset")                 /* an RST */                                          \
  X(CLOSED, "closed")               /* the server ended it in order, before its answer */ \
  X(TIMEOUT, "timeout")             /* connect_timeout_ms, or a poll's own time-out */    \
  X(DEAD, "dead")                   /* no heartbeat was answered */                       \
  X(NO_PORT, "no_port")             /* all local ports are taken */                       \
  X(NO_DESCRIPTOR, "no_descriptor") /* the file limit */                                  \
  X(STATUS, "refused_by_status")    /* another HTTP status than success */                \
  X(TLS, "tls")                                                                           \
  X(PROTOCOL, "protocol")   /* the server broke the protocol */                           \
  X(ABANDONED, "abandoned") /* the run was over before the user was ready */              \
  X(OTHER, "other")

enum life_failure {
#define LIFE_FAILURE_ENUM(name, text) LIFE_##name,
  LIFE_FAILURES(LIFE_FAILURE_ENUM)
#undef LIFE_FAILURE_ENUM
      LIFE_FAILURE_COUNT,
};

/* Which side ended an established connection: for a WebSocket, the side that began the closing
 * handshake; otherwise, the side whose FIN was first. */
#define LIFE_ENDS(X)        \
  X(BY_CLIENT, "by_client") \
  X(BY_SERVER, "by_server") \
  X(BY_RESET, "reset")

enum life_end {
#define LIFE_END_ENUM(name, text) LIFE_##name,
  LIFE_ENDS(LIFE_END_ENUM)
#undef LIFE_END_ENUM
      LIFE_END_COUNT,
};

extern const char *const life_failure_names[LIFE_FAILURE_COUNT];
extern const char *const life_end_names[LIFE_END_COUNT];

enum {
  LIFE_CLOSES_MAX = 32, /* kinds of close frames that are counted apart */
  LIFE_REASON_BYTES = 64,
};

/* WebSockets that ended by the same close frame, which is the first of the two. */
struct life_close {
  uint16_t code; /* enum close_code, or any other */
  enum life_end by;
  char reason[LIFE_REASON_BYTES]; /* printable ASCII, cut at the capacity */
  uint64_t count;
};

struct life {
  uint64_t established;                /* TCP connections */
  uint64_t answered;                   /* of these, those that brought a first byte */
  uint64_t upgraded;                   /* of these, those that became WebSockets */
  uint64_t ready;                      /* times that a user got ready */
  uint64_t failed[LIFE_FAILURE_COUNT]; /* attempts to get ready */
  uint64_t lost[LIFE_FAILURE_COUNT];   /* times that a ready user lost its connection */
  uint64_t lost_provoked;              /* the sum of lost in a run with faults; else 0 */
  uint64_t ended[LIFE_END_COUNT];      /* established connections */
  struct life_close closes[LIFE_CLOSES_MAX];
  size_t close_count;
  uint64_t closes_untold;      /* WebSockets beyond LIFE_CLOSES_MAX kinds */
  uint64_t not_back;           /* users that were not ready again when the run ended */
  struct histogram outage;     /* a user lost its connection -> it is ready again */
  struct histogram connect;    /* start of the attempt -> TCP established */
  struct histogram first_byte; /* a connection's first request -> first byte of the answer */
  struct histogram ready_time; /* a user begins to connect -> it is ready */
};

enum status life_init(struct life *life, struct error *error);
void life_release(struct life *life);

/* The times that users lost their connection in a run without faults. */
uint64_t life_lost_unprovoked(const struct life *life);

void life_established(struct life *life, uint64_t connect_ns);
void life_answered(struct life *life, uint64_t first_byte_ns);
void life_ready(struct life *life, uint64_t ready_ns);

/* A WebSocket ended by a close frame with that payload, unmasked. */
void life_closed(struct life *life, enum life_end by, const char *payload, size_t payload_bytes);

/* A WebSocket ended without a close frame. */
void life_cut(struct life *life, enum life_end by);

/* `error_number`: of a socket, or of a call on it. */
enum life_failure life_failure_of(int error_number);

/* Which side is ending the established connection of a descriptor, which is not closed yet. */
enum life_end life_end_of(int descriptor);

/* clients/record/carrier.h */
void life_carry(struct life *life, struct carrier *carrier);

#endif
