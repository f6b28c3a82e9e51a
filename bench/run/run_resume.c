/* Resumes a run that was interrupted or killed: finds out how far it came, and takes it over. */
#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/plan/cell_builds.h"
#include "bench/results/document.h"
#include "bench/results/executions.h"
#include "bench/results/record.h"
#include "bench/run/limits_request.h"
#include "bench/run/run_state.h"
#include "common/base/clock.h"
#include "common/base/whole.h"
#include "documents/run_document.h"

enum status resume_plan(struct run *run, struct error *error) {
  const struct run_request *request = run->request;
  enum status status = run_folder_find(&run->folder, request->resume, error);
  if (status != STATUS_OK)
    return status;
  struct path path = path_of("%s/run.json", run->folder.found.text);
  status = document_open(&run->record, path.text, RUN_SCHEMA, STATUS_USAGE,
                         "expected the folder of a run", error);
  if (status != STATUS_OK)
    return status;
  const char *outcome = run_text(run->record, RUN_OUTCOME);
  if (run_json(run->record, RUN_EXPERIMENT_SEARCH))
    return error_set(error, STATUS_USAGE,
                     "%.300s: a search cannot be resumed, since its next probe follows from the "
                     "last: run it again",
                     run->folder.found.text);
  if (outcome && strcmp(outcome, "done") == 0)
    return error_set(error, STATUS_USAGE, "%.300s: the run is complete: nothing is left to be done",
                     run->folder.found.text);
  if (request->experiment)
    return run_plan_make(&run->plan, request, error);
  return run_plan_recorded(&run->plan, run_json(run->record, RUN_EXPERIMENT), path.text, error);
}

/* ---- how far it came ---- */

/* The executions of a run in their order. */
struct course {
  size_t *order; /* of the cells in the round of the next execution */
  size_t next;   /* executions before it */
};

static size_t course_round(const struct run *run, const struct course *course) {
  return course->next / run->plan.cells.count + 1;
}

static size_t course_cell(const struct run *run, const struct course *course) {
  return course->order[course->next % run->plan.cells.count];
}

static const char *course_name(const struct run *run, const struct course *course) {
  return run->plan.cells.items[course_cell(run, course)].name;
}

static bool course_is_over(const struct run *run, const struct course *course) {
  return course_round(run, course) > run_repeats(run);
}

static void course_advance(const struct run *run, struct course *course) {
  size_t count = run->plan.cells.count;
  course->next++;
  if (course->next % count == 0)
    cells_order(&run->plan.cells, run->order_seed, course_round(run, course), course->order);
}

/* Reads the cell.json of the next execution into its place, and advances. */
static enum status document_take(const struct run *run, struct course *course,
                                 struct error *error) {
  size_t round = course_round(run, course);
  const char *name = course_name(run, course);
  struct path path = execution_path(run->folder.found.text, name, round);
  json_t *document = NULL;
  enum status status = document_open(&document, path.text, CELL_SCHEMA, STATUS_USAGE,
                                     "something else removed it", error);
  if (status != STATUS_OK)
    return status;
  const char *its = figure_text(document, FIGURE_CELL);
  if (!its || strcmp(its, name) != 0 || figure_value(document, FIGURE_REPEAT, 0) != (double)round) {
    json_decref(document);
    return error_set(error, STATUS_USAGE, "%.300s: it is of another cell or repeat: it was moved",
                     path.text);
  }
  record_trim(document);
  *run_document(run, course_cell(run, course), round) = document;
  course_advance(run, course);
  return STATUS_OK;
}

/* The log must have the first executions of the run's own order, and their files be as they were
 * written. */
static enum status executions_take(const struct run *run, struct course *course,
                                   const struct executions *executions, struct error *error) {
  enum status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < executions->count; i++) {
    const struct execution *execution = &executions->items[i];
    if (course_is_over(run, course) || execution->round != course_round(run, course) ||
        strcmp(execution->cell, course_name(run, course)) != 0)
      return error_set(error, STATUS_USAGE,
                       "%.300s/executions.tsv:%zu: not the run's order: something else changed it",
                       run->folder.found.text, i + 2);
    status = execution_check(execution, run->folder.found.text, error);
    if (status == STATUS_OK)
      status = document_take(run, course, error);
  }
  return status;
}

