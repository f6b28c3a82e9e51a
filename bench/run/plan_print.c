/* Prints plans. */
#include "bench/run/plan_print.h"

#include <math.h>
#include <string.h>
#include <sys/resource.h>

#include "bench/base/formatting.h"
#include "bench/base/terminal.h"
#include "bench/judge/looks.h"
#include "bench/measure/idle.h"
#include "bench/plan/parameters.h"
#include "bench/run/progress.h"
#include "common/base/numerals.h"

/* A server and a client; with its users in the server's process, a server alone. */
static double processes_of(const struct cell *cell) {
  return cell_in_process(cell) ? 1 : 2;
}

static size_t name_width(const struct cells *cells) {
  size_t widest = strlen("cell");
  for (size_t i = 0; i < cells->count; i++)
    widest =
        text_letters(cells->items[i].name) > widest ? text_letters(cells->items[i].name) : widest;
  return widest;
}

static void row_print(FILE *out, const struct cell *cell, size_t width) {
  fprintf(out, "%s%*s  %7s  %11s  %9s  %10s  %8.1f s\n", cell->name,
          (int)(width - text_letters(cell->name)), "",
          words_count(cell_number(cell, "clients")).text,
          words_count(cell_in_process(cell) ? 0 : cell_connections(cell)).text,
          words_count(processes_of(cell)).text, words_count(run_plan_descriptors(cell)).text,
          cell_planned_s(cell));
}

/* The most that any cell needs. */
static double most(const struct cells *cells, double (*needs)(const struct cell *cell)) {
  double greatest = 0;
  for (size_t i = 0; i < cells->count; i++)
    greatest = fmax(greatest, needs(&cells->items[i]));
  return greatest;
}

static double users_of(const struct cell *cell) {
  return cell_number(cell, "clients");
}

static void limit_print(FILE *out) {
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_max != RLIM_INFINITY)
    fprintf(out, " (the hard limit is %s)", words_count((double)files.rlim_max).text);
}

/* A run with bounds may end long before its last repeat. */
static void first_look_print(FILE *out, const struct run_plan *plan) {
  size_t most = (size_t)plan->experiment.repeats, first = look_next(0, most);
  char text[DURATION_BYTES];
  if (!plan->experiment.until || first == most)
    return;
  duration_text(run_plan_s(plan) * (double)first / (double)most, text, sizeof text);
  fprintf(out,
          "That is the most: it looks after %zu repeats, about %s, for the first time whether its "
          "figures are precise enough.\n",
          first, text);
}

/* The rows above are of the least value. */
static void search_print(FILE *out, const struct run_plan *plan) {
  const struct search_plan *search = &plan->experiment.search;
  const char *vary = parameters_table()[search->parameter].name;
  fprintf(out, "The rows are of the least value, %s; the searches go up to %s at most.\n",
          words_param(vary, search_text(search, search->from).text).text,
          words_param(vary, search_text(search, search->to).text).text);
}

static void total_print(FILE *out, const struct run_plan *plan) {
  const struct cells *cells = &plan->cells;
  double executions = run_plan_executions(plan);
  bool search = plan->experiment.search.wanted;
  double planned_s = run_plan_s(plan);
  char text[DURATION_BYTES], idle[DURATION_BYTES];
  duration_text(planned_s + idle_span_of_run_s(planned_s), text, sizeof text);
  duration_text(idle_span_of_run_s(planned_s), idle, sizeof idle);
  double count = (double)cells->count, each = executions / count;
  fprintf(out, "%.0f %s, %s%.0f %s each: %.0f %s.\n", count,
          search ? word_for(count, "search", "searches") : word_for(count, "cell", "cells"),
          search ? "about " : "", each,
          search ? word_for(each, "probe", "probes") : word_for(each, "repeat", "repeats"),
          executions, word_for(executions, "execution", "executions"));
  if (search)
    search_print(out, plan);
  fprintf(out, "At once: %.0f %s beside pushbench, %s users, %s open files in a program",
          most(cells, processes_of), word_for(most(cells, processes_of), "process", "processes"),
          words_count(most(cells, users_of)).text,
          words_count(most(cells, run_plan_descriptors)).text);
  limit_print(out);
  fprintf(out,
          ".\nTime: about %s, of which the first %s watch the idle machine; "
          "then the charts are drawn.\n",
          text, idle);
}

void plan_print(FILE *out, const struct run_plan *plan) {
  const struct experiment *experiment = &plan->experiment;
  size_t width = name_width(&plan->cells);
  fprintf(out, "%s: %s\n\n", experiment->name,
          *experiment->question ? experiment->question : experiment->title);
  fprintf(out, "%-*s  %7s  %11s  %9s  %10s  %10s\n", (int)width, "cell", "users", "connections",
          "processes", "open files", "each takes");
  for (size_t i = 0; i < plan->cells.count; i++)
    row_print(out, &plan->cells.items[i], width);
  fputc('\n', out);
  total_print(out, plan);
  first_look_print(out, plan);
}
