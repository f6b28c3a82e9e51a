/* The state of a run, and the functions of the files that carry it out: each file calls those above
 * it here. One thread. */
#ifndef BENCH_RUN_RUN_STATE_H
#define BENCH_RUN_RUN_STATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/base/run_folder.h"
#include "bench/measure/certificate.h"
#include "bench/measure/machine.h"
#include "bench/measure/other_build.h"
#include "bench/run/progress.h"
#include "bench/run/run_plan.h"
#include "bench/run/run_request.h"
#include "bench/try/try_result.h"

/* A server of other people that was tried. */
struct run_try {
  const struct target_description *description;
  struct try_result result;
};

struct run {
  const struct run_request *request;
  struct run_plan plan;
  struct other_build other; /* of a run of two builds */
  struct run_folder folder;
  struct certificate certificate;
  struct processors processors;
  struct progress progress;
  json_t **documents; /* at cell * run_repeats() + round - 1; NULL until it is done */
  json_t *machine;
  json_t *idle;             /* of idle_json() */
  json_t *record;           /* run.json, once it is begun */
  uint64_t started_wall_ns; /* of a new run */
  uint64_t order_seed;      /* of cells_order() */
  struct run_try *tries;    /* of the servers of other people */
  size_t try_count;
  size_t rounds; /* that are to be carried out, as far as that is decided */
};

/* The most repeats that a cell may have. */
static inline size_t run_repeats(const struct run *run) {
  return (size_t)run->plan.experiment.repeats;
}

static inline json_t **run_document(const struct run *run, size_t cell, size_t round) {
  return &run->documents[cell * run_repeats(run) + round - 1];
}

/* The server runs on the first processor, and the client on the second; -1 where there is only one,
 * which the kernel shares out. */
static inline int run_server_cpu(const struct run *run) {
  return run->processors.count >= 2 ? run->processors.first : -1;
}

static inline int run_client_cpu(const struct run *run) {
  return run->processors.count >= 2 ? run->processors.second : -1;
}

/* That of a link's relay, which is apart where there is a third one. */
static inline int run_link_cpu(const struct run *run) {
  return run->processors.count >= 3 ? run->processors.third : run_client_cpu(run);
}

/* --- run_looks.c ----------------------------------------------------------------------------- */

/* Looks at the experiment's bounds after a round: *over becomes whether more repeats are not
 * needed, or would not help. Says so on standard error. */
enum status look_take(struct run *run, size_t round, bool *over, struct error *error);

/* --- run_builds.c ---------------------------------------------------------------------------- */

/* Whether the run is of two builds. */
bool builds_are_two(const struct run *run);

/* Checks the figures that the experiment compares; where another build takes turns with this one,
 * by the request or by the record of the run that is resumed, finds it and doubles the cells. */
enum status builds_plan(struct run *run, struct error *error);

/* Says on standard error which builds they are. */
void builds_announce(const struct run *run);

/* The program that carries out the cell, and the parameters that it is not told. */
const char *builds_program(const struct run *run, const struct cell *cell, enum program program);
const struct left_out *builds_left_out(const struct run *run, const struct cell *cell);

/* STATUS_CHECK where a named figure is worse by this build; where limits of changes are asked for
 * (--fail-on), those decide instead. Of a run whose folder is complete. */
enum status builds_require(const struct run *run, struct error *error);

/* --- run_tries.c ----------------------------------------------------------------------------- */

/* Tries each server of other people with the transports of the cells that are left, and says on
 * standard error what works. STATUS_OK also where something does not. */
enum status tries_execute(struct run *run, struct error *error);

/* Why the cell cannot be carried out, one line; "" where nothing is known against it. */
void tries_refusal(const struct run *run, const struct cell *cell, char *out, size_t capacity);

/* --- run_rounds.c ---------------------------------------------------------------------------- */

/* Sets the progress to a run in which the first `done` executions of its order are finished. */
void rounds_begin(struct run *run, size_t done);

/* Carries out the executions that are missing, round by round, each in its own order. */
enum status rounds_execute(struct run *run, struct error *error);

/* Carries out one execution of a cell, which has the seed of the round; *place is then its trimmed
 * cell.json. */
enum status cell_execute(struct run *run, const struct cell *cell, size_t round, json_t **place,
                         struct error *error);

/* --- run_search.c ---------------------------------------------------------------------------- */

/* Carries out the searches of an experiment that has them. The run then has the cells of their
 * probes, and its record the searches, also where one failed or was interrupted. */
enum status searches_execute(struct run *run, struct error *error);

/* Whether each search named a capacity. STATUS_CHECK where the range was wrong, STATUS_UNKNOWN
 * where it cannot be told, with the sentence of the first such search. */
enum status searches_judge(const struct run *run, struct error *error);

/* --- run_same.c ------------------------------------------------------------------------------ */

/* Whether the run of the record is one of this experiment, build and machine. STATUS_USAGE names
 * the first difference. */
enum status same_check(const struct run *run, struct error *error);

/* --- run_resume.c ---------------------------------------------------------------------------- */

/* Finds the run that is to be resumed, reads its run.json, and makes its plan. */
enum status resume_plan(struct run *run, struct error *error);

/* Takes the run over, whose plan and machine are made. STATUS_USAGE, with nothing changed, where
 * its experiment, build or machine is another, or something else changed its folder; STATUS_CHECK
 * where a file of it cannot be understood. */
enum status resume_begin(struct run *run, struct error *error);

/* --- run_end.c ------------------------------------------------------------------------------- */

/* Writes and shows the finished executions, also of a run that failed, and decides on its status.
 */
enum status run_end(struct run *run, enum status executed, struct error *error);

#endif
