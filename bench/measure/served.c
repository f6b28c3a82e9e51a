/* Starts `pushbench host`, and reads its ready line. */
#include "bench/measure/served.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/bounded_text.h"
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

enum status served_start(struct process *process, const struct served_plan *plan,
                         struct error *error) {
  char program[] = "pushbench", host[] = "host", remote[] = "--remote", ports[] = "--ports";
  char *arguments[8] = {program, host, (char *)(uintptr_t)plan->target};
  size_t count = 3;
  const struct process_plan start = {.program = plan->program,
                                     .arguments = arguments,
                                     .cpu = plan->cpu,
                                     .log_path = plan->log_path,
                                     .user_namespace = plan->user_namespace,
                                     .network_namespace = plan->network_namespace};
  if (plan->remote)
    arguments[count++] = remote;
  if (*plan->ports) {
    arguments[count++] = ports;
    arguments[count++] = (char *)(uintptr_t)plan->ports;
  }
  return process_start(process, &start, error);
}

static void ports_read(const json_t *ports, char *out, size_t capacity) {
  const char *name;
  const json_t *port;
  *out = '\0';
  json_object_foreach((json_t *)(uintptr_t)ports, name, port) {
    bounded_append(out, capacity, "%s%s=%d", *out ? "," : "", name, (int)json_integer_value(port));
  }
}

bool served_read(struct served *served, const json_t *ready) {
  const char *url = json_string_value(json_object_get(ready, "url"));
  const char *input = json_string_value(json_object_get(ready, "input"));
  snprintf(served->url, sizeof served->url, "%s", url ? url : "");
  snprintf(served->input, sizeof served->input, "%s", input ? input : "");
  ports_read(json_object_get(ready, "ports"), served->ports, sizeof served->ports);
  served->pid = (pid_t)json_integer_value(json_object_get(ready, "pid"));
  served->extent = json_is_true(json_object_get(ready, "init")) ? PROCESS_BELOW : PROCESS_AND_BELOW;
  return url != NULL;
}

size_t served_options(const struct served *served, const char *target, bool remote,
                      const char *out[static SERVED_OPTIONS]) {
  const char *const options[SERVED_OPTIONS] = {
      "connect",     served->url,    "target",      target,   "target_ports",
      served->ports, "target_input", served->input, "remote", remote ? "on" : "off"};
  for (size_t i = 0; i < SERVED_OPTIONS; i++)
    out[i] = options[i];
  return SERVED_OPTIONS;
}
