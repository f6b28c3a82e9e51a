/* Sockets, TLS, and the buffer into which all connections read. */
#include "clients/net/connection.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clients/net/tls_stream.h"
#include "clients/net/user_address.h"
#include "common/base/clock.h"

enum {
  READ_BYTES = 256 << 10,
  READS_MAX = 4, /* of one connection, before the loop turns to others */
  OUTPUT_BYTES = 32 << 10,
};

struct connections {
  struct network network;
  struct sockaddr_in address;
  char host[sizeof(((struct target *)NULL)->authority)]; /* of the target, without the port */
  char *input;                                           /* READ_BYTES */
  char *plain; /* READ_BYTES; the input decrypted; NULL without TLS */
  /* TLS records of the connection that is being handled, collected for one write. */
  char *output;
  size_t output_bytes, output_capacity;
};

/* --- all together -------------------------------------------------------------------- */

enum status connections_create(const struct network *network, struct connections **out,
                               struct error *error) {
  struct connections *connections = calloc(1, sizeof *connections);
  if (!connections)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for connections");
  connections->network = *network;
  const struct target *target = network->target;
  connections->address =
      (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(target->port)};
  inet_pton(AF_INET, target->address, &connections->address.sin_addr);
  memcpy(connections->host, target->authority, strcspn(target->authority, ":"));
  connections->input = malloc(READ_BYTES);
  connections->plain = network->tls ? malloc(READ_BYTES) : NULL;
  if (!connections->input || (network->tls && !connections->plain)) {
    connections_destroy(connections);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for connections");
  }
  *out = connections;
  return STATUS_OK;
}

void connections_destroy(struct connections *connections) {
  if (!connections)
    return;
  free(connections->input);
  free(connections->plain);
  free(connections->output);
  free(connections);
}

void connection_init(struct connection *connection, struct connections *connections,
                     const struct connection_handler *handler, void *owner) {
  *connection = (struct connection){
      .connections = connections, .handler = handler, .owner = owner, .descriptor = -1};
}

/* Whether arriving bytes stay in the kernel. */
static bool connection_rests(const struct connection *connection) {
  return connection->paused && connection->open;
}

/* Has the loop watch the socket for the events that the connection's state needs. */
static void connection_listen(struct connection *connection) {
  bool reads = connection->established && !connection_rests(connection);
  bool writes = !connection->established || connection->waiting_bytes > 0;
  loop_io_set(connection->io, (reads ? LOOP_READ : 0U) | (writes ? LOOP_WRITE : 0U));
}

/* --- sending ------------------------------------------------------------------------- */

static bool waiting_add(struct connection *connection, const char *bytes, size_t count) {
  size_t end = connection->waiting_first + connection->waiting_bytes;
  size_t needed = end + count;
  if (needed > connection->waiting_capacity) {
    char *grown = realloc(connection->waiting, 2 * needed);
    if (!grown)
      return false;
    connection->waiting = grown;
    connection->waiting_capacity = 2 * needed;
  }
  memcpy(connection->waiting + end, bytes, count);
  connection->waiting_bytes += count;
  return true;
}

