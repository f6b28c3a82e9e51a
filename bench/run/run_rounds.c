/* Carries out the rounds of a run. */
#include <stdlib.h>

#include "bench/judge/looks.h"
#include "bench/judge/reasons.h"
#include "bench/plan/cell_builds.h"
#include "bench/plan/round.h"
#include "bench/plan/until.h"
#include "bench/report/cell_line.h"
#include "bench/results/executions.h"
#include "bench/results/record.h"
#include "bench/run/repeat.h"
#include "bench/run/run_state.h"
#include "common/base/clock.h"
#include "documents/run_document.h"

_Static_assert((int)UNTIL_REPEATS == (int)LOOKS_REPEATS_LAST, "the last look is the last repeat");

/* The first reason of the verdict, in a few words; "" where it has none. */
static const char *first_reason(const json_t *document) {
  const json_t *kinds = figure_json(document, FIGURE_VERDICT_KINDS);
  enum reason_kind kind = reason_named(json_string_value(json_array_get(kinds, 0)));
  return kind == REASON_KINDS ? "" : reason_table[kind].words;
}

/* Sets how many rounds are to be carried out. */
static void rounds_set(struct run *run, size_t rounds) {
  struct progress *progress = &run->progress;
  run->rounds = rounds;
  progress->repeats = rounds;
  progress->total = run->plan.cells.count * rounds;
  progress->planned_s = run_plan_s(&run->plan) * (double)rounds / (double)run_repeats(run);
  if (run->record)
    run_put_count(run->record, RUN_EXECUTIONS_PLANNED, progress->total);
}

/* The rounds up to the next look at the bounds, which may be due at once; all of them where the
 * experiment has none. */
static size_t rounds_decided(const struct run *run, size_t done) {
  size_t count = run->plan.cells.count, most = run_repeats(run);
  if (!run->plan.experiment.until)
    return most;
  bool looks_now = done % count == 0 && look_is_at(done / count, most);
  return looks_now ? done / count : look_next(done / count, most);
}

void rounds_begin(struct run *run, size_t done) {
  struct progress *progress = &run->progress;
  const struct cells *cells = &run->plan.cells;
  rounds_set(run, rounds_decided(run, done));
  progress->done = done;
  progress->behind_s = 0;
  for (size_t i = 0; i < cells->count; i++)
    for (size_t round = 1; round <= run_repeats(run); round++)
      if (*run_document(run, i, round))
        progress->behind_s += cell_planned_s(&cells->items[i]);
}

/* Keeps the document of an execution that is done, and writes its line. */
static enum status execution_keep(struct run *run, const struct repeat_plan *plan, json_t **place,
                                  json_t *document, struct error *error) {
  struct words figures = cell_line(document);
  struct progress_outcome outcome = {figure_text(document, FIGURE_VERDICT_STATUS),
                                     first_reason(document), figures.text};
  progress_end(&run->progress, &outcome, clock_now_ns());
  record_trim(document);
  *place = document;
  uint64_t seed = strtoull(cell_value(plan->cell, "seed"), NULL, 10);
  return executions_add(run->folder.partial.text, plan->repeat, plan->cell->name, seed, error);
}

enum status cell_execute(struct run *run, const struct cell *cell, size_t round, json_t **place,
                         struct error *error) {
  json_t *document = NULL;
  char refusal[ERROR_TEXT_BYTES];
  tries_refusal(run, cell, refusal, sizeof refusal);
  struct path folder = path_of("%s/cells/%s/%zu", run->folder.partial.text, cell->name, round);
  const struct repeat_plan plan = {
      .experiment = &run->plan.experiment,
      .cell = cell,
      .certificate = &run->certificate,
      .repeat = round,
      .repeats = run->rounds,
      .server_program = builds_program(run, cell, PROGRAM_SERVER),
      .client_program = builds_program(run, cell, PROGRAM_CLIENT),
      .host_program = run->request->host_program,
      .left_out = builds_left_out(run, cell),
      .remote = run->request->remote,
      .refusal = *refusal ? refusal : NULL,
      .folder = folder.text,
      .server_cpu = run_server_cpu(run),
      .client_cpu = run_client_cpu(run),
      .link_cpu = run_link_cpu(run),
      .idle = run->idle,
      .on_tick = progress_tick,
      .context = &run->progress,
  };
  folder_remove(folder.text); /* what an execution left that was killed */
  enum status status = folder_make(folder.text, error);
  if (status != STATUS_OK)
    return status;
  progress_begin(&run->progress, cell->name, round, cell_planned_s(cell), clock_now_ns());
  status = repeat_run(&plan, &document, error);
  if (status == STATUS_OK)
    return execution_keep(run, &plan, place, document, error);
  folder_remove(folder.text);
  return status;
}

static enum status round_execute(struct run *run, size_t round, const size_t *order,
                                 struct error *error) {
  enum status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < run->plan.cells.count; i++) {
    json_t **place = run_document(run, order[i], round);
    struct round_cell made = {.cell = {0}};
    if (*place)
      continue;
    status = round_cell_make(&made, &run->plan.cells.items[order[i]], round, error);
    if (status == STATUS_OK)
      status = cell_execute(run, &made.cell, round, place, error);
    round_cell_release(&made);
  }
  return status;
}

/* Goes on to the next look, or ends the run, where the round is one after which it looks. */
static enum status round_judge(struct run *run, size_t round, struct error *error) {
  bool over = false;
  if (!run->plan.experiment.until || !look_is_at(round, run_repeats(run)))
    return STATUS_OK;
  enum status status = look_take(run, round, &over, error);
  if (status == STATUS_OK && !over)
    rounds_set(run, look_next(round, run_repeats(run)));
  return status;
}

enum status rounds_execute(struct run *run, struct error *error) {
  size_t count = run->plan.cells.count;
  size_t begun = (run->progress.done + count - 1) / count; /* its look may be due */
  size_t *order = calloc(count, sizeof *order);
  enum status status = STATUS_OK;
  if (!order)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the order of cells");
  for (size_t round = begun > 0 ? begun : 1; status == STATUS_OK && round <= run->rounds; round++) {
    cells_order(&run->plan.cells, run->order_seed, round, order);
    status = round_execute(run, round, order, error);
    if (status == STATUS_OK)
      status = round_judge(run, round, error);
  }
  free(order);
  return status;
}
