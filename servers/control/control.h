/* What control requests and the closing report share. */
#ifndef SERVERS_CONTROL_CONTROL_H
#define SERVERS_CONTROL_CONTROL_H

#include <jansson.h>

#include "servers/control/server.h"

/* All counters by name; a new reference, NULL without memory. Any thread. */
json_t *server_counters_json(const struct server_counters *counters);

/* {"boot_id", "time_namespace"}: which clock this server's instants are of
 * (common/base/clock_identity.h); a new reference. Any thread. */
json_t *server_clock_json(void);

#endif