/* Returns the number of bytes that the socket took; -1 where the connection is broken. */
static ssize_t socket_send(const struct connection *connection, const char *bytes, size_t count) {
  ssize_t went = send(connection->descriptor, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (went >= 0)
    return went;
  return errno == EAGAIN || errno == EINTR || errno == ENOBUFS ? 0 : -1;
}

/* Sends bytes of the TCP stream, or keeps them until the socket takes them. */
static bool stream_send(struct connection *connection, const char *bytes, size_t count) {
  if (connection->broken)
    return false;
  size_t went = 0;
  if (connection->waiting_bytes == 0) {
    ssize_t taken = socket_send(connection, bytes, count);
    if (taken < 0) {
      connection->broken = true;
      return false;
    }
    went = (size_t)taken;
  }
  if (went == count)
    return true;
  connection->broken = !waiting_add(connection, bytes + went, count - went);
  connection_listen(connection);
  return !connection->broken;
}

static void output_take(void *owner, const char *bytes, size_t count) {
  struct connection *connection = owner;
  struct connections *all = connection->connections;
  size_t needed = all->output_bytes + count;
  if (needed > all->output_capacity) {
    size_t capacity = needed > OUTPUT_BYTES ? 2 * needed : OUTPUT_BYTES;
    char *grown = realloc(all->output, capacity);
    if (!grown) {
      connection->broken = true;
      return;
    }
    all->output = grown;
    all->output_capacity = capacity;
  }
  memcpy(all->output + all->output_bytes, bytes, count);
  all->output_bytes = needed;
}

/* Sends the collected TLS records in one write. */
static bool output_send(struct connection *connection) {
  struct connections *all = connection->connections;
  size_t bytes = all->output_bytes;
  all->output_bytes = 0;
  return bytes == 0 ? !connection->broken : stream_send(connection, all->output, bytes);
}

bool connection_send(struct connection *connection, const char *bytes, size_t count) {
  if (!connection->open || connection->broken)
    return false;
  if (!connection->tls)
    return stream_send(connection, bytes, count);
  bool good = tls_stream_write(connection->tls, bytes, count);
  return output_send(connection) && good;
}

bool connection_waits(const struct connection *connection) {
  return connection->waiting_bytes > 0;
}

/* The socket takes bytes again. */
static void waiting_send(struct connection *connection) {
  ssize_t went = socket_send(connection, connection->waiting + connection->waiting_first,
                             connection->waiting_bytes);
  if (went < 0) { /* the next read tells the reason */
    connection->waiting_bytes = 0;
    connection->broken = true;
    connection_listen(connection);
    return;
  }
  connection->waiting_bytes -= (size_t)went;
  connection->waiting_first += (size_t)went;
  if (connection->waiting_bytes > 0)
    return;
  free(connection->waiting);
  connection->waiting = NULL;
  connection->waiting_first = connection->waiting_capacity = 0;
  connection_listen(connection);
  if (connection->handler->written)
    connection->handler->written(connection->owner);
}

/* --- the end ------------------------------------------------------------------------- */

/* Gives up the descriptor, and resets the connection for its next use. */
static void connection_let_go(struct connection *connection) {
  struct sockets *sockets = connection->connections->network.sockets;
  int descriptor = connection->descriptor;
  if (connection->tls && connection->open && !connection->broken) {
    tls_stream_end(connection->tls);
    output_send(connection);
  }
  tls_stream_destroy(connection->tls);
  loop_io_destroy(connection->io);
  free(connection->waiting);
  bool established = connection->established;
  const struct connection next = {.connections = connection->connections,
                                  .handler = connection->handler,
                                  .owner = connection->owner,
                                  .address = connection->address,
                                  .descriptor = -1,
                                  .generation = connection->generation + 1,
                                  .paused = connection->paused,
                                  .session = connection->session};
  *connection = next;
  if (established)
    sockets_close_softly(sockets, descriptor, NULL);
  else
    close(descriptor);
}

enum life_end connection_leave(struct connection *connection) {
  if (connection->descriptor < 0)
    return LIFE_BY_CLIENT;
  enum life_end by = connection->established ? life_end_of(connection->descriptor) : LIFE_BY_CLIENT;
  connection_let_go(connection);
  return by;
}

void connection_release(struct connection *connection) {
  connection_leave(connection);
  tls_session_release(&connection->session);
}

static void connection_ended(struct connection *connection, const struct connection_end *end) {
  connection_let_go(connection);
  connection->handler->ended(connection->owner, end);
}

/* read(2) met the end of the stream, or, with an errno, the failure of the connection. */
static void stream_ended(struct connection *connection, int error_number) {
  bool fin = error_number == 0;
  enum life_failure failure = fin ? LIFE_CLOSED : life_failure_of(error_number);
  const struct connection_end end = {
      .established = true,
      .by = fin ? LIFE_BY_SERVER : LIFE_BY_RESET,
      .failure = connection->tls && !connection->open ? LIFE_TLS : failure,
  };
  connection_ended(connection, &end);
}

static void tls_broken(struct connection *connection) {
  const struct connection_end end = {.established = true,
                                     .by = life_end_of(connection->descriptor),
                                     .failure = connection->open ? LIFE_PROTOCOL : LIFE_TLS};
  output_send(connection); /* an alert */
  connection_ended(connection, &end);
}

/* --- receiving ----------------------------------------------------------------------- */

static bool same(const struct connection *connection, uint32_t generation) {
  return connection->generation == generation;
}

/* Goes on with the handshake. True where data can be read. */
static bool tls_go_on(struct connection *connection) {
  if (connection->open)
    return true;
  uint32_t generation = connection->generation;
  enum tls_progress progress = tls_stream_handshake(connection->tls);
  if (progress == TLS_PROGRESS_FAILED) {
    tls_broken(connection);
    return false;
  }
  output_send(connection);
  if (progress == TLS_PROGRESS_WAITS)
    return false;
  connection->open = true;
  connection_listen(connection);
  connection->handler->open(connection->owner);
  return same(connection, generation);
}

static void tls_received(struct connection *connection, const char *bytes, size_t count,
                         uint64_t receipt_ns) {
  uint32_t generation = connection->generation;
  char *plain = connection->connections->plain;
  enum tls_progress progress = TLS_PROGRESS_DONE;
  tls_stream_give(connection->tls, bytes, count);
  if (!tls_go_on(connection))
    return;
  while (progress == TLS_PROGRESS_DONE && same(connection, generation)) {
    size_t plain_bytes = 0;
    progress = tls_stream_read(connection->tls, plain, READ_BYTES, &plain_bytes);
    output_send(connection);
    if (plain_bytes > 0)
      connection->handler->received(connection->owner, plain, plain_bytes, receipt_ns);
  }
  if (progress == TLS_PROGRESS_FAILED && same(connection, generation))
    tls_broken(connection);
}

static struct stamped_read socket_read(const struct connection *connection, char *input) {
  if (connection->connections->network.stamped)
    return queueing_read(connection->descriptor, input, READ_BYTES);
  struct stamped_read arrival = {.waited_ns = QUEUEING_UNSTAMPED};
  arrival.bytes = recv(connection->descriptor, input, READ_BYTES, MSG_DONTWAIT);
  int error_number = errno;
  arrival.receipt_ns = clock_now_ns();
  errno = error_number;
  return arrival;
}

static void read_hand_over(struct connection *connection, const char *input,
                           const struct stamped_read *arrival) {
  struct queueing *queueing = connection->connections->network.queueing;
  size_t count = (size_t)arrival->bytes;
  if (queueing)
    queueing_begin(queueing);
  if (connection->tls)
    tls_received(connection, input, count, arrival->receipt_ns);
  else
    connection->handler->received(connection->owner, input, count, arrival->receipt_ns);
  if (queueing)
    queueing_end(queueing, arrival);
}

/* A read that did not fill the buffer has emptied the socket: bytes that follow are another event.
 */
static void connection_read(struct connection *connection) {
  uint32_t generation = connection->generation;
  char *input = connection->connections->input;
  for (int i = 0; i < READS_MAX && same(connection, generation) && !connection_rests(connection);
       i++) {
    const struct stamped_read arrival = socket_read(connection, input);
    if (arrival.bytes < 0 && (errno == EAGAIN || errno == EINTR))
      return;
    if (arrival.bytes <= 0) {
      stream_ended(connection, arrival.bytes == 0 ? 0 : errno);
      return;
    }
    read_hand_over(connection, input, &arrival);
    if (arrival.bytes < READ_BYTES)
      return;
  }
}

/* --- connecting ---------------------------------------------------------------------- */

static void tls_begin(struct connection *connection) {
  const struct connections *all = connection->connections;
  const struct tls_output output = {.write = output_take, .owner = connection};
  connection->tls = tls_stream_create(all->network.tls, all->host, &connection->session, output);
  if (!connection->tls) {
    const struct connection_end end = {
        .established = true, .by = LIFE_BY_CLIENT, .failure = LIFE_OTHER};
    connection_ended(connection, &end);
    return;
  }
  tls_stream_give(connection->tls, NULL, 0);
  tls_go_on(connection);
}

static void connection_made(struct connection *connection) {
  const struct network *network = &connection->connections->network;
  uint32_t generation = connection->generation;
  connection->established = true;
  if (network->stamped)
    queueing_enable(connection->descriptor);
  sockets_opened(network->sockets, connection->descriptor);
  connection->handler->established(connection->owner);
  if (!same(connection, generation))
    return;
  if (network->tls) {
    connection_listen(connection);
    tls_begin(connection);
    return;
  }
  connection->open = true;
  connection_listen(connection);
  connection->handler->open(connection->owner);
}

static void connect_done(struct connection *connection) {
  int error_number = 0;
  socklen_t bytes = sizeof error_number;
  getsockopt(connection->descriptor, SOL_SOCKET, SO_ERROR, &error_number, &bytes);
  if (error_number == 0) {
    connection_made(connection);
    return;
  }
  const struct connection_end end = {.failure = life_failure_of(error_number)};
  connection_ended(connection, &end);
}

static void connection_ready(void *owner, unsigned events) {
  struct connection *connection = owner;
  uint32_t generation = connection->generation;
  if (!connection->established) {
    connect_done(connection);
    return;
  }
  if ((events & LOOP_WRITE) && connection->waiting_bytes > 0)
    waiting_send(connection);
  if ((events & LOOP_READ) && same(connection, generation))
    connection_read(connection);
}

bool connection_open(struct connection *connection, int *error_number) {
  const struct connections *all = connection->connections;
  const struct network *network = &all->network;
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) {
    *error_number = errno;
    return false;
  }
  connection->io = loop_io_create(network->loop, descriptor, connection_ready, connection);
  sockets_limit_receiving(descriptor, network->receive_buffer_bytes);
  sockets_set_nodelay(descriptor, network->nodelay);
  const struct sockaddr *address = (const struct sockaddr *)(const void *)&all->address;
  *error_number = connection->io ? 0 : ENOMEM;
  if (connection->io && connection->address)
    *error_number = user_address_bind(descriptor, *connection->address);
  if (*error_number == 0 && connect(descriptor, address, sizeof all->address) != 0 &&
      errno != EINPROGRESS)
    *error_number = errno;
  if (*error_number) {
    loop_io_destroy(connection->io);
    connection->io = NULL;
    close(descriptor);
    return false;
  }
  connection->descriptor = descriptor;
  connection_listen(connection);
  return true;
}

void connection_set_paused(struct connection *connection, bool paused) {
  connection->paused = paused;
  if (connection->descriptor >= 0)
    connection_listen(connection);
}
