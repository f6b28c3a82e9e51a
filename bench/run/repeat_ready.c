/* Reads the line by which a server says where it listens. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/run/repeat_state.h"
#include "common/wire/control_token.h"
#include "documents/json_read.h"

json_t *line_with(const char *text, const char *member) {
  for (const char *line = text; line && *line;) {
    size_t bytes = strcspn(line, "\n");
    json_t *document = json_read_text(line, bytes, 0, NULL);
    if (json_object_get(document, member))
      return document;
    json_decref(document);
    line += bytes + (line[bytes] == '\n');
  }
  return NULL;
}

/* "=4711,api=4712" */
static void ports_read(const json_t *ports, char *out, size_t capacity) {
  const char *name;
  const json_t *port;
  *out = '\0';
  json_object_foreach((json_t *)(uintptr_t)ports, name, port) {
    bounded_append(out, capacity, "%s%s=%d", *out ? "," : "", name, (int)json_integer_value(port));
  }
}

/* Reads where a server of other people is. */
static void other_read(struct repeat *repeat, const json_t *ready) {
  struct served *other = &repeat->other;
  const char *url = json_string_value(json_object_get(ready, "url"));
  const char *input = json_string_value(json_object_get(ready, "input"));
  snprintf(other->url, sizeof other->url, "%s", url ? url : "");
  snprintf(other->input, sizeof other->input, "%s", input ? input : "");
  ports_read(json_object_get(ready, "ports"), other->ports, sizeof other->ports);
  other->pid = (pid_t)json_integer_value(json_object_get(ready, "pid"));
  other->extent = json_is_true(json_object_get(ready, "init")) ? PROCESS_BELOW : PROCESS_AND_BELOW;
  if (!url)
    failure_set(repeat, "the server did not say where it listens: see server.log");
}

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
    failure_set(repeat, "the server did not say where it listens: see server.log");
}

void ready_read(struct repeat *repeat) {
  json_t *ready = line_with(repeat->server.out, "ready");
  if (repeat->plan->cell->target)
    other_read(repeat, ready);
  else
    own_read(repeat, ready);
  json_decref(ready);
}
