/* One round of the loop: the events, the channels with new messages, the deadlines. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/log.h"
#include "servers/engines/epoll/epoll.h"
#include "servers/engines/epoll/http2.h"

enum {
  EVENTS_MAX = 512,              /* of one call */
  ORDER_RANDOM_STREAM = 1 << 20, /* the schedule uses the streams below it */
};

/* After a failure, for example for lack of descriptors. */
#define ACCEPT_PAUSE_NS (100 * NS_PER_MS)
#define STOP_NS (1000 * NS_PER_MS) /* time for peers to answer a closing handshake */

/* --- accepting ----------------------------------------------------------------------- */

static void on_acceptable(struct source *source, uint32_t events) {
  struct loop *loop = container_of(source, struct loop, accepting);
  (void)events;
  for (;;) {
    int descriptor = accept4(loop->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) {
      loop->accept_failed = false;
      epoll_adopt(loop, descriptor);
    } else if (errno == EAGAIN) {
      return;
    } else if (errno != EINTR && errno != ECONNABORTED) {
      break;
    }
  }
  /* without a pause the loop would spin, since the socket stays readable */
  if (!loop->accept_failed)
    log_warning("cannot accept a connection: %s; this is tried again until it succeeds",
                strerror(errno));
  loop->accept_failed = true;
  loop_change(loop, loop->listener, &loop->accepting, 0);
  deadlines_set(&loop->deadlines, &loop->accept_again, clock_now_ns() + ACCEPT_PAUSE_NS);
}

static void on_accept_again(struct deadline *deadline) {
  struct loop *loop = container_of(deadline, struct loop, accept_again);
  if (!loop->stopping)
    loop_change(loop, loop->listener, &loop->accepting, EPOLLIN);
}

/* --- stopping ------------------------------------------------------------------------ */

static void on_stop_deadline(struct deadline *deadline) {
  struct loop *loop = container_of(deadline, struct loop, stop_deadline);
  loop->ended = true;
}

static void loop_begin_stop(struct loop *loop) {
  loop->stopping = true;
  loop_change(loop, loop->listener, &loop->accepting, 0);
  deadlines_set(&loop->deadlines, &loop->stop_deadline, clock_now_ns() + STOP_NS);
  struct link *next = NULL;
  for (struct link *at = loop->connections.next; at != &loop->connections; at = next) {
    next = at->next;
    epoll_stop(container_of(at, struct connection, in_loop));
  }
}

/* --- messages ------------------------------------------------------------------------ */

void loop_published(struct loop *loop, uint64_t channel) {
  if (dirty_channels_add(&loop->dirty_channels, channel))
    eventfd_write(loop->wake, 1);
}

static void channel_serve(struct loop *loop, uint64_t channel) {
  struct serving_order *order = &loop->channels[channel];
  struct serving_order_round round;
  struct link *at = NULL;
  serving_order_begin(order, &round, &loop->random);
  while ((at = serving_order_next(order, &round)))
    epoll_serve((struct exchange *)at);
  serving_order_end(order, &round);
  http2_flush_all(loop);
}

static void on_wake(struct source *source, uint32_t events) {
  struct loop *loop = container_of(source, struct loop, waking);
  eventfd_t ignored;
  uint64_t channel = 0;
  (void)events;
  eventfd_read(loop->wake, &ignored);
  while (dirty_channels_take(&loop->dirty_channels, &channel))
    channel_serve(loop, channel);
  if (atomic_load(&loop->told_to_stop) && !loop->stopping)
    loop_begin_stop(loop);
}

/* --- the loop ------------------------------------------------------------------------ */

/* Milliseconds, rounded up, so that a deadline has passed when the wait ends. */
static int loop_wait_ms(const struct loop *loop, uint64_t now_ns) {
  uint64_t next_ns = deadlines_next(&loop->deadlines);
  if (next_ns == DEADLINE_NONE)
    return -1;
  if (next_ns <= now_ns)
    return 0;
  uint64_t wait_ms = (next_ns - now_ns + NS_PER_MS - 1) / NS_PER_MS;
  return wait_ms < INT32_MAX ? (int)wait_ms : INT32_MAX;
}

