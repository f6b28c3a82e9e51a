/* Answers the control requests: /stats, /start, /publish, /silence and /probe. */
#ifndef SERVERS_CONTROL_CONTROL_H
#define SERVERS_CONTROL_CONTROL_H

#include <jansson.h>

#include "servers/control/server.h"

/* The whole HTTP answer to a request by one of their routes; NULL without memory. `body`: of a
 * probe its own head, which the engine writes as in servers/wire/received_head.h. Any thread. */
struct chunk *control_answer(struct server *server, const struct request *request, const char *body,
                             size_t body_bytes, uint64_t now_ns);

/* All counters by name; a new reference, NULL without memory. Any thread. */
json_t *server_counters_json(const struct server_counters *counters);

/* {"boot_id", "time_namespace"}: the clock of this server's instants
 * (common/base/clock_identity.h); a new reference. Any thread. */
json_t *server_clock_json(void);

#endif
