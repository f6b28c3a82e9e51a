/* The names of the outcomes. */
#include "bench/results/search_outcome.h"

#include <stddef.h>
#include <string.h>

static const char *const names[SEARCH_OUTCOMES] = {
    [SEARCH_FOUND] = "found",
    [SEARCH_BELOW] = "below",
    [SEARCH_ABOVE] = "above",
    [SEARCH_DESCRIPTORS] = "descriptors",
    [SEARCH_GENERATOR] = "generator",
    [SEARCH_UNSETTLED] = "unsettled",
    [SEARCH_INTERRUPTED] = "interrupted",
};

const char *search_outcome_name(enum search_outcome outcome) {
  return names[outcome];
}

enum search_outcome search_outcome_named(const char *name) {
  int outcome = 0;
  while (outcome < SEARCH_OUTCOMES && !(name && strcmp(names[outcome], name) == 0))
    outcome++;
  return (enum search_outcome)outcome;
}
