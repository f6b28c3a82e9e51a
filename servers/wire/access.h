/* Decides which requests are allowed, by their Host, Origin and token. Pure.
 *
 * The rules keep two kinds of strangers out. A page of another site may run in a browser on this
 * host: it cannot choose or leave out the Origin of its requests, and where it reached this address
 * by a name of its own (DNS rebinding), that name is in Host. And where the server listens beyond
 * the loopback, anybody can reach the port: requests that control the server need the token. */
#ifndef SERVERS_WIRE_ACCESS_H
#define SERVERS_WIRE_ACCESS_H

#include <stdbool.h>

/* The right that a request needs. */
enum access_need {
  ACCESS_READ,    /* for a feed */
  ACCESS_PUBLISH, /* for publishing a message */
  ACCESS_CONTROL, /* for controlling the server, or asking for its counts */
};

struct access {
  const char *allow_hosts;   /* besides addresses and localhost; separated by commas */
  const char *allow_origins; /* "http://name:port", besides the server's own; likewise */
  const char *token;         /* needed for ACCESS_CONTROL */
  bool publish_takes_token;  /* the token is needed for ACCESS_PUBLISH too */
  bool tls;                  /* the server's own origins begin with https */
};

/* Headers of a request; NULL where there is none. */
struct access_claims {
  const char *host;          /* "127.0.0.1:8080" */
  const char *origin;        /* "http://127.0.0.1:8080" */
  const char *authorization; /* "Bearer 0123…" */
};

/* Whether the request has the token. The time does not depend on where a wrong one differs. */
bool access_has_token(const struct access *access, const struct access_claims *claims);

/* Returns 0, or the HTTP status to refuse with and *reason, a constant line: 421 for a Host and 403
 * for an Origin that is not the server's, 401 without the token. An Origin without a Host
 * (HTTP/1.0) is not the server's own. */
int access_check(const struct access *access, const struct access_claims *claims,
                 enum access_need need, const char **reason);

#endif
