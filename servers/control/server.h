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

struct server {
  const struct server_options *options;
  struct workload workload;
  struct trace trace;     /* of workload `trace` */
  struct ssl_ctx_st *tls; /* NULL without TLS */
  struct gzip *gzip;      /* NULL without compression */
  atomic_uint port;       /* on which the engine listens; 0 until it does */
  struct access access;
  char made_token[CONTROL_TOKEN_MADE_BYTES + 1];
  struct transport_settings settings;
  struct hub hub;
  struct publisher publisher;
  struct server_counters counters;
  struct heartbeat_times heartbeats;
  struct journal journal; /* open if publisher.journal points here */
};

/* Makes a server of its options, and starts the publisher's thread, which waits for
 * publisher_begin. A journal is read, and the feeds continue where it ends. STATUS_USAGE or
 * STATUS_ENVIRONMENT with the reason, and nothing is left to close. Main thread. */
enum status server_open(struct server *server, const struct server_options *options,
                        struct error *error);

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
  COUNT(&server->counters, heartbeats_answered);
  heartbeat_times_answered(&server->heartbeats, rtt_ns);
}

/* Counts a peer that is taken for dead. Any thread. */
static inline void server_count_dead(struct server *server, uint64_t silence_ns) {
  COUNT(&server->counters, heartbeats_missed);
  heartbeat_times_missed(&server->heartbeats, silence_ns);
}

#endif
