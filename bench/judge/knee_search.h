/* Searches for the knee: the largest value of a parameter at which a cell still keeps its limits.
 * Pure: the caller carries out the probes.
 *
 * A probe at a value holds or does not. Noise makes single probes wrong, and the answer need not be
 * monotonic, so every probe counts for ever. The tested values divide the range into gaps, and each
 * gap has a probability of having the knee in it, from all probes: before the first one in
 * proportion to its width on a logarithmic scale (a factor of two for what is below and above all
 * values), then multiplied by 4 for each probe that agrees
 * with it, below the gap those that held, above it those that did not. That is Bayes' rule for
 * probes that are right with a chance of 4/5; where they are right more often, the search errs less
 * often than it says.
 *
 * 1. The first value is `from`; until a probe fails, the value is doubled, up to `to`.
 * 2. Then the median of the probabilities is probed, which halves the bracket, or, where it is
 *    narrow enough, the more doubtful of its ends again (Horstein, "Sequential transmission using
 *    noiseless feedback", IEEE Transactions on Information Theory 9, 1963; Waeber, Frazier,
 *    Henderson, "Bisection search with noisy responses", SIAM Journal on Control and Optimization
 *    51, 2013). No value is above twice the greatest that seems to hold.
 * 3. The search ends once a bracket that is narrow enough has the knee with a probability of at
 *    least 1 - error (Baum, Veeravalli, "A sequential procedure for multihypothesis testing", IEEE
 *    Transactions on Information Theory 40, 1994). Tests of each end by itself, after Wald, would
 *    err more often: the ends that are tested were chosen by the same probes. */
#ifndef BENCH_JUDGE_KNEE_SEARCH_H
#define BENCH_JUDGE_KNEE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

enum { KNEE_PROBES_MAX = 120 };

/* The probes at one value. */
struct knee_tally {
  double value;
  int held, failed;
};

struct knee_search {
  double from, to; /* above 0 */
  double within; /* the bracket's ends are narrow enough where their ratio is at most 1 + within */
  double error;  /* the chance that the knee is not in the bracket, 0 to 1 */
  bool whole;    /* values are whole numbers; neighbours are always narrow enough */
  struct knee_tally tallies[KNEE_PROBES_MAX]; /* the least value first */
  size_t count;
  size_t probes;
};

enum knee_state {
  KNEE_GOES_ON,   /* a probe is wanted */
  KNEE_FOUND,     /* the knee is in the bracket */
  KNEE_BELOW,     /* `from` does not hold */
  KNEE_ABOVE,     /* `to` holds */
  KNEE_UNSETTLED, /* KNEE_PROBES_MAX probes did not decide it */
};

void knee_search_begin(struct knee_search *search, double from, double to, double within,
                       double error, bool whole);

/* Whether the search is over; where it goes on, *value is that of the next probe. */
enum knee_state knee_search_next(const struct knee_search *search, double *value);

/* Takes the result of a probe at that value. At most KNEE_PROBES_MAX. */
void knee_search_take(struct knee_search *search, double value, bool holds);

/* The narrow bracket with the greatest probability of having the knee in it; before there is one,
 * the most probable gap. `low` is 0 where that is below `from`, `high` INFINITY where it is above
 * all probes. */
struct knee_bracket {
  double low, high;
  double probability;
};
struct knee_bracket knee_search_bracket(const struct knee_search *search);

/* About how many probes a search takes whose knee is in the middle, on a logarithmic scale, of
 * `from` and `to`. */
double knee_search_probes(const struct knee_search *search);

#endif
