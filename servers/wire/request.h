/* What a client asks for: from an HTTP request's method, target and headers. Pure.
 *
 * A request that could be read in two ways is refused, and the connection ends with it: what is
 * behind it would else be read as the next request by one reader and as a body by another. */
#ifndef SERVERS_WIRE_REQUEST_H
#define SERVERS_WIRE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/traits.h"
#include "servers/wire/access.h"

enum request_route {
  ROUTE_NONE,
  ROUTE_FEED, /* what is published, by a transport */
  ROUTE_STATS,
  ROUTE_START,
  ROUTE_PUBLISH,
  ROUTE_SILENCE,
  ROUTE_COUNT,
};

struct route {
  enum request_route route;
  const char *path; /* "/stats"; NULL of a feed, whose path is the name of its transport */
  const char *method;
  enum access_need need;
};

/* The routes that are no feed's, in the order of their enumerators. */
enum { CONTROL_ROUTES = ROUTE_COUNT - ROUTE_STATS };
extern const struct route control_routes[CONTROL_ROUTES];

/* Contracts: each route has its line, a path that neither another route nor a transport has, a
 * method that is known, and is not open to every reader. The program calls it for control_routes
 * when it starts. */
void routes_check(const struct route table[static CONTROL_ROUTES]);

enum {
  REQUEST_BODY_BYTES_MAX = 2 << 20,
  REQUEST_TARGET_BYTES_MAX = 512, /* of the path, and of the query */
};

struct request {
  enum request_route route;
  enum transport_kind transport; /* of ROUTE_FEED */
  uint64_t channel;
  bool has_after;
  uint64_t after;
  uint64_t from_ns, to_ns; /* of /stats; 0 and UINT64_MAX when not given */
  bool gzip;               /* may be how the answer is encoded */
  uint64_t body_bytes;     /* of a POST */
  bool listens_only;       /* a WebSocket's texts are not to be published */
};

/* A head as the engine's library has read it; of a header NULL where there is none. */
struct request_text {
  const char *method;  /* "GET" */
  const char *path;    /* "/sse" */
  const char *query;   /* "channel=1&after=2", "" or NULL */
  const char *version; /* "1.1"; NULL where there is none */
  const char *last_event_id;
  const char *accept_encoding;
  const char *host, *origin, *authorization; /* NULL or not empty */
  const char *content_length;
  const char *transfer_encoding;
  const char *expect;
  const char *upgrade;
  bool repeated;  /* one of the lines from host to transfer_encoding stands there twice */
  bool malformed; /* a line is not of the form "name: value" */
};

/* Whether it is answered at once and by itself: neither a feed's, nor none. */
bool request_is_control(const struct request *request);

/* The traits of the transport that it asks for a feed by; NULL where it asks for something else. */
const struct transport_traits *request_transport(const struct request *request);

/* A target that is no path, as "http://name/sse" or "*". */
#define REQUEST_TARGET_REFUSED 403
#define REQUEST_TARGET_REASON "the target has to begin with a slash"

/* Returns 0 and fills `out`, or the HTTP status to answer with and *reason, a constant line for the
 * body, and out->route what was asked for where that is known, else ROUTE_NONE. docs/design.md has
 * the statuses and their order. Unknown query keys are ignored. */
int request_read(const struct request_text *text, const struct access *access, uint64_t channels,
                 struct request *out, const char **reason);

/* What to answer to a head that the engine's library could not read, with *reason likewise.
 * `method` is its first word, NULL where there is none. */
int request_unreadable(const char *method, const char **reason);

#endif
