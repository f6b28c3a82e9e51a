/* The lines of JSON that pushbench-server prints on standard output. */
#ifndef SERVERS_CONTROL_REPORT_H
#define SERVERS_CONTROL_REPORT_H

#include <stdint.h>

#include "documents/users_document.h"
#include "servers/control/dead_peers.h"
#include "servers/control/server.h"

/* {"ready":true,"host":…,"port":…,"pid":…,"clock":{…},"control_token":…}; STATUS_ENVIRONMENT where
 * standard output does not take it, and so nobody hears where the server is. */
enum status report_ready(const struct server *server, const char *host, uint16_t port,
                         struct error *error);

/* The server's own counts, at its end. The publisher has stopped. `queues`: as they were
 * before the connections were ended. */
void report_counts(struct server *server, const struct dead_peers_state *queues);

/* The requests of users in process, and the bytes that they read. */
struct report_traffic {
  uint64_t requests, requests_empty;
  uint64_t payload_bytes, protocol_down_bytes;
  uint64_t head_down_bytes; /* of the polls' answers: a part of protocol_down_bytes */
};

/* The document of users in process, without what needs a network. */
void report_users(const struct users_figures *users, const struct report_traffic *traffic);

#endif
