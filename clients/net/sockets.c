/* TCP_INFO of sockets, and their orderly end. */
#include "clients/net/sockets.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/contract.h"
#include "common/base/log.h"

/* The longest wait for the last acknowledgements. On a loopback they come at once, unless the
 * kernel is working on the server's socket at that moment. */
static const uint64_t SETTLE_NS = 1 * NS_PER_MS;
static const uint64_t SETTLE_LOOK_NS = 20 * NS_PER_US;

enum drained {
  DRAINED_OPEN,
  DRAINED_ENDED,   /* by a FIN */
  DRAINED_BROKEN,  /* by an RST */
  DRAINED_REFUSED, /* by a FIN; then our bytes were answered by an RST */
};

struct socket_lingering {
  struct sockets *sockets;
  struct loop_io *io;
  struct loop_timer *timer;
  int descriptor;
  struct socket_closer closer;
  enum drained drained;
  struct socket_lingering *previous, *next;
};

size_t sockets_capacity(void) {
  return (size_t)sysconf(_SC_OPEN_MAX);
}

enum status sockets_init(struct sockets *sockets, struct loop *loop, size_t capacity,
                         struct error *error) {
  bool *live = calloc(capacity, sizeof *live);
  if (!live)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for %zu sockets", capacity);
  *sockets = (struct sockets){.loop = loop,
                              .live = live,
                              .capacity = capacity,
                              .patience_ns = SOCKETS_PATIENCE_MS * NS_PER_MS};
  return STATUS_OK;
}

void sockets_limit_receiving(int descriptor, int bytes) {
  if (bytes > 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

void sockets_opened(struct sockets *sockets, int descriptor) {
  if (descriptor < 0)
    return;
  CONTRACT((size_t)descriptor <
           sockets->capacity); /* the file limit, so no descriptor is beyond it */
  if (sockets->live[descriptor])
    return;
  sockets->live[descriptor] = true;
  sockets->live_count++;
}

void sockets_set_nodelay(int descriptor, bool nodelay) {
  int value = nodelay;
  if (setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &value, sizeof value) != 0)
    log_warning("TCP_NODELAY: %s", strerror(errno));
}

void sockets_lost(struct sockets *sockets, int descriptor) {
  if (descriptor < 0 || (size_t)descriptor >= sockets->capacity || !sockets->live[descriptor])
    return;
  sockets->live[descriptor] = false;
  sockets->live_count--;
}

static bool socket_is_live(const struct sockets *sockets, int descriptor) {
  return descriptor >= 0 && (size_t)descriptor < sockets->capacity && sockets->live[descriptor];
}

/* Reads and drops the bytes that have arrived. */
static enum drained socket_drain(struct sockets *sockets, int descriptor) {
  char discarded[4096];
  ssize_t got;
  while ((got = recv(descriptor, discarded, sizeof discarded, MSG_DONTWAIT)) > 0)
    sockets->drained_bytes += (uint64_t)got;
  if (got == 0)
    return DRAINED_ENDED;
  return errno == EAGAIN || errno == EINTR ? DRAINED_OPEN : DRAINED_BROKEN;
}

static int socket_error_take(int descriptor) {
  int failure = 0;
  socklen_t bytes = sizeof failure;
  getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &bytes);
  return failure;
}

static bool socket_counts(int descriptor, enum drained drained, struct wire_bytes *out) {
  switch (drained) {
  case DRAINED_OPEN:
    break;
  case DRAINED_ENDED:
    return wire_bytes_read_ended(
        descriptor, socket_error_take(descriptor) ? WIRE_RESET_BEHIND_FIN : WIRE_ENDED_BY_FIN, out);
  case DRAINED_BROKEN:
    return wire_bytes_read_ended(descriptor, WIRE_ENDED_BY_RESET, out);
  case DRAINED_REFUSED:
    return wire_bytes_read_ended(descriptor, WIRE_RESET_BEHIND_FIN, out);
  }
  return wire_bytes_read(descriptor, out);
}

uint64_t sockets_unread_bytes(int descriptor) {
  int unread = 0;
  return ioctl(descriptor, FIONREAD, &unread) == 0 ? (uint64_t)unread : 0;
}

/* Counts a socket for the last time. The kernel is asked again where bytes have arrived since they
 * were drained: it counts them when they arrive, and drained_bytes when they are read. */
static void socket_count(struct sockets *sockets, int descriptor, enum drained drained) {
  struct wire_bytes counts;
  if (!socket_is_live(sockets, descriptor))
    return;
  bool counted = socket_counts(descriptor, drained, &counts);
  while (counted && drained == DRAINED_OPEN && sockets_unread_bytes(descriptor) > 0) {
    drained = socket_drain(sockets, descriptor);
    counted = socket_counts(descriptor, drained, &counts);
  }
  if (counted)
    wire_bytes_add(&sockets->closed, &counts);
  sockets_lost(sockets, descriptor);
}

/* For a socket that a library has read. A FIN that is there in spite of an error came before the
 * error. A FIN without an error may be the rest of a reset that the library has already seen. */
static enum drained socket_drain_others(struct sockets *sockets, int descriptor) {
  enum drained drained = socket_drain(sockets, descriptor);
  bool failed = socket_error_take(descriptor) != 0;
  if (drained != DRAINED_ENDED)
    return drained;
  return failed ? DRAINED_REFUSED : DRAINED_OPEN;
}

