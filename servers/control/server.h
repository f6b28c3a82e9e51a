/* What an engine serves: everything of the server that is no I/O. */
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
  struct trace trace;     /* of the workload of that name */
  struct ssl_ctx_st *tls; /* NULL without TLS */
  struct gzip *gzip;      /* NULL without compression */
  atomic_uint port;       /* that the engine listens on; 0 until it does */
  struct access access;
  char made_token[CONTROL_TOKEN_MADE_BYTES + 1];
  struct transport_settings settings;
  struct hub hub;
  struct publisher publisher;
  struct server_counters counters;
  struct heartbeat_times heartbeats; /* of this side */
  struct journal journal;            /* where options->journal names one */
};

/* Makes what the options ask for, and starts the publisher's thread, which waits for
 * publisher_begin; a journal is read, and the feeds go on where it ends. STATUS_USAGE or
 * STATUS_ENVIRONMENT with the reason, and then nothing is left to close. Main thread. */
enum status server_open(struct server *server, const struct server_options *options,
                        struct error *error);

/* After the publisher was stopped and the engine has ended. */
void server_close(struct server *server);

/* Who may ask the open server for what, when it listens on that numeric address; the control
 * token is the options', the environment's or made here. STATUS_USAGE where it is malformed. */
enum status server_open_access(struct server *server, const char *address, struct error *error);

/* Opens the session that a request for a feed asks for. Any thread. */
void server_open_session(struct server *server, const struct request *request,
                         struct session *session);

/* The users are in this process: no network. */
static inline bool server_is_in_process(const struct server_options *options) {
  return engine_traits[options->engine].in_process;
}

/* A heartbeat was answered. Any thread. */
static inline void server_count_answer(struct server *server, uint64_t rtt_ns) {
  COUNT(&server->counters, heartbeats_answered);
  heartbeat_times_answered(&server->heartbeats, rtt_ns);
}

/* A peer is taken for dead. Any thread. */
static inline void server_count_dead(struct server *server, uint64_t silence_ns) {
  COUNT(&server->counters, heartbeats_missed);
  heartbeat_times_missed(&server->heartbeats, silence_ns);
}

/* Answers a control request (/stats, /start, /publish, /silence) with a whole HTTP answer;
 * NULL without memory. Any thread. */
struct chunk *control_answer(struct server *server, const struct request *request, const char *body,
                             size_t body_bytes, uint64_t now_ns);

#endif
