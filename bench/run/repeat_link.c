/* Starts the network between a repeat's server and its users, and ends it. */
#include <stdio.h>
#include <string.h>

#include "bench/base/folder.h"
#include "bench/plan/cell_link.h"
#include "bench/run/repeat_state.h"

enum {
  READY_S = 20,
  END_GRACE_S = 5, /* from SIGTERM to SIGKILL */
};

static bool link_is_ready(const struct repeat *repeat) {
  return process_has_line(&repeat->link);
}

static bool link_has_ended(const struct repeat *repeat) {
  return repeat->link.reaped;
}

static enum status link_start(struct repeat *repeat, struct error *error) {
  const struct repeat_plan *plan = repeat->plan;
  const char *const own[] = {"users", cell_value(plan->cell, "clients"), NULL};
  struct path log = path_of("%s/link.log", plan->folder);
  struct arguments arguments = {0};
  if (!*log.text)
    return error_set(error, STATUS_ENVIRONMENT, "%.200s: the path is too long", plan->folder);
  enum status status = arguments_make_link(&arguments, plan->host_program, plan->cell, own, error);
  if (status == STATUS_OK) {
    const struct process_plan start = {.program = plan->host_program,
                                       .arguments = arguments.texts,
                                       .cpu = plan->link_cpu,
                                       .log_path = log.text,
                                       .hears = true};
    status = process_start(&repeat->link, &start, error);
  }
  arguments_release(&arguments);
  return status;
}

static void place_read(const json_t *ready, const char *name, char *out, size_t capacity) {
  const char *place = json_string_value(json_object_get(ready, name));
  snprintf(out, capacity, "%s", place ? place : "");
}

static void places_read(struct repeat *repeat) {
  struct repeat_places *places = &repeat->places;
  json_t *ready = line_with(repeat->link.out, "ready");
  place_read(ready, "user", places->user, sizeof places->user);
  place_read(ready, "server", places->server, sizeof places->server);
  place_read(ready, "client", places->client, sizeof places->client);
  json_decref(ready);
  if (!*places->server || !*places->client)
    failure_set(repeat, "the link did not say where it is: see link.log");
}

enum status link_begin(struct repeat *repeat, struct error *error) {
  if (!cell_has_link(repeat->plan->cell))
    return STATUS_OK;
  enum status status = link_start(repeat, error);
  if (status != STATUS_OK)
    return status;
  enum pump_end end = repeat_pump(repeat, link_is_ready, deadline_after_s(READY_S), 0);
  if (end == PUMP_INTERRUPTED)
    return STATUS_INTERRUPTED;
  if (end == PUMP_DEADLINE)
    failure_set(repeat, "the link was not ready after %d s: see link.log", READY_S);
  else if (repeat->link.reaped)
    failure_of(repeat, "link", &repeat->link, "link.log");
  else
    places_read(repeat);
  return STATUS_OK;
}

void link_end(struct repeat *repeat) {
  struct process *link = &repeat->link;
  if (!link->started)
    return;
  process_signal(link, false);
  if (repeat_pump(repeat, link_has_ended, deadline_after_s(END_GRACE_S), 1) != PUMP_GOAL)
    process_signal(link, true);
  json_t *last = line_with(link->out, "link");
  if (!last)
    failure_set(repeat, "the link did not say what became of the packets: see link.log");
  json_decref(last);
}