void sockets_closing(struct sockets *sockets, int descriptor) {
  if (socket_is_live(sockets, descriptor))
    socket_count(sockets, descriptor, socket_drain_others(sockets, descriptor));
}

bool sockets_reset(struct sockets *sockets, int descriptor) {
  const struct sockaddr nobody = {.sa_family = AF_UNSPEC}; /* which ends the connection at once */
  sockets_closing(sockets, descriptor);
  return connect(descriptor, &nobody, sizeof nobody) == 0;
}

static void socket_close(int descriptor, const struct socket_closer *closer) {
  if (closer->close)
    closer->close(closer->owner);
  else
    close(descriptor);
}

/* Counts the socket, and leaves it to the caller to close it. */
static void lingering_release(struct socket_lingering *lingering) {
  loop_io_destroy(lingering->io);
  loop_timer_destroy(lingering->timer);
  socket_count(lingering->sockets, lingering->descriptor, lingering->drained);
  if (lingering->previous)
    lingering->previous->next = lingering->next;
  else
    lingering->sockets->lingering = lingering->next;
  if (lingering->next)
    lingering->next->previous = lingering->previous;
  free(lingering);
}

static void lingering_end(struct socket_lingering *lingering) {
  int descriptor = lingering->descriptor;
  const struct socket_closer closer = lingering->closer;
  lingering_release(lingering);
  socket_close(descriptor, &closer);
}

static void lingering_timed_out(void *owner) {
  struct socket_lingering *lingering = owner;
  lingering->drained = socket_drain(lingering->sockets, lingering->descriptor);
  lingering_end(lingering);
}

static void lingering_ready(void *owner, unsigned events) {
  (void)events;
  struct socket_lingering *lingering = owner;
  lingering->drained = socket_drain(lingering->sockets, lingering->descriptor);
  if (lingering->drained == DRAINED_OPEN)
    return;
  if (lingering->drained == DRAINED_BROKEN || wire_settled(lingering->descriptor)) {
    lingering_end(lingering);
    return;
  }
  loop_io_set(lingering->io, 0);
  loop_timer_at(lingering->timer, clock_now_ns() + SETTLE_NS);
}

bool sockets_close_softly(struct sockets *sockets, int descriptor, const struct socket_closer *by) {
  const struct socket_closer closer = by ? *by : (struct socket_closer){.close = NULL};
  struct socket_lingering *lingering = calloc(1, sizeof *lingering);
  if (lingering) {
    lingering->io = loop_io_create(sockets->loop, descriptor, lingering_ready, lingering);
    lingering->timer = loop_timer_create(sockets->loop, lingering_timed_out, lingering);
  }
  if (!lingering || !lingering->io || !lingering->timer ||
      shutdown(descriptor, SHUT_WR) != 0) { /* it was never connected, or it is reset */
    if (lingering) {
      loop_io_destroy(lingering->io);
      loop_timer_destroy(lingering->timer);
      free(lingering);
    }
    enum drained drained = socket_drain_others(sockets, descriptor);
    socket_count(sockets, descriptor, drained);
    socket_close(descriptor, &closer);
    return drained == DRAINED_REFUSED;
  }
  lingering->sockets = sockets;
  lingering->descriptor = descriptor;
  lingering->closer = closer;
  lingering->next = sockets->lingering;
  if (lingering->next)
    lingering->next->previous = lingering;
  sockets->lingering = lingering;
  loop_io_set(lingering->io, LOOP_READ);
  loop_timer_at(lingering->timer, clock_now_ns() + SOCKETS_LINGER_MS * NS_PER_MS);
  return false;
}

void sockets_let_go(struct sockets *sockets, int descriptor) {
  for (struct socket_lingering *at = sockets->lingering; at; at = at->next)
    if (at->descriptor == descriptor) {
      at->drained = socket_drain(sockets, descriptor);
      lingering_release(at);
      return;
    }
}

void sockets_finish(struct sockets *sockets, int descriptor) {
  uint64_t begin_ns = clock_now_ns();
  uint64_t now_ns = begin_ns;
  uint64_t patience_ns = sockets->patience_ns < SETTLE_NS ? sockets->patience_ns : SETTLE_NS;
  shutdown(descriptor, SHUT_WR);
  while (!wire_settled(descriptor) && now_ns - begin_ns < patience_ns) {
    clock_sleep_until_ns(now_ns + SETTLE_LOOK_NS);
    now_ns = clock_now_ns();
  }
  uint64_t waited_ns = now_ns - begin_ns;
  sockets->patience_ns -= waited_ns < sockets->patience_ns ? waited_ns : sockets->patience_ns;
}

void sockets_release(struct sockets *sockets) {
  while (sockets->lingering)
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): ending one moves the list's head */
    lingering_end(sockets->lingering);
  free(sockets->live);
  sockets->live = NULL;
}

struct wire_bytes sockets_sum(const struct sockets *sockets) {
  struct wire_bytes sum = sockets->closed;
  size_t left = sockets->live_count;
  for (size_t descriptor = 0; left > 0 && descriptor < sockets->capacity; descriptor++) {
    if (!sockets->live[descriptor])
      continue;
    left--;
    struct wire_bytes counts;
    if (wire_bytes_read((int)descriptor, &counts))
      wire_bytes_add(&sum, &counts);
  }
  return sum;
}
