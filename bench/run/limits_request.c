/* Reads limits, and records them. */
#include "bench/run/limits_request.h"

#include <stdlib.h>

#include "bench/base/folder.h"
#include "bench/plan/expectations.h"
#include "bench/results/document.h"
#include "bench/results/record.h"
#include "bench/results/results_load.h"
#include "bench/results/selected.h"
#include "bench/versus/versus_rounds.h"
#include "documents/run_document.h"

bool limits_requested(const struct limits_request *request) {
  return request->expect_count > 0 || request->fail_on_count > 0 || request->base;
}

enum status limits_read(struct expectations *expectations, const struct limits_request *request,
                        struct error *error) {
  enum status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < request->expect_count; i++)
    status = expectations_add(expectations, request->expects[i], EXPECT_VALUE, error);
  for (size_t i = 0; status == STATUS_OK && i < request->fail_on_count; i++)
    status = expectations_add(expectations, request->fail_ons[i], EXPECT_CHANGE, error);
  return status;
}

/* ---- the base ---- */

enum status limits_base_check(const struct limits_request *request, bool versus,
                              struct error *error) {
  struct results base = {0};
  if (request->fail_on_count > 0 && !request->base && !versus)
    return error_set(error, STATUS_USAGE,
                     "--fail-on %.120s: a change needs a base: --base FOLDER of a run that was "
                     "recorded before, or --versus with the folder of another build",
                     request->fail_ons[0]);
  if (!request->base)
    return STATUS_OK;
  if (versus)
    return error_set(error, STATUS_USAGE,
                     "--base and --versus: limits of changes have one base: give one of them");
  if (request->fail_on_count == 0)
    return error_set(error, STATUS_USAGE,
                     "--base is what changes are relative to: it needs --fail-on, as in --fail-on "
                     "'websocket.latency_ns.p99:+10%%'");
  enum status status = results_load(&base, request->base, error);
  results_release(&base);
  return status;
}

/* ---- run.json ---- */

static void member_put(json_t *run, enum run_member member, const struct expectations *asked,
                       enum expectation_kind kind) {
  json_t *object = expectations_json(asked, kind);
  json_t *known = run_json(run, member);
  if (json_object_size(object) > 0 && json_is_object(known))
    json_object_update(known, object);
  else if (json_object_size(object) > 0)
    run_put(run, member, json_incref(object));
  json_decref(object);
}

/* In full, so that the report can be made again in another folder. */
static void base_put(json_t *run, const char *base) {
  char *full = realpath(base, NULL);
  run_put_text(run, RUN_BASE, full ? full : base);
  free(full);
}

void limits_put(json_t *run, const struct limits_request *request) {
  struct expectations asked = {0};
  if (limits_read(&asked, request, NULL) == STATUS_OK) {
    member_put(run, RUN_EXPECT, &asked, EXPECT_VALUE);
    member_put(run, RUN_FAIL_ON, &asked, EXPECT_CHANGE);
  }
  if (request->base)
    base_put(run, request->base);
  expectations_release(&asked);
}

static enum status recorded_check(const struct limits_request *request, const char *run_folder,
                                  struct error *error) {
  struct expectations asked = {0};
  struct results results = {0};
  enum status status = limits_read(&asked, request, error);
  if (status == STATUS_OK)
    status = results_load(&results, run_folder, error);
  for (size_t i = 0; status == STATUS_OK && i < asked.count; i++)
    status = selector_check_results(&asked.items[i].selector, &results, error);
  if (status == STATUS_OK)
    status = limits_base_check(request, versus_is(&results), error);
  results_release(&results);
  expectations_release(&asked);
  return status;
}

enum status limits_record(const struct limits_request *request, const char *run_folder,
                          struct error *error) {
  json_t *run = NULL;
  struct path path = path_of("%s/run.json", run_folder);
  enum status status = recorded_check(request, run_folder, error);
  if (status == STATUS_OK)
    status = document_open(&run, path.text, RUN_SCHEMA, STATUS_USAGE,
                           "expected the folder of a run", error);
  if (status == STATUS_OK) {
    limits_put(run, request);
    status = record_write(run, run_folder, error);
  }
  json_decref(run);
  return status;
}
