/* Carries out an experiment. */
#include "bench/run/run.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/answers/claim_judge.h"
#include "bench/base/folder.h"
#include "bench/base/interrupt.h"
#include "bench/base/terminal.h"
#include "bench/chart/chart.h"
#include "bench/judge/reasons.h"
#include "bench/judge/verdict.h"
#include "bench/measure/certificate.h"
#include "bench/measure/idle.h"
#include "bench/measure/machine.h"
#include "bench/report/cell_line.h"
#include "bench/report/expected.h"
#include "bench/report/report.h"
#include "bench/report/terminal_table.h"
#include "bench/results/record.h"
#include "bench/run/limits_check.h"
#include "bench/run/progress.h"
#include "bench/run/repeat.h"
#include "bench/run/run_plan.h"
#include "bench/run/run_record.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/numerals.h"
#include "documents/figures.h"

enum { TIME_BYTES = 32 };

struct run {
  const struct run_request *request;
  struct run_plan plan;
  struct run_folder folder;
  struct certificate certificate;
  struct processors processors;
  struct progress progress;
  json_t **documents; /* at cell * repeats + repeat - 1; NULL until it is done */
  json_t *machine;
  json_t *idle;   /* of idle_json() */
  json_t *record; /* run.json, once it is begun */
  uint64_t started_wall_ns;
};

static size_t run_repeats(const struct run *run) {
  return (size_t)run->plan.experiment.repeats;
}

static json_t **document_at(const struct run *run, size_t cell, size_t repeat) {
  return &run->documents[cell * run_repeats(run) + repeat - 1];
}

static void run_announce(const struct run *run) {
  const struct experiment *experiment = &run->plan.experiment;
  char planned[TIME_BYTES];
  duration_text(run->progress.planned_s, planned, sizeof planned);
  fprintf(stderr, "%s: %s\n", experiment->name,
          *experiment->question ? experiment->question : experiment->title);
  fprintf(stderr, "%zu %s, %lld %s each, about %s\n", run->plan.cells.count,
          word_for((double)run->plan.cells.count, "cell", "cells"), (long long)experiment->repeats,
          word_for((double)experiment->repeats, "repeat", "repeats"), planned);
}

/* ---- the cells ---- */

/* The server runs on the first processor, and the client on the second; where there is only one,
 * the kernel shares it out. */
static int server_cpu(const struct run *run) {
  return run->processors.count >= 2 ? run->processors.first : -1;
}

static int client_cpu(const struct run *run) {
  return run->processors.count >= 2 ? run->processors.second : -1;
}

/* Measures the idle machine, which the cells are compared with. */
static void idle_take(struct run *run) {
  struct idle idle = {.span_s = 0};
  idle_measure(&idle, server_cpu(run), client_cpu(run),
               idle_span_of_run_s(run->progress.planned_s));
  if (!idle_was_idle(&idle))
    log_warning("before the first cell other programs used %.0f %% of the server's processor and "
                "%.0f %% of the client's: figures will be suspect",
                100 * idle.server_share, 100 * idle.client_share);
  run->idle = idle_json(&idle);
  idle_release(&idle);
}

/* The first reason of the verdict, in a few words; "" where it has none. */
static const char *first_reason(const json_t *document) {
  const json_t *kinds = figure_json(document, FIGURE_VERDICT_KINDS);
  enum reason_kind kind = reason_named(json_string_value(json_array_get(kinds, 0)));
  return kind == REASON_KINDS ? "" : reason_table[kind].words;
}

