/* Prints the lines of JSON that pushbench-server writes to standard output. */
#ifndef SERVERS_CONTROL_REPORT_H
#define SERVERS_CONTROL_REPORT_H

#include <stdint.h>

#include "documents/users_document.h"
#include "servers/control/dead_peers.h"
#include "servers/control/server.h"

/* {"ready":true,"host":…,"port":…,"pid":…,"clock":{…},"control_token":…}. STATUS_ENVIRONMENT where
 * standard output cannot be written, since nobody would learn the port. */
enum status report_ready(const struct server *server, const char *host, uint16_t port,
                         struct error *error);

/* The server's own counts, after the publisher has stopped. `queues`: read before the connections
 * were closed. */
void report_counts(struct server *server, const struct dead_peers_state *queues);

/* Requests of users in process, and the bytes that these have read. */
struct report_traffic {
  uint64_t requests, requests_empty;
  uint64_t payload_bytes, data_bytes, protocol_down_bytes;
  uint64_t head_down_bytes; /* of the answers to polls; included in protocol_down_bytes */
};

/* The document of users in process, without the figures that need a network. */
void report_users(const struct users_figures *users, const struct report_traffic *traffic);

#endif
