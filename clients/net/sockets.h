/* The sockets that users hold, and what the kernel counted on them: live ones are
 * asked, closed ones are remembered. Kept by descriptor, so both libraries' sockets
 * fit in. */
#ifndef CLIENTS_NET_SOCKETS_H
#define CLIENTS_NET_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/net/loop.h"
#include "common/base/status.h"
#include "common/wire/wire_bytes.h"

struct socket_lingering;

struct sockets {
  struct loop *loop;
  bool *live; /* by descriptor */
  size_t capacity;
  size_t live_count;
  struct wire_bytes closed; /* sum over the sockets that are gone */
  uint64_t drained_bytes;   /* read at the end: no one else has seen them */
  uint64_t patience_ns;     /* that sockets_finish has left */
  struct socket_lingering *lingering;
};

/* Descriptors this process may have: the file limit. */
size_t sockets_capacity(void);

enum status sockets_init(struct sockets *sockets, struct loop *loop, size_t capacity,
                         struct error *error);

/* Ends what still lingers. */
void sockets_release(struct sockets *sockets);

/* The kernel's receive buffer; 0 for the system's. Before connect(2) it bounds the window
 * that the peer sees from the start. */
void sockets_limit_receiving(int descriptor, int bytes);

void sockets_opened(struct sockets *sockets, int descriptor);

/* Whether small segments go out at once, or Nagle's algorithm holds them. */
void sockets_set_nodelay(int descriptor, bool nodelay);

/* Reads what the socket still has, and its counts for the last time; to be called before
 * close(2). */
void sockets_closing(struct sockets *sockets, int descriptor);

/* Somebody else has closed it: its counts are not known, and it has none in the sum. */
void sockets_lost(struct sockets *sockets, int descriptor);

/* Takes the socket over: sends our FIN, reads what is still coming up to the
 * server's FIN or for at most SOCKETS_LINGER_MS, and then closes it. So the counts
 * have both FINs. True: it was reset already, but the server's FIN had come before.
 * `by`: who closes it where that is a library's part, which must not read from it any more;
 * perhaps at once. NULL: nobody else. */
enum { SOCKETS_LINGER_MS = 500 };
struct socket_closer {
  void (*close)(void *owner);
  void *owner;
};
bool sockets_close_softly(struct sockets *sockets, int descriptor, const struct socket_closer *by);

/* A library closes such a socket now, of itself: counts it, and does not call `by`. */
void sockets_let_go(struct sockets *sockets, int descriptor);

/* For a library that closes its sockets itself, at the end of the run: sends our FIN and
 * waits for the server's, and for the acknowledgements, which mostly takes some 50 us. At
 * most 1 ms, and for all sockets together SOCKETS_PATIENCE_MS; what comes later is not
 * counted. To be called before sockets_closing. */
enum { SOCKETS_PATIENCE_MS = 200 };
void sockets_finish(struct sockets *sockets, int descriptor);

/* Closed and live ones together. Asks the kernel once for each live socket. */
struct wire_bytes sockets_sum(const struct sockets *sockets);

#endif