static enum status cell_execute(struct run *run, size_t index, size_t repeat, struct error *error) {
  const struct cell *cell = &run->plan.cells.items[index];
  json_t *document = NULL;
  struct path folder = path_of("%s/cells/%s/%zu", run->folder.partial.text, cell->name, repeat);
  const struct repeat_plan plan = {
      .experiment = &run->plan.experiment,
      .cell = cell,
      .certificate = &run->certificate,
      .repeat = repeat,
      .server_program = run->request->server_program,
      .client_program = run->request->client_program,
      .folder = folder.text,
      .server_cpu = server_cpu(run),
      .client_cpu = client_cpu(run),
      .idle = run->idle,
      .on_tick = progress_tick,
      .context = &run->progress,
  };
  enum status status = folder_make(folder.text, error);
  if (status != STATUS_OK)
    return status;
  progress_begin(&run->progress, cell->name, repeat, cell_planned_s(cell), clock_now_ns());
  status = repeat_run(&plan, &document, error);
  if (status != STATUS_OK) {
    folder_remove(folder.text);
    return status;
  }
  struct words figures = cell_line(document);
  struct progress_outcome outcome = {figure_text(document, FIGURE_VERDICT_STATUS),
                                     first_reason(document), figures.text};
  progress_end(&run->progress, &outcome, clock_now_ns());
  record_trim(document);
  *document_at(run, index, repeat) = document;
  return STATUS_OK;
}

/* The repeats take turns, and each round starts at the next cell: slow drift of the machine does
 * not hit one cell alone. */
static enum status cells_execute(struct run *run, struct error *error) {
  for (size_t repeat = 1; repeat <= run_repeats(run); repeat++) {
    for (size_t i = 0; i < run->plan.cells.count; i++) {
      size_t index = (i + repeat - 1) % run->plan.cells.count;
      enum status status = cell_execute(run, index, repeat, error);
      if (status != STATUS_OK)
        return status;
    }
  }
  return STATUS_OK;
}

static enum status record_begin(struct run *run, struct error *error) {
  const struct run_start start = {
      .request = run->request,
      .plan = &run->plan,
      .wall_ns = run->started_wall_ns,
      .machine = run->machine,
      .idle = run->idle,
  };
  run->record = run_record_json(&start);
  return record_write(run->record, run->folder.partial.text, error);
}

/* ---- the end ---- */

enum status run_draw(const char *folder, struct error *error) {
  struct path plots;
  struct error reason;
  enum status drawn = plots_find(&plots, error);
  if (drawn != STATUS_OK)
    return drawn;
  drawn = chart_draw_all(folder, plots.text, error);
  enum status written = report_write(folder, &reason);
  if (drawn != STATUS_OK)
    return drawn;
  return written == STATUS_OK ? STATUS_OK : error_set(error, written, "%.500s", reason.text);
}

static bool any_invalid(const struct run *run) {
  for (size_t i = 0; i < run->progress.total; i++) {
    const json_t *verdict = json_object_get(run->documents[i], "verdict");
    if (verdict && verdict_is(verdict, "invalid"))
      return true;
  }
  return false;
}

/* Draws the charts and prints the table; the results are on the disk by now. */
static enum status run_show(const struct run *run, struct error *error) {
  const char *folder = run->folder.final.text;
  enum status status = run_draw(folder, error);
  enum status linked = run_folder_link(&run->folder, status == STATUS_OK ? error : NULL);
  enum status shown = table_print(stdout, folder, terminal_columns(STDOUT_FILENO),
                                  status == STATUS_OK ? error : NULL);
  if (status == STATUS_OK)
    status = linked != STATUS_OK ? linked : shown;
  printf("%s/report.html\n", folder);
  fflush(stdout);
  return status;
}

/* Completes the folder and shows it; where the disk is full, finished cells stay in the partial
 * folder. */
static enum status run_keep(struct run *run, bool whole, struct error *error) {
  enum status status =
      record_complete(run->record, run->documents, run_repeats(run), whole ? "done" : "interrupted",
                      run->folder.partial.text, error);
  if (status == STATUS_OK)
    status = run_folder_finish(&run->folder, error);
  if (status == STATUS_OK)
    return run->request->figures_only ? STATUS_OK : run_show(run, error);
  log_warning("what is finished is in %s; where there is room, `pushbench report` reads it",
              run->folder.partial.text);
  return status;
}

