/* Pairs the repeats of both builds. */
#include "bench/versus/versus_change.h"

#include <stdio.h>

#include "bench/judge/interval.h"
#include "bench/judge/paired_test.h"
#include "bench/versus/versus_rounds.h"

static struct figure_change change_between(const struct result_cell *own,
                                           const struct result_cell *other, enum figure figure) {
  struct figure_change change = figure_change_unknown("");
  struct versus_rounds rounds;
  if (!versus_rounds_read(&rounds, own, other, figure))
    return figure_change_unknown("no memory for the figures");
  change.pairs = rounds.count;
  change.pairs_min = paired_count_min(1 - INTERVAL_LEVEL);
  change.of = "rounds";
  change.ratio = paired_ratio(rounds.other, rounds.own, rounds.count);
  change.base = other->figures[figure];
  change.run = own->figures[figure];
  versus_rounds_release(&rounds);
  return change;
}

static struct figure_change change_of(const void *context, const struct result_cell *cell,
                                      enum figure figure) {
  const struct result_cell *other = versus_twin(context, cell);
  struct words doubt = {"the other build has no such cell"};
  if (other && other->grade < VERDICT_INVALID && other->measured > 0)
    return change_between(cell, other, figure);
  if (other)
    snprintf(doubt.text, sizeof doubt.text, "the other build's cell %s: %.120s",
             other->grade == VERDICT_FAILED ? "failed" : "is invalid",
             other->reasons.count > 0 ? other->reasons.items[0].text : "no reason was recorded");
  return figure_change_unknown(doubt.text);
}

struct change_source versus_changes(const struct results *results) {
  return (struct change_source){.change_of = change_of, .context = results};
}
