/* Who may ask for what.
 *
 * Two strangers are meant. A page of another site, in a browser on this host: it cannot leave out
 * or choose the Origin of what it sends, and where it came here by a name of its own that was
 * pointed at this address (DNS rebinding) that name is the Host. And, where the server listens
 * beyond the loopback, everybody who reaches the port: who has the token is asked of what steers
 * the server. Pure. */
#ifndef SERVERS_WIRE_ACCESS_H
#define SERVERS_WIRE_ACCESS_H

#include <stdbool.h>

/* What is asked for, by how much it can do. */
enum access_need {
  ACCESS_READ,    /* a feed */
  ACCESS_PUBLISH, /* one message to be published */
  ACCESS_CONTROL, /* what steers the server, or tells of it */
};

struct access {
  const char *allow_hosts;   /* names beside addresses and localhost, separated by commas */
  const char *allow_origins; /* as "http://name:port", beside the server's own; the same */
  const char *token;         /* that ACCESS_CONTROL takes, and … */
  bool publish_takes_token;  /* … ACCESS_PUBLISH too */
  bool tls;                  /* the server's own origins begin with https */
};

/* Of a request's head; NULL where it has none. */
struct access_claims {
  const char *host;          /* "127.0.0.1:8080" */
  const char *origin;        /* "http://127.0.0.1:8080" */
  const char *authorization; /* "Bearer 0123…" */
};

/* Whether the token comes with it, in a time that does not depend on where it differs. */
bool access_has_token(const struct access *access, const struct access_claims *claims);

/* Returns 0, or the HTTP status to refuse with and *reason, a constant line: 421 where the Host is
 * not one of the server's, 403 where the Origin is not, 401 without the token. A request without
 * a Host is HTTP/1.0's: its Origin, if any, is not the server's own. */
int access_check(const struct access *access, const struct access_claims *claims,
                 enum access_need need, const char **reason);

#endif
