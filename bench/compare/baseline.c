/* Loads the runs of a baseline, and gathers the medians of a figure. */
#include "bench/compare/baseline.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/compare/conditions.h"

/* ---- the folder ---- */

static int is_number(const struct dirent *entry) {
  return entry->d_name[0] != '0' && entry->d_name[0] != '\0' &&
         strspn(entry->d_name, "0123456789") == strlen(entry->d_name);
}

static bool came_to_its_end(const struct compared_run *run) {
  return run->results.outcome && strcmp(run->results.outcome, "done") == 0;
}

/* Takes over the run. */
static enum status run_keep(struct baseline *baseline, struct compared_run *run,
                            struct error *error) {
  struct baseline_run *grown =
      realloc(baseline->runs, (baseline->count + 1) * sizeof *baseline->runs);
  if (!grown) {
    compared_run_release(run);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for %.300s", baseline->folder.text);
  }
  baseline->runs = grown;
  grown = &grown[baseline->count++];
  *grown = (struct baseline_run){.run = *run};
  return STATUS_OK;
}

static enum status likeness_check(const struct baseline *baseline, const struct compared_run *run,
                                  struct error *error) {
  const struct compared_run *first = baseline->count > 0 ? &baseline->runs[0].run : run;
  const char *differ = !runs_of_one_build(first, run)                         ? "build"
                       : machines_differ_in(first, run)                       ? "machine"
                       : first->results.time_scale != run->results.time_scale ? "time_scale"
                                                                              : NULL;
  if (!differ)
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "%.200s and %.200s are of another %s: a baseline has runs of one build on one "
                   "machine",
                   first->folder.text, run->folder.text, differ);
}

static enum status run_take(struct baseline *baseline, const char *name, struct error *error) {
  struct compared_run run;
  enum status status =
      compared_run_load(&run, path_of("%s/%s", baseline->folder.text, name).text, error);
  if (status != STATUS_OK)
    return status;
  if (!came_to_its_end(&run)) {
    baseline->left_out++;
    compared_run_release(&run);
    return STATUS_OK;
  }
  status = likeness_check(baseline, &run, error);
  if (status != STATUS_OK) {
    compared_run_release(&run);
    return status;
  }
  return run_keep(baseline, &run, error);
}

static enum status runs_take(struct baseline *baseline, struct error *error) {
  struct dirent **entries = NULL;
  int count = scandir(baseline->folder.text, &entries, is_number, versionsort);
  enum status status = STATUS_OK;
  if (count < 0)
    return error_set(error, STATUS_USAGE, "%.300s: %s: expected the folder of a baseline",
                     baseline->folder.text, strerror(errno));
  for (int i = 0; i < count; i++) {
    if (status == STATUS_OK)
      status = run_take(baseline, entries[i]->d_name, error);
    free(entries[i]);
  }
  free(entries);
  if (status == STATUS_OK && baseline->count == 0)
    status = error_set(error, STATUS_USAGE,
                       "%.300s has no run that came to its end (folders 1, 2, 3 …): `pushbench "
                       "baseline` records them",
                       baseline->folder.text);
  return status;
}

enum status baseline_load(struct baseline *baseline, const char *folder, struct error *error) {
  *baseline = (struct baseline){.folder = path_of("%s", folder)};
  enum status status = runs_take(baseline, error);
  /* only now: the runs do not move any more */
  for (size_t i = 0; status == STATUS_OK && i < baseline->count; i++)
    status = cell_index_make(&baseline->runs[i].index, &baseline->runs[i].run.results, error);
  if (status != STATUS_OK)
    baseline_release(baseline);
  return status;
}

void baseline_release(struct baseline *baseline) {
  for (size_t i = 0; i < baseline->count; i++) {
    cell_index_release(&baseline->runs[i].index);
    compared_run_release(&baseline->runs[i].run);
  }
  free(baseline->runs);
  *baseline = (struct baseline){.count = 0};
}

/* ---- whether it fits ---- */

static bool any_cell_is_there(const struct baseline *baseline, const struct cell_matches *matches) {
  for (size_t i = 0; i < matches->count; i++)
    if (cell_index_find(&baseline->runs[0].index, matches->pairs[i].key))
      return true;
  return false;
}

