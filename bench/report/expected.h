/* The limits of a run and their answers, for the report, the terminal and the exit status. */
#ifndef BENCH_REPORT_EXPECTED_H
#define BENCH_REPORT_EXPECTED_H

#include "bench/limits/asked_limits.h"
#include "bench/limits/expectation_answers.h"
#include "bench/results/results.h"
#include "common/base/status.h"

enum { EXPECTED_NOTE_BYTES = 2048 };

struct expected {
  struct asked_limits asked;
  struct expectation_answers answers;
  char note[EXPECTED_NOTE_BYTES]; /* what else differs from the base, in sentences; "" for none */
};

/* Answers the limits in the run.json of the folder. Changes are relative to the run that --base
 * named, or to the other build where the run is of two. A quick run has no answers. STATUS_CHECK
 * where the limits cannot be understood. The results must outlive it; release is safe on a zeroed
 * struct. */
enum status expected_load(struct expected *expected, const char *run_folder,
                          const struct results *results, struct error *error);
void expected_release(struct expected *expected);

/* Reads the run of that folder, and returns the status of its limits as
 * expectation_answers_status does; other statuses where it cannot be read. */
enum status expected_status(const char *run_folder, struct error *error);

#endif
