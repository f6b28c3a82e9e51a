/* What tells that a server is ready: a line of its output (bench/host/server_output.h), a GET that
 * is answered by 200 to 299, or that its port takes connections. A GET and a connection are tried
 * again every 20 ms, without waiting for one; an attempt may take 2 s. */
#ifndef BENCH_HOST_READY_H
#define BENCH_HOST_READY_H

#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "documents/target.h"

enum { READY_REQUEST_BYTES = 1024, READY_REASON_BYTES = 96 };

struct ready {
  struct addrinfo *addresses, *next; /* of the server, and the one to try next */
  const char *path;                  /* of the GET; NULL: only the connection */
  char request[READY_REQUEST_BYTES];
  size_t sent;
  char answer[13]; /* "HTTP/1.1 204", with a NUL */
  size_t answer_bytes;
  int fd; /* of the attempt under way, else -1 */
  bool connected;
  uint64_t due_ns; /* when the next attempt begins, or the one under way has taken too long */
  bool yes;
  unsigned failures;
  char reason[READY_REASON_BYTES]; /* of the last failure: "Connection refused" */
};

/* `path` NULL: the connection alone. STATUS_USAGE where a GET would need TLS, STATUS_ENVIRONMENT
 * where the host has no address. ready_end ends it, also then. */
enum status ready_begin(struct ready *ready, const struct target_url *url, const char *path,
                        struct error *error);

/* Does what can be done at this instant; `yes` once it is ready. */
void ready_act(struct ready *ready, uint64_t now_ns);

/* What poll(2) is to wait for on `fd`. */
short ready_events(const struct ready *ready);

/* Safe on a zeroed one. */
void ready_end(struct ready *ready);

/* Whether a socket is connected to itself: a connection to a port where nobody listens may come
 * from that port. */
bool is_connected_to_itself(int fd);

#endif
