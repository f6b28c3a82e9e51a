/* The engine on epoll, without a library: non-blocking sockets and the bytes of servers/wire. It is
 * what the transports cost when nothing is in the way.
 *
 * With engine_threads above 1 there are as many loops, each with a listening socket of its own
 * (SO_REUSEPORT): the kernel deals out the connections. The feeds are shared. */
#include "servers/engines/epoll/epoll.h"

#include <stdlib.h>

#include "servers/engines/engine.h"
#include "servers/engines/listener.h"

struct engine_state {
  struct loop **loops;
  int count, started;
};

/* Any thread. */
static void channel_published(void *context, uint64_t channel) {
  const struct engine_state *engine = context;
  for (int i = 0; i < engine->count; i++)
    loop_published(engine->loops[i], channel);
}

/* --- start and stop ------------------------------------------------------------------ */

static void engine_free(struct engine_state *engine) {
  for (int i = 0; i < engine->started; i++)
    loop_stop(engine->loops[i]);
  for (int i = 0; i < engine->count; i++)
    loop_destroy(engine->loops[i]);
  free(engine->loops);
  free(engine);
}

static enum status loops_open(struct engine_state *engine, struct server *server, uint16_t *port,
                              struct error *error) {
  int threads = (int)server->options->engine_threads;
  enum status status = STATUS_OK;
  while (status == STATUS_OK && engine->count < threads) {
    int listener = -1;
    status = listener_open(server->options, &listener, port, error);
    if (status != STATUS_OK)
      break;
    struct loop *loop = loop_create(server, listener, engine->count, error);
    if (!loop)
      return STATUS_ENVIRONMENT;
    engine->loops[engine->count++] = loop;
  }
  return status;
}

static enum status loops_start(struct engine_state *engine, struct error *error) {
  for (; engine->started < engine->count; engine->started++)
    if (!loop_start(engine->loops[engine->started]))
      return error_set(error, STATUS_ENVIRONMENT, "cannot start the thread of loop %d",
                       engine->started + 1);
  return STATUS_OK;
}

static enum status epoll_start(struct server *server, struct engine_state **state, uint16_t *port,
                               struct error *error) {
  struct engine_state *engine = calloc(1, sizeof *engine);
  if (engine)
    engine->loops = calloc((size_t)server->options->engine_threads, sizeof(struct loop *));
  if (!engine || !engine->loops) {
    free(engine);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the epoll engine");
  }
  enum status status = loops_open(engine, server, port, error);
  server->hub.observer = (struct hub_observer){.published = channel_published, .context = engine};
  if (status == STATUS_OK)
    status = loops_start(engine, error);
  if (status != STATUS_OK) {
    engine_free(engine);
    return status;
  }
  *state = engine;
  return STATUS_OK;
}

static const char *epoll_version(void) {
  return "epoll, no library but OpenSSL, zlib and, for HTTP/2, nghttp2";
}

const struct engine epoll_engine = {
    .name = "epoll",
    .start = epoll_start,
    .stop = engine_free,
    .version = epoll_version,
};
