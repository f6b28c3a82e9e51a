/* What control requests and the closing report share. */
#ifndef SERVERS_CONTROL_H
#define SERVERS_CONTROL_H

#include <jansson.h>

#include "servers/server.h"

/* All counters by name; a new reference, NULL without memory. Any thread. */
json_t *server_counters_json(const struct server_counters *counters);

#endif
