/* The server without its engine: hub, publisher, settings and counts. */
#ifndef SERVERS_CONTROL_SERVER_H
#define SERVERS_CONTROL_SERVER_H

#include "common/base/traits.h"
#include "common/load/trace.h"
#include "common/load/workload.h"
#include "common/suite/server_options.h"
#include "common/wire/control_token.h"
#include "servers/channels/hub.h"
#include "servers/channels/publisher.h"
#include "servers/transports/counters.h"
#include "servers/transports/heartbeat_times.h"
#include "servers/transports/transport.h"
#include "servers/wire/access.h"
#include "servers/wire/request.h"

/* What all processes of a server have in common (servers/control/replicas.h), in memory that they
 * share. */
struct server_shared {
  struct publisher publisher; /* the first process's; the others begin it and read its state */
  struct server_counters counters;
  char made_token[CONTROL_TOKEN_MADE_BYTES + 1]; /* "" while none is made */
};

struct server {
  const struct server_options *options;
  struct server_shared *shared;
  bool owns_shared;
  bool replica; /* not the first process: another one publishes, and hands its messages on */
  struct workload workload;
  struct trace trace;     /* of workload `trace` */
  struct ssl_ctx_st *tls; /* NULL without TLS */
  struct gzip *gzip;      /* NULL without compression */
  atomic_uint port;       /* on which the engine listens; 0 until it does */
  struct access access;
  struct transport_settings settings;
  struct hub hub;
  struct heartbeat_times heartbeats;
  struct journal journal; /* open if the publisher's journal points here */
};

/* Memory for the processes that are forked afterwards, with a control token where none is given
 * ("") or in the environment. NULL without memory, or without random bytes. */
struct server_shared *server_shared_create(const char *control_token);
void server_shared_destroy(struct server_shared *shared); /* NULL is fine */

/* Makes a server of its options, and starts the publisher's thread, which waits for
 * publisher_begin. A journal is read, and the feeds continue where it ends. STATUS_USAGE or
 * STATUS_ENVIRONMENT with the reason, and nothing is left to close. Main thread. */
enum status server_open(struct server *server, const struct server_options *options,
                        struct error *error);

/* The same in one of several processes, with what they share, which stays the caller's. `replica`:
 * it is not the first, and starts no publisher. */
enum status server_open_shared(struct server *server, const struct server_options *options,
                               struct server_shared *shared, bool replica, struct error *error);

/* After publisher_stop and the end of the engine. */
void server_close(struct server *server);

/* Sets server->access of an open server that is to listen on that numeric address. The control
 * token comes from the options or the environment, or is made here. STATUS_USAGE where it is
 * malformed. */
enum status server_open_access(struct server *server, const char *address, struct error *error);

/* Opens the session that a request for a feed asks for. Any thread. */
void server_open_session(struct server *server, const struct request *request,
                         struct session *session);

/* Whether the users are in this process, without a network. */
static inline bool server_is_in_process(const struct server_options *options) {
  return engine_traits[options->engine].in_process;
}

/* Counts an answered ping. Any thread. */
static inline void server_count_answer(struct server *server, uint64_t rtt_ns) {
  COUNT(&server->shared->counters, heartbeats_answered);
  heartbeat_times_answered(&server->heartbeats, rtt_ns);
}

/* Counts a peer that is taken for dead. Any thread. */
static inline void server_count_dead(struct server *server, uint64_t silence_ns) {
  COUNT(&server->shared->counters, heartbeats_missed);
  heartbeat_times_missed(&server->heartbeats, silence_ns);
}

#endif
