/* Compares the two builds of a run in which they took turns (pushbench run --versus).
 *
 * A cell stands twice, once for either build; repeats of the same round had the same schedule, one
 * right after the other in random order, and are a pair. Figures that were named beforehand (the
 * experiment's "compare"; where it names none, those that reports compare without being asked) are
 * tested by signed ranks (bench/judge/paired_test.h), all tests of a run are corrected together
 * after Holm, and a difference at VERSUS_LEVEL is called: the figure is better or worse. Bytes and
 * requests, which are counted exactly, must also differ as they are printed. All other figures that
 * reports compare are shown with their ratio and interval, and not called. */
#ifndef BENCH_VERSUS_VERSUS_H
#define BENCH_VERSUS_VERSUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "bench/judge/rank_test.h"
#include "bench/results/results.h"
#include "bench/versus/versus_rounds.h"
#include "common/base/status.h"

/* Of a hundred runs of builds that do not differ, one calls any figure. */
#define VERSUS_LEVEL 0.01

enum versus_finding {
  VERSUS_WORSE,
  VERSUS_BETTER,
  VERSUS_EQUAL,    /* the same in every round */
  VERSUS_UNTOLD,   /* a difference may be chance */
  VERSUS_UNTESTED, /* `why` has the reason */
  VERSUS_SHOWN,    /* it was not named */
  VERSUS_FINDINGS
};

/* A figure of a cell, by both builds. */
struct versus_pair {
  const struct result_cell *own, *other; /* of this build; of the other one, NULL where not run */
  enum figure figure;
  bool named;
  size_t rounds;               /* in which both builds have the figure */
  double median, other_median; /* over these; NAN without any */
  double spread;               /* of the ratios' logarithms; NAN as the ratio */
  struct rank_ratio ratio;     /* of this build to the other; NAN where a value is not above 0 */
  double p, corrected;         /* NAN where it is not tested */
  enum versus_finding finding;
  double change_told;   /* the least change, as a share, that four of five such runs call; or NAN */
  double rounds_needed; /* that tell a change of the size seen, in four of five runs; or NAN */
  const char *why;
};

struct versus {
  struct versus_pair *items; /* those that were named stand first */
  size_t count, named;
  size_t tested; /* p is corrected for this number */
  bool chosen;   /* by the experiment's "compare" */
  size_t findings[VERSUS_FINDINGS];
};

/* Makes the comparisons; none of a run of one build. The results must outlive them. Release is safe
 * on a zeroed struct. STATUS_CHECK where the experiment's "compare" cannot be understood. */
enum status versus_make(struct versus *versus, const struct results *results, struct error *error);
void versus_release(struct versus *versus);

/* The number of rounds with which all named figures could be called. */
size_t versus_rounds_min(size_t named);

/* STATUS_CHECK, naming the figures, where named ones are worse. */
enum status versus_require(const struct results *results, struct error *error);

/* Writes a row for each comparison, below a row of names: cell, figure, named, rounds,
 * other_median, median, ratio, low, high, interval (95 % or range), p, corrected_p, finding (worse,
 * better, equal, untold, untested, shown), spread, change_told, rounds_needed, why. */
void versus_write(FILE *out, const struct versus *versus);

/* Writes versus.tsv into a run's folder; no file of a run of one build. */
enum status versus_file_write(const struct versus *versus, const char *run_folder,
                              struct error *error);

#endif
