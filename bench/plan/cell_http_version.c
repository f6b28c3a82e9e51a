/* Turns HTTP/2 off in cells that cannot speak it. */
#include "bench/plan/cell_http_version.h"

#include <stdlib.h>
#include <string.h>

#include "bench/plan/parameters.h"
#include "common/base/traits.h"
#include "common/suite/fault.h"

static bool value_is(const struct cell *cell, const char *parameter, const char *value) {
  return strcmp(cell_value(cell, parameter), value) == 0;
}

static bool could_speak(const struct cell *cell) {
  return parameter_applies(parameter_named("http_version"), cell->transport, cell->engine) &&
         value_is(cell, "client_library", client_library_traits[CLIENT_LIBRARY_RAW].name) &&
         value_is(cell, "proxy", "none") && value_is(cell, "keep_alive", "on");
}

bool cell_speaks_http2(const struct cell *cell) {
  return could_speak(cell) && value_is(cell, "http_version", "2");
}

static enum status value_set(struct cell *cell, const char *parameter, const char *value,
                             struct error *error) {
  size_t index = parameter_named(parameter);
  char *copy = strdup(value);
  if (!copy)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the cells");
  free(cell->values[index]);
  cell->values[index] = copy;
  return STATUS_OK;
}

static bool has_slow_readers(const struct cell *cell) {
  for (size_t i = 0; i < cell->faults.count; i++)
    if (cell->faults.items[i].kind == FAULT_SLOW_READER)
      return true;
  return false;
}

enum status cell_http_version_check(const struct cell *cell, struct error *error) {
  if (value_is(cell, "streams_per_connection", "1") || !has_slow_readers(cell))
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "the fault %s takes streams_per_connection 1: who stops reading stops all who "
                   "share the connection",
                   fault_kinds[FAULT_SLOW_READER].name);
}

enum status cell_http_version_settle(struct cell *cell, struct error *error) {
  if (cell_speaks_http2(cell))
    return STATUS_OK;
  static const char *const of_http2[] = {"http_version", "streams_per_connection",
                                         "hpack_table_bytes", "hpack_indexing"};
  enum status status = STATUS_OK;
  for (size_t i = 0; i < sizeof of_http2 / sizeof *of_http2 && status == STATUS_OK; i++) {
    const struct option *option = &parameters_table()[parameter_named(of_http2[i])];
    status = value_set(cell, of_http2[i], option->fallback, error);
  }
  return status;
}

static bool asks(const struct settings *settings) {
  size_t index = parameter_named("http_version");
  for (size_t i = 0; i < settings->count; i++)
    for (size_t j = 0; settings->items[i].parameter == index && j < settings->items[i].count; j++)
      if (strcmp(settings->items[i].values[j], "2") == 0)
        return true;
  return false;
}

enum status cells_http_version_check(const struct cell *cells, size_t count,
                                     const struct experiment *experiment, struct error *error) {
  bool asked = asks(&experiment->settings);
  for (size_t i = 0; i < experiment->variant_count; i++)
    asked = asked || asks(&experiment->variants[i].settings);
  for (size_t i = 0; i < count; i++)
    if (!asked || cell_speaks_http2(&cells[i]))
      return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "%s: http_version is 2, but no cell speaks it: it takes engine %s, "
                   "client_library %s, keep_alive on, and no proxy",
                   experiment->name, engine_traits[ENGINE_EPOLL].name,
                   client_library_traits[CLIENT_LIBRARY_RAW].name);
}
