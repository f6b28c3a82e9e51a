/* The lines of JSON that pushbench-server prints on standard output. */
#ifndef SERVERS_CONTROL_REPORT_H
#define SERVERS_CONTROL_REPORT_H

#include <stdint.h>

#include "common/stats/age.h"
#include "common/stats/broadcast.h"
#include "servers/control/dead_peers.h"
#include "servers/control/server.h"

/* {"ready":true,"host":…,"port":…,"pid":…,"clock":{…},"control_token":…}; STATUS_ENVIRONMENT where
 * standard output does not take it, and so nobody hears where the server is. */
enum status report_ready(const struct server *server, const char *host, uint16_t port,
                         struct error *error);

/* The server's own counts, at its end. The publisher has stopped. `queues`: as they were
 * before the connections were ended. */
void report_counts(struct server *server, const struct dead_peers_state *queues);

/* What users in process saw: the fields of the client's document that need no
 * network; those that do are null. */
struct report_users {
  uint64_t channels;
  uint64_t window_start_ns, window_end_ns;
  uint64_t published, published_seen;
  uint64_t expected, delivered, skipped, duplicated, reordered, corrupted, early;
  uint64_t requests, polls_answered, requests_empty;
  uint64_t received; /* messages, in the measured phase, whenever they were due */
  uint64_t payload_bytes, protocol_down_bytes;
  uint64_t head_down_bytes; /* of the polls' answers: a part of protocol_down_bytes */
  const struct histogram *latency;
  const struct broadcast *broadcast;
  const struct age *age;
  bool interrupted;
};
void report_users(const struct server_options *options, const struct report_users *users);

#endif