struct words baseline_unfit(const struct baseline *baseline, const struct compared_pair *pair) {
  const struct compared_run *first = &baseline->runs[0].run;
  struct words words = {""};
  const char *fact = machines_differ_in(first, pair->a);
  fact = fact ? fact : machines_differ_in(first, pair->b);
  if (fact)
    bounded_append(words.text, sizeof words.text, "it is of another machine (%s differs)", fact);
  else if (first->results.time_scale != pair->a->results.time_scale)
    bounded_append(words.text, sizeof words.text, "its time_scale is %g, that of A and B %g",
                   first->results.time_scale, pair->a->results.time_scale);
  else if (!any_cell_is_there(baseline, pair->matches))
    bounded_append(words.text, sizeof words.text, "it has none of the cells");
  else if (baseline->count < RUN_SPREAD_RUNS_MIN)
    bounded_append(words.text, sizeof words.text, "it has %zu %s, and %d are needed at least",
                   baseline->count, word_for((double)baseline->count, "run", "runs"),
                   RUN_SPREAD_RUNS_MIN);
  return words;
}

static int is_folder_name(const struct dirent *entry) {
  return entry->d_name[0] != '.';
}

/* Tries one; true where it fits and is kept. The reason of the newest is kept in `why`. */
static bool candidate_try(struct baseline *baseline, const char *name,
                          const struct compared_pair *pair, struct words *why) {
  struct error error = {""};
  struct path folder = path_of("%s/%s", BASELINES_FOLDER, name);
  struct words reason = {""};
  bool loaded = baseline_load(baseline, folder.text, &error) == STATUS_OK;
  if (loaded)
    reason = baseline_unfit(baseline, pair);
  if (loaded && !*reason.text)
    return true;
  if (loaded)
    baseline_release(baseline);
  if (!*why->text && loaded)
    bounded_append(why->text, sizeof why->text, "%s: %s", folder.text, reason.text);
  else if (!*why->text)
    bounded_append(why->text, sizeof why->text, "%s", error.text);
  return false;
}

enum status baseline_search(struct baseline *baseline, const struct compared_pair *pair,
                            struct words *why, struct error *error) {
  struct dirent **entries = NULL;
  *baseline = (struct baseline){.count = 0};
  *why = (struct words){""};
  int count = scandir(BASELINES_FOLDER, &entries, is_folder_name, alphasort);
  if (count < 0 && errno == ENOMEM)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the names in " BASELINES_FOLDER);
  bool found = false;
  for (int i = count - 1; i >= 0; i--) { /* names begin with the time */
    found = found || candidate_try(baseline, entries[i]->d_name, pair, why);
    free(entries[i]);
  }
  free(entries);
  return STATUS_OK;
}

double baseline_span_s(const struct baseline *baseline) {
  return baseline->count > 0
             ? runs_apart_s(&baseline->runs[0].run, &baseline->runs[baseline->count - 1].run)
             : NAN;
}

/* ---- figures ---- */

/* The run's cell; NULL where it has none, or none that may be ranked. */
static const struct result_cell *cell_of(const struct baseline_run *run, const char *key,
                                         const char *name) {
  const struct result_cell *cell = cell_index_cell(&run->index, key, name);
  return cell && !result_unranked(cell) ? cell : NULL;
}

struct run_spread baseline_spread(const struct baseline *baseline, const char *key,
                                  const char *name, enum figure figure, size_t *repeats) {
  double *medians = calloc(baseline->count + 1, sizeof *medians);
  size_t count = 0;
  *repeats = SIZE_MAX;
  for (size_t i = 0; medians && i < baseline->count; i++) {
    const struct result_cell *cell = cell_of(&baseline->runs[i], key, name);
    if (!cell || isnan(result_median(cell, figure)))
      continue;
    medians[count++] = result_median(cell, figure);
    *repeats = cell->measured < *repeats ? cell->measured : *repeats;
  }
  struct run_spread spread = {.runs = 0, .deviation = NAN};
  if (medians)
    spread = run_spread_of(medians, count);
  free(medians);
  return spread;
}

/* Whether both have the same repeats, with the same values. */
static bool values_equal(const struct result_cell *left, const struct result_cell *right,
                         enum figure figure) {
  if (left->repeat_count != right->repeat_count)
    return false;
  for (size_t i = 0; i < left->repeat_count; i++) {
    size_t at = repeat_partner(left, i, right);
    /* NAN is unequal to itself */
    if (at == right->repeat_count ||
        left->repeats[i].values[figure] != right->repeats[at].values[figure])
      return false;
  }
  return true;
}

bool baseline_is_exact(const struct baseline *baseline, const char *key, const char *name,
                       enum figure figure) {
  const struct result_cell *first = NULL;
  size_t count = 0;
  for (size_t i = 0; i < baseline->count; i++) {
    const struct result_cell *cell = cell_of(&baseline->runs[i], key, name);
    if (!cell)
      continue;
    first = first ? first : cell;
    if (!values_equal(first, cell, figure))
      return false;
    count++;
  }
  return count >= 2;
}
