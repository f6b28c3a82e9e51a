/* The limits that a command line asks for, and their way into run.json. */
#ifndef BENCH_RUN_LIMITS_REQUEST_H
#define BENCH_RUN_LIMITS_REQUEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "bench/plan/expectations.h"
#include "common/base/status.h"

/* Arguments, in their order; borrowed. */
struct limits_request {
  const char **expects;  /* of --expect */
  const char **fail_ons; /* of --fail-on */
  size_t expect_count, fail_on_count;
  const char *base; /* of --base: a run's folder; NULL for none */
};

/* Whether the command line has any of them. */
bool limits_requested(const struct limits_request *request);

/* Reads them. STATUS_USAGE names the option and what is wrong. */
enum status limits_read(struct expectations *expectations, const struct limits_request *request,
                        struct error *error);

/* Whether limits of changes have one base: a run's folder, or another build in the same run
 * (`versus`). STATUS_USAGE says what is missing, or too much, or that there is no such run. */
enum status limits_base_check(const struct limits_request *request, bool versus,
                              struct error *error);

/* Adds them to those in a run.json, once they have been checked. */
void limits_put(json_t *run, const struct limits_request *request);

/* Checks them for a run that is recorded, and adds them to its run.json. STATUS_USAGE also names a
 * limit that takes none of its cells. */
enum status limits_record(const struct limits_request *request, const char *run_folder,
                          struct error *error);

#endif
