/* Makes a cell's workload. */
#include "bench/plan/cell_workload.h"

#include "bench/base/servers.h"
#include "common/base/traits.h"
#include "common/base/whole.h"
#include "common/load/trace.h"
#include "common/suite/options.h"

static enum status trace_channels(const struct cell *cell, int64_t *channels, struct error *error) {
  const char *path = cell_value(cell, "trace");
  struct trace trace;
  if (*path == '\0')
    return error_set(error, STATUS_USAGE, "workload trace needs a file: \"trace\": \"FILE\"");
  enum status status = trace_load(path, &trace, error);
  if (status != STATUS_OK)
    return status;
  *channels = (int64_t)trace.channels;
  trace_release(&trace);
  return STATUS_OK;
}

enum status cell_workload_make(struct cell *cell, struct error *error) {
  struct workload_plan plan = {
      .kind = option_choice(WORKLOAD_CHOICES, cell_value(cell, "workload")),
      .clients = whole_signed_of(cell_number(cell, "clients")),
      .channels = whole_signed_of(cell_number(cell, "channels")),
      .room_users = whole_signed_of(cell_number(cell, "room_users")),
      .editors = whole_signed_of(cell_number(cell, "editors")),
      .payload_bytes = whole_signed_of(cell_number(cell, "payload_bytes")),
      .payload_bytes_max = whole_signed_of(cell_number(cell, "payload_bytes_max")),
  };
  enum status status = STATUS_OK;
  if (plan.kind == WORKLOAD_TRACE)
    status = trace_channels(cell, &plan.trace_channels, error);
  if (status == STATUS_OK)
    status = workload_make(&plan, &cell->workload, error);
  if (status == STATUS_OK && workload_is_written(&cell->workload) && cell_in_process(cell))
    status = error_set(error, STATUS_USAGE,
                       "workload %s: the users of engine %s do not write; leave it out",
                       cell_value(cell, "workload"), server_name(cell->engine));
  if (status == STATUS_OK && workload_is_written(&cell->workload) && cell->target)
    status = error_set(error, STATUS_USAGE,
                       "workload %s: the users of server %s only listen; leave it out",
                       cell_value(cell, "workload"), server_name(cell->engine));
  return status;
}
