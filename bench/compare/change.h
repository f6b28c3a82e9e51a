/* The change of one figure of one cell from run A to run B, and what may be said of it. Pure.
 *
 * The machine may have moved between two runs that were recorded apart. So a figure is called by
 * what it is:
 *
 *   exact      a count that follows from the load: any difference is called
 *   repeats    another count: called where the repeats of A and B differ by the test of Mann and
 *              Whitney (bench/judge/rank_test.h) and, where there is a baseline, the medians do so
 *              beyond its runs
 *   baseline   times and memory: called where the medians differ beyond the baseline's runs
 *              (bench/judge/run_spread.h)
 *   shown      not called, for a reason
 *
 * Where both tests must find a difference, the greater p counts (Berger, "Multiparameter hypothesis
 * testing and acceptance sampling", Technometrics 24, 1982).
 *
 * A count is taken for exact where all repeats of A have one value and all of B one, two of each at
 * least; where A and B differ by the same amount in each of their repeats, of three at least; or
 * where the baseline's runs have the same values repeat by repeat. More is worse in each figure. */
#ifndef BENCH_COMPARE_CHANGE_H
#define BENCH_COMPARE_CHANGE_H

#include "bench/base/compared_figures.h"
#include "bench/compare/baseline.h"
#include "bench/compare/cell_match.h"

/* All tests of a comparison are corrected together, after Holm, at this level. */
#define CHANGE_LEVEL 0.05

enum change_basis { CHANGE_EXACT, CHANGE_REPEATS, CHANGE_BASELINE, CHANGE_SHOWN, CHANGE_BASES };

enum change_finding {
  CHANGE_NOT_CALLED,  /* shown, for a reason */
  CHANGE_CANNOT_TELL, /* a test by so few repeats can find nothing */
  CHANGE_NONE,        /* no difference, or none beyond chance */
  CHANGE_BETTER,
  CHANGE_WORSE,
  CHANGE_FINDINGS
};

enum change_interval { INTERVAL_NONE, INTERVAL_EXACT, INTERVAL_REPEATS, INTERVAL_BASELINE };

struct change {
  const struct compared_figure *figure;
  const struct cell_pair *pair;
  double a, b;      /* medians; NAN where the run does not have the figure */
  double ratio;     /* of B to A; NAN where one of them is not above 0 */
  double low, high; /* of the ratio, 95 % for this figure alone; NAN without an interval */
  enum change_interval interval;
  double limit; /* the factor beyond which runs of the baseline differ in one of twenty
                 * pairs; NAN without a baseline */
  enum change_basis basis;
  double p, p_least, corrected; /* NAN where nothing was tested */
  double lean;                  /* above 0 where B has more */
  enum change_finding finding;
  const char *reason; /* why it is not called; "" where it may be */
};

/* What a change is judged with. */
struct change_judge {
  const struct baseline *baseline; /* without runs where there is none */
  const char *without;             /* why times are not called where it has none */
  bool named;                      /* the figure was asked for beforehand, so it may be called */
  bool schedules_apart; /* schedules_differ: only what does not depend on them is called */
};

/* Computes all but `corrected`, and the finding where no test is needed. False without memory. */
bool change_make(struct change *change, const struct compared_figure *figure,
                 const struct cell_pair *pair, const struct change_judge *judge);

/* Whether its p is one of those to be corrected together. */
bool change_is_tested(const struct change *change);

/* Sets the finding of a tested change by its corrected p; `tests` is the number of all tests. */
void change_judge_by(struct change *change, double corrected, size_t tests);

/* The bytes by which the texts of B's messages are longer than A's, where that is but the clock: a
 * text has two instants of the machine's clock, whose digits grow with the time since it started.
 * Comparisons of bytes leave it out. 0 where the lengths are equal, or differ by more than digits
 * can; NAN where the texts are compressed, so that it cannot be left out. */
double change_clock_bytes(const struct cell_pair *pair);

#endif
