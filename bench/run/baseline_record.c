/* Carries out the runs of a baseline. */
#include "bench/run/baseline_record.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/base/folder.h"
#include "bench/base/interrupt.h"
#include "bench/compare/baseline.h"
#include "bench/compare/baseline_table.h"
#include "bench/run/progress.h"
#include "bench/run/run.h"
#include "bench/run/run_plan.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/numerals.h"
#include "common/base/whole.h"

struct recording {
  struct baseline_request *request;
  struct path folder;
  double run_s;     /* planned for one run */
  size_t done;      /* runs that came to their end */
  size_t newest;    /* the greatest number of a run's folder */
  size_t not_valid; /* of the runs of this recording, those with a repeat that is not valid */
};

/* ---- what is there ---- */

/* The greatest number that is the name of a folder, or begins one: an unfinished run's. */
static size_t newest_number(const char *folder) {
  DIR *directory = opendir(folder);
  size_t newest = 0;
  for (const struct dirent *entry; directory && (entry = readdir(directory));) {
    size_t number = strtoul(entry->d_name, NULL, 10);
    newest = number > newest ? number : newest;
  }
  if (directory)
    closedir(directory);
  return newest;
}

static bool sets_equal(const struct result_texts *texts, const struct run_request *request) {
  for (size_t i = 0; i < texts->count && i < request->set_count; i++)
    if (strcmp(texts->items[i], request->sets[i]) != 0)
      return false;
  return texts->count == request->set_count;
}

/* Whether the runs that are there are of this build, experiment and --set. */
static enum status likeness_check(const struct recording *recording, const char *name,
                                  const struct compared_run *run, struct error *error) {
  const struct run_request *request = &recording->request->run;
  const char *commit = *request->build.commit ? request->build.commit : NULL;
  char tree[TREE_BYTES];
  const char *differs = !facts_equal(run->results.name, name)           ? "experiment"
                        : !sets_equal(&run->results.changed, request)   ? "--set"
                        : !facts_equal(run_fact(run, "commit"), commit) ? "commit"
                        : !facts_equal(run_fact(run, "tree"), version_tree(&request->build, tree))
                            ? "build"
                            : NULL;
  if (!differs)
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "%.200s has runs with another %s: a baseline is of one build and one "
                   "experiment; name another folder",
                   recording->folder.text, differs);
}

static enum status runs_count(struct recording *recording, const char *name, struct error *error) {
  struct baseline baseline;
  recording->newest = newest_number(recording->folder.text);
  if (recording->newest == 0)
    return STATUS_OK;
  enum status status = baseline_load(&baseline, recording->folder.text, error);
  if (status != STATUS_OK)
    return status;
  recording->done = baseline.count;
  status = likeness_check(recording, name, &baseline.runs[0].run, error);
  baseline_release(&baseline);
  return status;
}

static enum status recording_begin(struct recording *recording, struct error *error) {
  const struct run_request *run = &recording->request->run;
  struct run_plan plan = {.cells = {0}};
  char now[TIME_TEXT_BYTES];
  enum status status = run_plan_make(&plan, run, error);
  time_text(clock_wall_ns(), true, now, sizeof now);
  if (status == STATUS_OK) {
    recording->run_s = run_plan_s(&plan);
    recording->folder = recording->request->folder
                            ? path_of("%s", recording->request->folder)
                            : path_of("%s/%s-%s", BASELINES_FOLDER, now, plan.experiment.name);
    status = folder_make(recording->folder.text, error);
  }
  if (status == STATUS_OK)
    status = runs_count(recording, plan.experiment.name, error);
  run_plan_release(&plan);
  return status;
}

/* ---- the runs ---- */

static void recording_announce(const struct recording *recording) {
  size_t left = recording->request->runs - recording->done;
  char time[DURATION_BYTES];
  duration_text((double)left * recording->run_s + (double)(left - 1) * recording->request->pause_s,
                time, sizeof time);
  fprintf(stderr, "baseline in %s: %zu of %zu %s there, about %s to go; Ctrl-C keeps them\n",
          recording->folder.text, recording->done, recording->request->runs,
          word_for((double)recording->request->runs, "run is", "runs are"), time);
}

/* Waits; false where the user ended it. */
static bool pause_wait(const struct recording *recording) {
  bool terminal = isatty(STDERR_FILENO) == 1;
  uint64_t end_ns = clock_now_ns() + whole_ns_of_s(recording->request->pause_s);
  uint64_t now_ns;
  while (interrupt_count() == 0 && (now_ns = clock_now_ns()) < end_ns) {
    const struct timespec second = {.tv_sec = 1};
    char left[DURATION_BYTES];
    duration_text((double)(end_ns - now_ns) / (double)NS_PER_S, left, sizeof left);
    if (terminal)
      fprintf(stderr, "\r\033[Kthe next run begins in %s", left);
    nanosleep(&second, NULL); /* a signal ends it early */
  }
  if (terminal)
    fputs("\r\033[K", stderr);
  return interrupt_count() == 0;
}

/* Carries out the next run. A repeat that is not valid is no failure of the baseline: comparisons
 * leave its cell out. */
static enum status run_next(struct recording *recording, struct error *error) {
  struct run_request run = recording->request->run;
  struct path out = path_of("%s/%zu", recording->folder.text, ++recording->newest);
  struct error reason = {""};
  run.out = out.text;
  run.figures_only = true;
  fprintf(stderr, "run %zu of %zu: %s\n", recording->done + 1, recording->request->runs, out.text);
  enum status status = run_execute(&run, &reason);
  if (status != STATUS_OK && status != STATUS_CHECK)
    return error_set(error, status, "%s", reason.text);
  if (status == STATUS_CHECK)
    log_warning("%s: %s", out.text, reason.text);
  recording->not_valid += status == STATUS_CHECK;
  recording->done++;
  return STATUS_OK;
}

static enum status interrupted(const struct recording *recording, struct error *error) {
  return error_set(error, STATUS_INTERRUPTED,
                   "interrupted: %zu of %zu %s there; the same command with --out %.200s goes on",
                   recording->done, recording->request->runs,
                   word_for((double)recording->done, "run is", "runs are"), recording->folder.text);
}

static enum status runs_execute(struct recording *recording, struct error *error) {
  enum status status = STATUS_OK;
  bool first = true;
  while (status == STATUS_OK && recording->done < recording->request->runs) {
    if (!first && !pause_wait(recording))
      return interrupted(recording, error);
    first = false;
    status = run_next(recording, error);
  }
  return status == STATUS_INTERRUPTED ? interrupted(recording, error) : status;
}

static enum status spread_show(const struct recording *recording, struct error *error) {
  struct baseline baseline;
  enum status status = baseline_load(&baseline, recording->folder.text, error);
  if (status != STATUS_OK)
    return status;
  baseline_print(stdout, &baseline);
  printf("%s\n", recording->folder.text);
  baseline_release(&baseline);
  return STATUS_OK;
}

enum status baseline_record(struct baseline_request *request, struct error *error) {
  struct recording recording = {.request = request};
  enum status status = recording_begin(&recording, error);
  if (status != STATUS_OK)
    return status;
  interrupt_install();
  if (recording.done < request->runs)
    recording_announce(&recording);
  status = runs_execute(&recording, error);
  if (recording.not_valid > 0)
    log_warning("%zu of the runs %s repeats that are not valid; comparisons leave those cells out",
                recording.not_valid, word_for((double)recording.not_valid, "has", "have"));
  return status == STATUS_OK ? spread_show(&recording, error) : status;
}