/* Checks the verdicts, the claims and the limits of a run that came to its end. A quick run says
 * nothing about claims and limits, and the runs of a baseline are not judged by limits. */
static enum status run_judge(const struct run *run, struct error *error) {
  if (any_invalid(run))
    return error_set(error, STATUS_CHECK, "not every repeat is valid: see the reasons above");
  if (run->request->quick)
    return STATUS_OK;
  enum status status = claims_require(&run->plan.experiment.claims, run->record, error);
  if (status != STATUS_OK || run->request->figures_only)
    return status;
  return expected_status(run->folder.final.text, error);
}

/* Writes the finished cells, also of a run that failed, and decides on its status. */
static enum status run_end(struct run *run, enum status executed, struct error *error) {
  bool interrupted = executed == STATUS_INTERRUPTED;
  size_t total = run->progress.total;
  struct error reason;
  certificate_retire(&run->certificate);
  if (run->progress.terminal && run->progress.done < total)
    fputs("\r\033[K", stderr);
  if (run->progress.done == 0) {
    run_folder_discard(&run->folder);
    return interrupted ? error_set(error, executed, "interrupted before the first cell was done")
                       : executed;
  }
  enum status status = run_keep(run, executed == STATUS_OK, &reason);
  if (executed == STATUS_OK)
    return status == STATUS_OK ? run_judge(run, error)
                               : error_set(error, status, "%.500s", reason.text);
  if (status != STATUS_OK)
    log_error("%s", reason.text);
  if (interrupted)
    return error_set(error, executed, "interrupted: %zu of %zu executions %s there",
                     run->progress.done, total, word_for((double)run->progress.done, "is", "are"));
  return executed;
}

static enum status run_begin(struct run *run, struct error *error) {
  run->started_wall_ns = clock_wall_ns();
  run->processors = processors_allowed();
  run->documents = calloc(run->plan.cells.count * run_repeats(run), sizeof(json_t *));
  run->machine = machine_json();
  if (!run->documents || !run->machine)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the results");
  run->progress = (struct progress){
      .terminal = isatty(STDERR_FILENO) == 1,
      .columns = terminal_columns(STDERR_FILENO),
      .total = run->plan.cells.count * run_repeats(run),
      .repeats = run_repeats(run),
      .planned_s = run_plan_s(&run->plan),
  };
  enum status status = run_folder_open(&run->folder, run->request->out, run->plan.experiment.name,
                                       run->started_wall_ns, error);
  if (status == STATUS_OK && certificate_is_wanted(&run->plan.cells)) {
    status = certificate_make(run->folder.partial.text, &run->certificate, error);
    if (status != STATUS_OK)
      run_folder_discard(&run->folder);
  }
  return status;
}

static void run_release(struct run *run) {
  for (size_t i = 0; run->documents && i < run->plan.cells.count * run_repeats(run); i++)
    json_decref(run->documents[i]);
  free(run->documents);
  json_decref(run->machine);
  json_decref(run->idle);
  json_decref(run->record);
  run_plan_release(&run->plan);
}

enum status run_execute(const struct run_request *request, struct error *error) {
  struct run run = {.request = request};
  enum status status = run_plan_make(&run.plan, request, error);
  if (status == STATUS_OK)
    status = run_plan_check(&run.plan, request, error);
  if (status == STATUS_OK)
    status = limits_check(request, &run.plan, error);
  if (status == STATUS_OK)
    status = run_begin(&run, error);
  if (status == STATUS_OK) {
    interrupt_install();
    run_announce(&run);
    idle_take(&run);
    status = record_begin(&run, error);
    if (status == STATUS_OK)
      status = cells_execute(&run, error);
    status = run_end(&run, status, error);
  }
  run_release(&run);
  return status;
}
