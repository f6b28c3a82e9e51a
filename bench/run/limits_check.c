/* Compares limits with the cells that are planned. */
#include "bench/run/limits_check.h"

#include "bench/plan/expectations.h"
#include "common/base/log.h"

static enum status cells_check(const struct expectations *expectations, const struct run_plan *plan,
                               bool only_warn, struct error *error) {
  for (size_t i = 0; i < expectations->count; i++) {
    struct error reason;
    enum status status = selector_check_cells(&expectations->items[i].selector, &plan->cells,
                                              plan->experiment.time_scale, &reason);
    if (status == STATUS_USAGE && only_warn)
      log_warning("expect: %s: it is not judged", reason.text);
    else if (status != STATUS_OK)
      return error_set(error, status, "%s", reason.text);
  }
  return STATUS_OK;
}

/* The limits of the experiment itself. */
static enum status own_check(const struct run_request *request, const struct run_plan *plan,
                             struct error *error) {
  const struct experiment *experiment = &plan->experiment;
  struct expectations own = {0};
  enum status status = experiment->expect ? expectations_read(&own, experiment->expect,
                                                              EXPECT_VALUE, experiment->name, error)
                                          : STATUS_OK;
  if (status == STATUS_OK)
    status = cells_check(&own, plan, request->set_count > 0 || request->quick, error);
  expectations_release(&own);
  return status;
}

enum status limits_check(const struct run_request *request, const struct run_plan *plan,
                         struct error *error) {
  struct expectations asked = {0};
  if (request->quick && limits_requested(&request->limits))
    return error_set(error, STATUS_USAGE,
                     "--quick says nothing about limits: leave it out, or --expect and --fail-on");
  enum status status = own_check(request, plan, error);
  if (status == STATUS_OK)
    status = limits_read(&asked, &request->limits, error);
  if (status == STATUS_OK)
    status = cells_check(&asked, plan, false, error);
  if (status == STATUS_OK)
    status = limits_base_check(&request->limits, request->versus != NULL, error);
  expectations_release(&asked);
  return status;
}
