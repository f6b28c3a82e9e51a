/* Carries out an experiment. */
#include "bench/run/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/base/interrupt.h"
#include "bench/base/terminal.h"
#include "bench/measure/idle.h"
#include "bench/plan/round.h"
#include "bench/results/executions.h"
#include "bench/results/record.h"
#include "bench/run/limits_check.h"
#include "bench/run/run_record.h"
#include "bench/run/run_state.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/numerals.h"
#include "common/base/random.h"

/* "8 cells, 8 to 32 repeats each, " */
static void repeats_announce(const struct run *run, size_t most) {
  fprintf(stderr, "%zu %s, %zu ", run->plan.cells.count,
          word_for((double)run->plan.cells.count, "cell", "cells"), run->rounds);
  if (run->rounds < most)
    fprintf(stderr, "to %zu ", most);
  fprintf(stderr, "%s each, ", word_for((double)most, "repeat", "repeats"));
}

static void run_announce(const struct run *run) {
  const struct experiment *experiment = &run->plan.experiment;
  const struct progress *progress = &run->progress;
  char left[DURATION_BYTES];
  size_t most = run_repeats(run);
  duration_text(progress->planned_s - progress->behind_s, left, sizeof left);
  fprintf(stderr, "%s: %s\n", experiment->name,
          *experiment->question ? experiment->question : experiment->title);
  double cells = (double)run->plan.cells.count;
  if (experiment->search.wanted)
    fprintf(stderr, "%.0f %s, about %.0f probes each, ", cells,
            word_for(cells, "search", "searches"), run_plan_executions(&run->plan) / cells);
  else
    repeats_announce(run, most);
  if (run->request->resume)
    fprintf(stderr, "%zu of %zu executions are there, ", progress->done, progress->total);
  fprintf(stderr, "about %s%s", left, run->request->resume ? " to go" : "");
  duration_text(run_plan_s(&run->plan) - progress->behind_s, left, sizeof left);
  if (run->rounds < most)
    fprintf(stderr, ", at most %s", left);
  fputc('\n', stderr);
  builds_announce(run);
}

/* Measures the idle machine, which the cells are compared with. */
static void idle_take(struct run *run) {
  struct idle idle = {.span_s = 0};
  double left_s = run->progress.planned_s - run->progress.behind_s;
  idle_measure(&idle, run_server_cpu(run), run_client_cpu(run), idle_span_of_run_s(left_s));
  if (!idle_was_idle(&idle))
    log_warning("before the first cell other programs used %.0f %% of the server's processor and "
                "%.0f %% of the client's: figures will be suspect",
                100 * idle.server_share, 100 * idle.client_share);
  run->idle = idle_json(&idle);
  idle_release(&idle);
}

/* ---- the begin ---- */

static enum status memory_take(struct run *run, struct error *error) {
  run->processors = processors_allowed();
  run->documents = calloc(run->plan.cells.count * run_repeats(run), sizeof(json_t *));
  run->machine = machine_json();
  run->progress = (struct progress){.terminal = isatty(STDERR_FILENO) == 1,
                                    .columns = terminal_columns(STDERR_FILENO)};
  if (!run->documents || !run->machine)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the results");
  return STATUS_OK;
}

/* Makes the folder, and draws the seed of the order, which is another one in each run: where two
 * runs of an experiment agree, it is not because of the order that both had. */
static enum status folder_begin(struct run *run, struct error *error) {
  uint64_t wall_ns = clock_wall_ns();
  struct random random = random_seeded(wall_ns, (uint64_t)getpid());
  run->order_seed = random_next(&random) % ROUND_SEEDS;
  run->started_wall_ns = wall_ns;
  rounds_begin(run, 0);
  return run_folder_open(&run->folder, run->request->out, run->plan.experiment.name, wall_ns,
                         error);
}

/* Makes the certificate of a run; without one, a new run leaves nothing. */
static enum status certificate_begin(struct run *run, struct error *error) {
  if (!certificate_is_wanted(&run->plan.cells))
    return STATUS_OK;
  enum status status = certificate_make(run->folder.partial.text, &run->certificate, error);
  if (status != STATUS_OK && !run->request->resume)
    run_folder_discard(&run->folder);
  return status;
}

static enum status run_begin(struct run *run, struct error *error) {
  const struct run_request *request = run->request;
  enum status status =
      request->resume ? resume_plan(run, error) : run_plan_make(&run->plan, request, error);
  if (status == STATUS_OK)
    status = builds_plan(run, error);
  if (status == STATUS_OK)
    status = run_plan_check(&run->plan, request, error);
  if (status == STATUS_OK && (!request->resume || limits_requested(&request->limits)))
    status = limits_check(request, &run->plan, error);
  if (status == STATUS_OK)
    status = memory_take(run, error);
  if (status == STATUS_OK)
    status = request->resume ? resume_begin(run, error) : folder_begin(run, error);
  return status == STATUS_OK ? certificate_begin(run, error) : status;
}

static enum status record_begin(struct run *run, struct error *error) {
  const struct run_start start = {
      .request = run->request,
      .plan = &run->plan,
      .other = builds_are_two(run) ? &run->other : NULL,
      .wall_ns = run->started_wall_ns,
      .order_seed = run->order_seed,
      .executions = run->progress.total,
      .machine = run->machine,
      .idle = run->idle,
  };
  run->record = run_record_json(&start);
  enum status status = record_write(run->record, run->folder.partial.text, error);
  return status == STATUS_OK ? executions_begin(run->folder.partial.text, error) : status;
}

static void run_release(struct run *run) {
  for (size_t i = 0; run->documents && i < run->plan.cells.count * run_repeats(run); i++)
    json_decref(run->documents[i]);
  free(run->documents);
  free(run->tries);
  json_decref(run->machine);
  json_decref(run->idle);
  json_decref(run->record);
  run_folder_unlock(&run->folder);
  run_plan_release(&run->plan);
  other_build_release(&run->other);
}

enum status run_execute(const struct run_request *request, struct error *error) {
  struct run run = {.request = request, .folder = RUN_FOLDER_NONE};
  enum status status = run_begin(&run, error);
  if (status == STATUS_OK) {
    interrupt_install();
    run_announce(&run);
    idle_take(&run);
    if (!request->resume)
      status = record_begin(&run, error);
    if (status == STATUS_OK)
      status = tries_execute(&run, error);
    if (status == STATUS_OK)
      status = run.plan.experiment.search.wanted ? searches_execute(&run, error)
                                                 : rounds_execute(&run, error);
    status = run_end(&run, status, error);
  }
  run_release(&run);
  return status;
}
