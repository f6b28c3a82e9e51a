/* Words in what two runs differ. */
#include "bench/compare/conditions.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "bench/base/bounded_text.h"

enum { SETTINGS_TOLD_MAX = 3 };

static const char *text_or(const char *text, const char *otherwise) {
  return text && *text ? text : otherwise;
}

/* ---- what makes a comparison meaningless ---- */

static const char *faults_of(const struct compared_run *run) {
  const char *faults = run->results.faults;
  return faults && strcmp(faults, "[]") != 0 ? faults : NULL;
}

static enum status nothing_in_common(const struct compared_pair *pair, struct error *error) {
  const struct compared_run *a = pair->a, *b = pair->b;
  const struct results *results = &a->results;
  if (results->cell_count == 0 || b->results.cell_count == 0)
    return error_set(error, STATUS_USAGE, "%.200s has no cells: there is nothing to compare",
                     results->cell_count == 0 ? a->folder.text : b->folder.text);
  return error_set(error, STATUS_USAGE,
                   "A (%.100s) and B (%.100s) have no cell in common: the nearest differ in %s",
                   a->folder.text, b->folder.text,
                   cell_nearest_words(pair->matches, &results->cells[0]).text);
}

enum status conditions_require(const struct compared_pair *pair, struct error *error) {
  const struct compared_run *a = pair->a, *b = pair->b;
  if (a->results.time_scale != b->results.time_scale)
    return error_set(error, STATUS_USAGE,
                     "time_scale is %g in A and %g in B: their figures are not of the same load; "
                     "run one of them again with --set time_scale=",
                     a->results.time_scale, b->results.time_scale);
  if (!facts_equal(faults_of(a), faults_of(b)))
    return error_set(
        error, STATUS_USAGE,
        "the faults of A and B differ (\"faults\" of experiments '%.60s' and '%.60s'): "
        "their figures are not of the same load",
        text_or(a->results.name, "?"), text_or(b->results.name, "?"));
  return pair->matches->count > 0 ? STATUS_OK : nothing_in_common(pair, error);
}

/* ---- warnings ---- */

static void schemas_warn(struct notes *warnings, const struct compared_run *a,
                         const struct compared_run *b) {
  if (a->results.schema != b->results.schema)
    notes_add(warnings,
              "The figures of A have schema %d, those of B %d: a figure of the same name may be "
              "counted in another way (CHANGELOG.md).",
              a->results.schema, b->results.schema);
}

static void experiments_warn(struct notes *warnings, const struct compared_run *a,
                             const struct compared_run *b) {
  if (!facts_equal(a->results.name, b->results.name))
    notes_add(warnings,
              "A is of experiment '%s', B of '%s'; only cells with the same parameters are "
              "compared.",
              text_or(a->results.name, "?"), text_or(b->results.name, "?"));
}

static void schedules_warn(struct notes *warnings, const struct compared_run *a,
                           const struct compared_run *b) {
  if (schedules_differ(a, b))
    notes_add(warnings,
              "The repeats of %s have one schedule of messages, those of %s a schedule for each "
              "round: times, and counts that depend on the schedule, are not called.",
              b->results.rounds_differ ? "A" : "B", b->results.rounds_differ ? "B" : "A");
}

static void quick_warn(struct notes *warnings, const struct compared_run *a,
                       const struct compared_run *b) {
  if (a->results.quick || b->results.quick)
    notes_add(warnings, "%s run with --quick, which shows that an experiment works, and no more.",
              a->results.quick && b->results.quick ? "A and B were"
              : a->results.quick                   ? "A was"
                                                   : "B was");
}

static void fact_warn(struct notes *warnings, const struct compared_run *a,
                      const struct compared_run *b, const char *name, const char *what) {
  const char *left = run_fact(a, name), *right = run_fact(b, name);
  if (!facts_equal(left, right))
    notes_add(warnings, "%s differs: %s in A, %s in B.", what, text_or(left, "not known"),
              text_or(right, "not known"));
}

static void machines_warn(struct notes *warnings, const struct compared_run *a,
                          const struct compared_run *b) {
  const char *fact = machines_differ_in(a, b);
  if (fact)
    notes_add(warnings,
              "The machines differ (%s: %s in A, %s in B): no baseline covers that, so times are "
              "not called.",
              fact, text_or(run_fact(a, fact), "not known"),
              text_or(run_fact(b, fact), "not known"));
  fact_warn(warnings, a, b, "kernel", "The kernel");
  fact_warn(warnings, a, b, "cpu_governor", "The processors' governor");
  fact_warn(warnings, a, b, "clock_source", "The kernel's clock source");
}

/* "net.core.somaxconn (4096 in A, 128 in B)" */
static void settings_warn(struct notes *warnings, const struct compared_run *a,
                          const struct compared_run *b) {
  char differ[512] = "";
  size_t count = 0;
  for (size_t i = 0; i < a->results.settings.count; i++) {
    const struct result_pair *pair = &a->results.settings.items[i];
    const char *other = result_pairs_find(&b->results.settings, pair->name);
    if (!other || strcmp(pair->text, other) == 0)
      continue;
    if (count++ < SETTINGS_TOLD_MAX)
      bounded_append(differ, sizeof differ, "%s%s (%s in A, %s in B)", count > 1 ? ", " : "",
                     pair->name, pair->text, other);
  }
  if (count > SETTINGS_TOLD_MAX)
    bounded_append(differ, sizeof differ, " and %zu more", count - (size_t)SETTINGS_TOLD_MAX);
  if (count > 0)
    notes_add(warnings, "Settings of the kernel differ: %s.", differ);
}

/* The text behind a program's own version, which says what it is built with. */
static const char *libraries_of(const char *version) {
  const char *behind = version ? strchr(version, ';') : NULL;
  return behind ? behind + 1 : NULL;
}

static void programs_warn(struct notes *warnings, const struct compared_run *a,
                          const struct compared_run *b, const char *name, const char *what) {
  const char *left = libraries_of(run_fact(a, name)), *right = libraries_of(run_fact(b, name));
  if (left && right && strcmp(left, right) != 0)
    notes_add(warnings, "The %s is built otherwise, or with other libraries: %s in A, %s in B.",
              what, left, right);
}

void conditions_warn(struct notes *warnings, const struct compared_pair *pair) {
  const struct compared_run *a = pair->a, *b = pair->b;
  schemas_warn(warnings, a, b);
  experiments_warn(warnings, a, b);
  quick_warn(warnings, a, b);
  schedules_warn(warnings, a, b);
  machines_warn(warnings, a, b);
  settings_warn(warnings, a, b);
  programs_warn(warnings, a, b, "server", "server");
  programs_warn(warnings, a, b, "client", "client");
}

/* ---- time ---- */

static double seconds_of(const char *text) {
  struct tm parts = {0};
  const char *end = text ? strptime(text, "%Y-%m-%dT%H:%M:%SZ", &parts) : NULL;
  return end && *end == '\0' ? (double)timegm(&parts) : NAN;
}

double runs_apart_s(const struct compared_run *a, const struct compared_run *b) {
  return fabs(seconds_of(b->results.started) - seconds_of(a->results.started));
}
