/* Reads a cell's values, and plans its time. */
#include "bench/plan/cell.h"

#include <stdlib.h>
#include <string.h>

#include "bench/base/servers.h"
#include "bench/plan/parameters.h"
#include "common/base/contract.h"
#include "common/base/traits.h"
#include "common/suite/client_options.h"

/* Time beside the phases: two processes start and end. */
static const double START_AND_END_S = 0.6;
static const double SLACK_S = 30.0;

const char *cell_value(const struct cell *cell, const char *parameter) {
  return cell->values[parameter_named(parameter)];
}

double cell_number(const struct cell *cell, const char *parameter) {
  enum option_type type = parameters_table()[parameter_named(parameter)].type;
  CONTRACT_OF(parameter, type == OPTION_INTEGER || type == OPTION_NUMBER);
  return strtod(cell_value(cell, parameter), NULL);
}

bool cell_in_process(const struct cell *cell) {
  return server_traits(cell->engine)->in_process;
}

bool cell_speaks_tls(const struct cell *cell) {
  return !cell->target && !cell_in_process(cell) && strcmp(cell_value(cell, "tls"), "on") == 0;
}

static double cell_poll_interval_s(const struct cell *cell) {
  return transport_traits[cell->transport].scheduled ? cell_number(cell, "interval_ms") / 1e3 : 0;
}

static double cell_connect_s(const struct cell *cell) {
  if (cell_in_process(cell))
    return 0;
  return cell_number(cell, "clients") / cell_number(cell, "connect_per_s");
}

double cell_planned_s(const struct cell *cell) {
  return START_AND_END_S + cell_connect_s(cell) + cell_number(cell, "warmup_s") +
         cell_number(cell, "duration_s") + cell_poll_interval_s(cell);
}

double cell_deadline_s(const struct cell *cell) {
  double drain_s = cell_number(cell, "drain_s");
  if (drain_s == 0)
    drain_s = DRAIN_CHOSEN_S + cell_poll_interval_s(cell);
  return cell_planned_s(cell) + 2 * cell_number(cell, "connect_timeout_ms") / 1e3 +
         (DRAINS_ASKED_MAX + 1) * drain_s + SLACK_S;
}

double cell_connections(const struct cell *cell) {
  bool posts = !transport_traits[cell->transport].framed;
  if (cell->target) /* its users may post while an answer is held */
    return (double)(cell->workload.users * (posts ? 2 : 1));
  uint64_t writers = workload_writers(&cell->workload);
  return (double)(cell->workload.users + (posts ? writers : 0));
}

json_t *cell_params_json(const struct cell *cell) {
  const struct option *table = parameters_table();
  json_t *object = json_object();
  for (size_t i = 0; table[i].name; i++)
    if (!cell->target || parameter_applies(i, cell->transport, cell->engine))
      json_object_set_new(object, table[i].name, parameter_json(i, cell->values[i]));
  return object;
}

json_t *cell_varied_json(const struct cell *cell) {
  const struct option *table = parameters_table();
  json_t *object = json_object();
  for (size_t i = 0; table[i].name; i++)
    if (cell->varied[i])
      json_object_set_new(object, table[i].name, parameter_json(i, cell->values[i]));
  if (cell->variant)
    json_object_set_new(object, "variant", json_string(cell->variant));
  if (cell->build)
    json_object_set_new(object, BUILD_AXIS, json_string(cell->build));
  return object;
}
