/* TCP connections of our own on the loop, with or without TLS: they send and receive bytes,
 * whatever these mean. One thread.
 *
 * All connections of a loop read into one buffer. What is read is handed over before anything else
 * is read, so that an idle connection holds no memory but its struct. Each function of a handler
 * may leave the connection, and open it again. */
#ifndef CLIENTS_NET_CONNECTION_H
#define CLIENTS_NET_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/net/loop.h"
#include "clients/net/network.h"
#include "clients/record/life.h"
#include "common/base/status.h"

struct connections;
struct tls_stream;

/* The end of a connection, or of the attempt at one. */
struct connection_end {
  bool established;          /* TCP had been connected */
  enum life_end by;          /* of an established connection */
  enum life_failure failure; /* LIFE_CLOSED: the peer ended it in order */
};

struct connection_handler {
  void (*established)(void *owner); /* TCP is connected; with TLS the handshake begins */
  void (*open)(void *owner);        /* bytes can be sent */

  /* Bytes of one read(2), which returned at receipt_ns, or a part of them. */
  void (*received)(void *owner, const char *bytes, size_t count, uint64_t receipt_ns);

  /* The socket has taken all bytes that waited for it. May be NULL. */
  void (*written)(void *owner);

  /* The connection has ended, other than by connection_leave. It is closed and counted. */
  void (*ended)(void *owner, const struct connection_end *end);
};

struct connection {
  struct connections *connections;
  const struct connection_handler *handler;
  void *owner;
  const uint32_t *address; /* from which it connects: user_address.h; NULL: the system chooses */
  struct loop_io *io;
  int descriptor;      /* -1: none */
  uint32_t generation; /* grows with each descriptor that is given up */
  bool established;
  bool open;
  bool paused;
  bool broken;   /* sending has failed: `ended` follows */
  char *waiting; /* bytes that the socket has not taken, from waiting_first on */
  size_t waiting_first, waiting_bytes, waiting_capacity;
  struct tls_stream *tls;
  struct tls_session session; /* of the user; the next connection resumes it */
};

enum status connections_create(const struct network *network, struct connections **out,
                               struct error *error);
void connections_destroy(struct connections *connections); /* NULL is fine */

/* Makes a connection that has no socket yet. */
void connection_init(struct connection *connection, struct connections *connections,
                     const struct connection_handler *handler, void *owner);

/* Leaves the connection, and releases its memory. */
void connection_release(struct connection *connection);

/* Begins to connect. False where that failed at once, with the errno; `ended` is not called then.
 */
bool connection_open(struct connection *connection, int *error_number);

/* Sends bytes on an open connection, in one write(2) where the socket takes them. False: the
 * connection is broken, and `ended` follows unless it is left before. */
bool connection_send(struct connection *connection, const char *bytes, size_t count);

/* Whether bytes wait until the socket takes them. */
bool connection_waits(const struct connection *connection);

/* Stops reading from the connection while it is open, or goes on. Lasts over a reconnect. */
void connection_set_paused(struct connection *connection, bool paused);

/* Ends the connection in order, with a TLS goodbye and a FIN. Bytes that still come are counted and
 * dropped. Returns which side has ended it; LIFE_BY_CLIENT where there was no connection. */
enum life_end connection_leave(struct connection *connection);

#endif
