/* The outcomes of a search for a capacity. */
#ifndef BENCH_RESULTS_SEARCH_OUTCOME_H
#define BENCH_RESULTS_SEARCH_OUTCOME_H

enum search_outcome {
  SEARCH_FOUND,       /* the capacity is the lower end of the bracket */
  SEARCH_BELOW,       /* the least value does not hold already */
  SEARCH_ABOVE,       /* the greatest value still holds */
  SEARCH_DESCRIPTORS, /* the greatest value for which there are descriptors still holds: it is the
                         capacity */
  SEARCH_GENERATOR,   /* the generator gave out: no capacity can be named */
  SEARCH_UNSETTLED,   /* the probes contradict one another */
  SEARCH_INTERRUPTED, /* it was not over */
  SEARCH_OUTCOMES
};

/* Names in documents: "found". */
const char *search_outcome_name(enum search_outcome outcome);
enum search_outcome
search_outcome_named(const char *name); /* SEARCH_OUTCOMES where there is none */

#endif