static void closed_free(struct loop *loop) {
  while (loop->closed_streams.next != &loop->closed_streams)
    http2_stream_free(container_of(loop->closed_streams.next, struct http2_stream, in_connection));
  http2_free_closed(loop);
  while (loop->closed.next != &loop->closed)
    epoll_free(container_of(loop->closed.next, struct connection, in_loop));
}

static void *loop_run(void *argument) {
  struct loop *loop = argument;
  struct epoll_event events[EVENTS_MAX];
  while (!loop->ended) {
    int count =
        epoll_wait(loop->descriptor, events, EVENTS_MAX, loop_wait_ms(loop, clock_now_ns()));
    for (int i = 0; i < count; i++) {
      struct source *source = events[i].data.ptr;
      source->ready(source, events[i].events);
    }
    deadlines_run(&loop->deadlines, clock_now_ns());
    http2_flush_all(loop);
    closed_free(loop);
    loop->ended |= loop->stopping && loop->connections.next == &loop->connections;
  }
  return NULL;
}

/* --- start and stop ------------------------------------------------------------------ */

static bool loop_channels_open(struct loop *loop) {
  uint64_t channels = loop->server->hub.channels;
  loop->channels = calloc(channels, sizeof *loop->channels);
  if (!loop->channels || dirty_channels_init(&loop->dirty_channels, channels) != STATUS_OK)
    return false;
  for (uint64_t i = 0; i < channels; i++)
    serving_order_init(&loop->channels[i]);
  return true;
}

struct loop *loop_create(struct server *server, int listener, int number, struct error *error) {
  struct loop *loop = calloc(1, sizeof *loop);
  if (!loop) {
    close(listener);
    error_set(error, STATUS_ENVIRONMENT, "no memory for an event loop");
    return NULL;
  }
  loop->server = server;
  loop->listener = listener;
  loop->accepting.ready = on_acceptable;
  loop->waking.ready = on_wake;
  loop->random =
      random_seeded((uint64_t)server->options->seed, ORDER_RANDOM_STREAM + (uint64_t)number);
  link_init(&loop->connections);
  link_init(&loop->closed);
  link_init(&loop->unflushed);
  link_init(&loop->closed_streams);
  link_init(&loop->closed_http2);
  deadline_init(&loop->accept_again, on_accept_again);
  deadline_init(&loop->stop_deadline, on_stop_deadline);
  loop->descriptor = epoll_create1(EPOLL_CLOEXEC);
  loop->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (loop->descriptor < 0 || loop->wake < 0 || !loop_channels_open(loop) ||
      !deadlines_reserve(&loop->deadlines) || !deadlines_reserve(&loop->deadlines) ||
      !loop_add(loop, loop->listener, &loop->accepting, EPOLLIN) ||
      !loop_add(loop, loop->wake, &loop->waking, EPOLLIN)) {
    error_set(error, STATUS_ENVIRONMENT, "cannot make an event loop: %s", strerror(errno));
    loop_destroy(loop);
    return NULL;
  }
  return loop;
}

bool loop_start(struct loop *loop) {
  return pthread_create(&loop->thread, NULL, loop_run, loop) == 0;
}

void loop_stop(struct loop *loop) {
  atomic_store(&loop->told_to_stop, true);
  eventfd_write(loop->wake, 1);
  pthread_join(loop->thread, NULL);
}

static void close_if_open(int descriptor) {
  if (descriptor >= 0)
    close(descriptor);
}

void loop_destroy(struct loop *loop) {
  if (!loop)
    return;
  while (loop->connections.next != &loop->connections)
    epoll_close(container_of(loop->connections.next, struct connection, in_loop));
  closed_free(loop);
  close_if_open(loop->listener);
  close_if_open(loop->wake);
  close_if_open(loop->descriptor);
  if (loop->dirty_channels.list)
    dirty_channels_release(&loop->dirty_channels);
  deadlines_release(&loop->deadlines);
  free(loop->channels);
  free(loop);
}
