/* Reads an HTTP request's method, target and headers. Pure.
 *
 * A request that could be read in two ways is refused, and its connection is closed: one reader
 * would take the bytes after it for the next request, and another for a body. */
#ifndef SERVERS_WIRE_REQUEST_H
#define SERVERS_WIRE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/traits.h"
#include "servers/wire/access.h"

enum request_route {
  ROUTE_NONE,
  ROUTE_FEED, /* a channel, by a transport */
  ROUTE_STATS,
  ROUTE_START,
  ROUTE_PUBLISH,
  ROUTE_SILENCE,
  ROUTE_PROBE,
  ROUTE_COUNT,
};

struct route {
  enum request_route route;
  const char *path; /* "/stats"; NULL for a feed, whose path is the name of its transport */
  const char *method;
  enum access_need need;
};

/* All routes but a feed's, in the order of their enumerators. */
enum { CONTROL_ROUTES = ROUTE_COUNT - ROUTE_STATS };
extern const struct route control_routes[CONTROL_ROUTES];

/* Contracts: each route has its line, a path that neither another route nor a transport has, a
 * known method, and is not open to every reader. The program calls it for control_routes when it
 * starts. */
void routes_check(const struct route table[static CONTROL_ROUTES]);

enum {
  REQUEST_HEAD_BYTES_MAX = 16384,
  REQUEST_BODY_BYTES_MAX = 2 << 20,
  REQUEST_TARGET_BYTES_MAX = 512, /* of the path and of the query, each */
};

struct request {
  enum request_route route;
  enum transport_kind transport; /* of ROUTE_FEED */
  uint64_t channel;
  bool has_after;
  uint64_t after;
  uint64_t from_ns, to_ns; /* of /stats; without them 0 and UINT64_MAX */
  bool gzip;               /* the client accepts it */
  bool conditional;        /* a poll whose cursor is an entity tag */
  uint64_t body_bytes;     /* of a POST */
  bool listens_only;       /* a WebSocket that may not publish */
};

/* A head as the engine's library has read it. A header is NULL where there is none. */
struct request_text {
  const char *method;  /* "GET" */
  const char *path;    /* "/sse" */
  const char *query;   /* "channel=1&after=2", "" or NULL */
  const char *version; /* "1.1"; NULL where there is none */
  const char *last_event_id;
  const char *if_none_match;
  const char *accept_encoding;
  const char *host, *origin, *authorization; /* NULL or not empty */
  const char *content_length;
  const char *transfer_encoding;
  const char *expect;
  const char *upgrade;
  bool repeated;  /* there are two lines of a header from host to transfer_encoding */
  bool malformed; /* a line does not have the form "name: value" */
};

/* Whether it is answered with its own head (servers/wire/received_head.h). */
bool request_is_probe(const struct request *request);

/* Whether it has a route other than a feed's: it is answered at once. */
bool request_is_control(const struct request *request);

/* The traits of the transport of a feed's request; NULL for others. */
const struct transport_traits *request_transport(const struct request *request);

/* For a target that is no path, like "http://name/sse" or "*". */
#define REQUEST_TARGET_REFUSED 403
#define REQUEST_TARGET_REASON "the target has to begin with a slash"

/* Returns 0 and fills `out`, or returns the HTTP status to refuse with and *reason, a constant line
 * for the body; out->route is set in either case. docs/design.md has the statuses and their order.
 * Unknown query keys are ignored. */
int request_read(const struct request_text *text, const struct access *access, uint64_t channels,
                 struct request *out, const char **reason);

/* The status to refuse a head with that the engine's library could not read, and *reason. `method`:
 * its first word, NULL where there is none. */
int request_unreadable(const char *method, const char **reason);

#endif
