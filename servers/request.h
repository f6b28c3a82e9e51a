/* What a client asks for: from an HTTP request's method, target and headers. Pure. */
#ifndef SERVERS_REQUEST_H
#define SERVERS_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum request_route {
  ROUTE_SHORT_POLL, /* the first four are in the order of TRANSPORT_CHOICES */
  ROUTE_LONG_POLL,
  ROUTE_SSE,
  ROUTE_WEBSOCKET,
  ROUTE_STATS,
  ROUTE_START,
  ROUTE_PUBLISH,
  ROUTE_SILENCE,
  ROUTE_NONE,
};

enum { REQUEST_BODY_BYTES_MAX = 2 << 20, REQUEST_TARGET_BYTES_MAX = 512 };

struct request {
  enum request_route route;
  uint64_t channel;
  bool has_after;
  uint64_t after;
  uint64_t from_ns, to_ns; /* of /stats; 0 and UINT64_MAX when not given */
  bool gzip;               /* may be how the answer is encoded */
};

struct request_text {
  const char *method;          /* "GET" */
  const char *path;            /* "/sse" */
  const char *query;           /* "channel=1&after=2", "" or NULL */
  const char *last_event_id;   /* "" or NULL when absent */
  const char *accept_encoding; /* the same */
};

/* Returns 0 and fills `out`, or the HTTP status to answer (400, 404, 405) with
 * *reason a constant line for the body, and out->route what was asked for where that is
 * known, else ROUTE_NONE. Unknown query keys are ignored. */
int request_read(const struct request_text *text, uint64_t channels, struct request *out,
                 const char **reason);

#endif
