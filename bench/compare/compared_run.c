/* Loads a run, and compares the facts of two. */
#include "bench/compare/compared_run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/results/results_rows.h"
#include "common/base/numerals.h"

enum { COMMIT_DIGITS = 12 };

/* The kernel takes a little of the memory for itself, more or less of it by version. */
static const double memory_tolerance = 0.01;

enum status compared_run_load(struct compared_run *run, const char *folder, struct error *error) {
  *run = (struct compared_run){.folder = path_of("%s", folder)};
  size_t bytes = strlen(run->folder.text);
  while (bytes > 1 && run->folder.text[bytes - 1] == '/')
    run->folder.text[--bytes] = '\0';
  run->kept = access(path_of("%s/cells", run->folder.text).text, F_OK) != 0;
  return results_load_rows(&run->results, run->folder.text, error);
}

void compared_run_release(struct compared_run *run) {
  results_release(&run->results);
}

const char *run_fact(const struct compared_run *run, const char *name) {
  return result_pairs_find(&run->results.machine, name);
}

struct words run_build_words(const struct compared_run *run) {
  const char *commit = run_fact(run, "commit"), *tree = run_fact(run, "tree");
  struct words words = {"an unknown commit"};
  bool changed = tree && strcmp(tree, "clean") != 0;
  if (commit)
    snprintf(words.text, sizeof words.text, "commit %.*s%s%.40s", COMMIT_DIGITS, commit,
             changed ? ", " : "", changed ? tree : "");
  return words;
}

bool facts_equal(const char *left, const char *right) {
  return left == right || (left && right && strcmp(left, right) == 0);
}

/* ---- one run ---- */

static bool folders_are_one(const char *left, const char *right) {
  char *first = realpath(left, NULL), *second = realpath(right, NULL);
  bool one = first && second && strcmp(first, second) == 0;
  free(first);
  free(second);
  return one;
}

static bool medians_equal(const struct result_cell *left, const struct result_cell *right) {
  if (strcmp(left->name, right->name) != 0 || left->repeat_count != right->repeat_count)
    return false;
  for (int i = 0; i < FIGURE_COLUMNS; i++) {
    double a = left->figures[i].median, b = right->figures[i].median;
    if (a != b && !(isnan(a) && isnan(b)))
      return false;
  }
  return true;
}

bool runs_are_one(const struct compared_run *a, const struct compared_run *b) {
  if (folders_are_one(a->folder.text, b->folder.text))
    return true;
  if (!a->results.started || !facts_equal(a->results.started, b->results.started) ||
      a->results.cell_count != b->results.cell_count)
    return false;
  for (size_t i = 0; i < a->results.cell_count; i++)
    if (!medians_equal(&a->results.cells[i], &b->results.cells[i]))
      return false;
  return true;
}

bool schedules_differ(const struct compared_run *a, const struct compared_run *b) {
  return a->results.rounds_differ != b->results.rounds_differ;
}

/* The number of a repeat; where it is not known they are counted from 1. */
static double repeat_number(const struct result_cell *cell, size_t at) {
  double number = cell->repeats[at].values[FIGURE_REPEAT];
  return isnan(number) ? (double)(at + 1) : number;
}

size_t repeat_partner(const struct result_cell *cell, size_t at, const struct result_cell *other) {
  double number = repeat_number(cell, at);
  for (size_t i = 0; i < other->repeat_count && cell->repeats[at].measured; i++) {
    size_t tried = (at + i) % other->repeat_count; /* mostly it has the same index */
    if (repeat_number(other, tried) == number)
      return other->repeats[tried].measured ? tried : other->repeat_count;
  }
  return other->repeat_count;
}

/* ---- build and machine ---- */

bool runs_of_one_build(const struct compared_run *a, const struct compared_run *b) {
  static const char *const facts[] = {"commit", "tree", "server", "client", "checksum"};
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
    if (!facts_equal(run_fact(a, facts[i]), run_fact(b, facts[i])))
      return false;
  return true;
}

static bool memories_equal(const char *left, const char *right) {
  double first = left ? strtod(left, NULL) : 0, second = right ? strtod(right, NULL) : 0;
  return fabs(first - second) <= memory_tolerance * fmax(first, second);
}

const char *machines_differ_in(const struct compared_run *a, const struct compared_run *b) {
  static const char *const facts[] = {"cpu",        "cpus_online",         "cpus_allowed",
                                      "hypervisor", "cpus_of_server_core", "cpu_quota"};
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
    if (!facts_equal(run_fact(a, facts[i]), run_fact(b, facts[i])))
      return facts[i];
  return memories_equal(run_fact(a, "memory_bytes"), run_fact(b, "memory_bytes")) ? NULL
                                                                                  : "memory_bytes";
}
