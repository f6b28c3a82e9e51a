/* A run as it is compared: its figures, and the facts of its machine and its build. */
#ifndef BENCH_COMPARE_COMPARED_RUN_H
#define BENCH_COMPARE_COMPARED_RUN_H

#include <stdbool.h>

#include "bench/base/folder.h"
#include "bench/results/results.h"

struct compared_run {
  struct path folder; /* as it was given, without slashes at the end */
  bool kept;          /* without its cells/ */
  struct results results;
};

/* Reads run.json and summary.tsv; a run that was kept without its cells/ is as good as any other.
 * The errors are those of results_load_rows. Release is safe on a zeroed struct. */
enum status compared_run_load(struct compared_run *run, const char *folder, struct error *error);
void compared_run_release(struct compared_run *run);

/* A fact about the machine or the build by its name in run.json: "kernel", "commit"; NULL where the
 * run does not have it. Borrowed. */
const char *run_fact(const struct compared_run *run, const char *name);

/* "commit 6bd2f3c5e8f1, 2 files differ"; "an unknown commit". */
struct words run_build_words(const struct compared_run *run);

/* Whether both are one run: one folder, or a copy, which began at the same second and has the same
 * figures. */
bool runs_are_one(const struct compared_run *a, const struct compared_run *b);

/* Whether both are of the same build: the commit, the files that differed from it, the versions of
 * both programs and the checksum of all. */
bool runs_of_one_build(const struct compared_run *a, const struct compared_run *b);

/* The name of the first fact by which the machines differ: processors, memory, hypervisor, quota;
 * NULL where they do not. The kernel and its settings are not among these. */
const char *machines_differ_in(const struct compared_run *a, const struct compared_run *b);

/* Whether one run has a schedule for all repeats, as older builds had, and the other one for each
 * round: only their first repeats then have the same messages. */
bool schedules_differ(const struct compared_run *a, const struct compared_run *b);

/* The index of the other cell's repeat that has the same number as repeat `at` of the first, and
 * was measured as that was; other->repeat_count where there is none. */
size_t repeat_partner(const struct result_cell *cell, size_t at, const struct result_cell *other);

/* Whether both have equal texts, or none. */
bool facts_equal(const char *left, const char *right);

#endif