/* The entries of a folder; 0 where there is none. */
static size_t entries_of(const char *path) {
  DIR *directory = opendir(path);
  size_t count = 0;
  for (const struct dirent *entry; directory && (entry = readdir(directory));)
    count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
  if (directory)
    closedir(directory);
  return count;
}

static bool exists(const char *path) {
  return access(path, F_OK) == 0;
}

/* Beside the executions of the log there may be the next one, during which the run was killed. */
static enum status strays_check(const struct run *run, const struct course *course,
                                struct error *error) {
  struct path cells = path_of("%s/cells", run->folder.found.text);
  size_t expected = course->next, repeats = 0, folders = 0;
  if (!course_is_over(run, course))
    expected += exists(
        path_of("%s/%s/%zu", cells.text, course_name(run, course), course_round(run, course)).text);
  for (size_t i = 0; i < run->plan.cells.count; i++) {
    struct path folder = path_of("%s/%s", cells.text, run->plan.cells.items[i].name);
    folders += exists(folder.text);
    repeats += entries_of(folder.text);
  }
  if (repeats == expected && folders == entries_of(cells.text))
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "%.300s: something in it is not of this run: something else changed the folder",
                   cells.text);
}

/* A run that was killed between writing a cell.json and its line of the log has that execution,
 * too. */
static enum status unlogged_take(const struct run *run, struct course *course,
                                 struct error *error) {
  const char *folder = run->folder.found.text;
  if (course_is_over(run, course))
    return STATUS_OK;
  size_t round = course_round(run, course), cell = course_cell(run, course);
  const char *name = course_name(run, course);
  if (!exists(execution_path(folder, name, round).text))
    return STATUS_OK;
  enum status status = document_take(run, course, error);
  if (status != STATUS_OK)
    return status;
  const json_t *params = figure_json(*run_document(run, cell, round), FIGURE_PARAMS);
  uint64_t seed = (uint64_t)json_integer_value(json_object_get(params, "seed"));
  return executions_add(folder, round, name, seed, error);
}

static enum status progress_read(struct run *run, struct course *course, struct error *error) {
  struct executions executions = {0};
  enum status status = executions_read(&executions, run->folder.found.text, error);
  cells_order(&run->plan.cells, run->order_seed, 1, course->order);
  if (status == STATUS_OK)
    status = executions_take(run, course, &executions, error);
  if (status == STATUS_OK)
    status = strays_check(run, course, error);
  if (status == STATUS_OK)
    status = unlogged_take(run, course, error);
  executions_release(&executions);
  return status;
}

/* ---- taking it over ---- */

static enum status record_resume(struct run *run, struct error *error) {
  json_t *resumes = run_json(run->record, RUN_RESUMES), *entry = json_object();
  char now[TIME_TEXT_BYTES];
  time_text(clock_wall_ns(), false, now, sizeof now);
  run_put_text(entry, RUN_RESUMED, now);
  run_put_count(entry, RUN_RESUMED_DONE, run->progress.done);
  if (!json_is_array(resumes)) {
    resumes = json_array();
    run_put(run->record, RUN_RESUMES, resumes);
  }
  json_array_append_new(resumes, entry);
  limits_put(run->record, &run->request->limits);
  run_put_text(run->record, RUN_ENDED, NULL);
  run_put_text(run->record, RUN_OUTCOME, RECORD_RUNNING);
  run_put(run->record, RUN_INTERRUPTED, json_false());
  return record_write(run->record, run->folder.partial.text, error);
}

enum status resume_begin(struct run *run, struct error *error) {
  struct course course = {.order = calloc(run->plan.cells.count, sizeof *course.order)};
  if (!course.order)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the order of cells");
  run->order_seed = whole_of(run_value(run->record, RUN_ORDER_SEED, 0));
  enum status status = same_check(run, error);
  if (status == STATUS_OK)
    status = progress_read(run, &course, error);
  if (status == STATUS_OK)
    status = run_folder_reopen(&run->folder, error);
  if (status == STATUS_OK) {
    rounds_begin(run, course.next);
    status = record_resume(run, error);
  }
  free(course.order);
  return status;
}
