/* Reads the line by which a server says where it listens. */
#include <stdio.h>

#include "bench/run/repeat_state.h"
#include "common/wire/control_token.h"

static const char unsaid[] = "the server did not say where it listens: see server.log";

/* Reads where our own server listens. */
static void own_read(struct repeat *repeat, const json_t *ready) {
  const char *host = json_string_value(json_object_get(ready, "host"));
  const char *token = json_string_value(json_object_get(ready, "control_token"));
  json_int_t port = json_integer_value(json_object_get(ready, "port"));
  if (token)
    snprintf(repeat->control_token, sizeof repeat->control_token, CONTROL_TOKEN_VARIABLE "=%.*s",
             CONTROL_TOKEN_BYTES_MAX, token);
  if (host && port > 0 && port <= 65535)
    snprintf(repeat->address, sizeof repeat->address, "%.40s:%d", host, (int)port);
  else
    failure_set(repeat, unsaid);
}

void ready_read(struct repeat *repeat) {
  json_t *ready = line_with(repeat->server.out, "ready");
  if (!repeat->plan->cell->target)
    own_read(repeat, ready);
  else if (!served_read(&repeat->other, ready))
    failure_set(repeat, unsaid);
  json_decref(ready);
}
