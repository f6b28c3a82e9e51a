/* A comparison of two runs with three cells, for tests of what is printed and written.
 *
 * Ten users: a longer mean latency, five bytes more for each message. Twenty users: messages were
 * lost in B. Forty users: only in B. */
#ifndef TESTS_BENCH_COMPARISON_MADE_H
#define TESTS_BENCH_COMPARISON_MADE_H

#include "bench/compare/run_comparison.h"
#include "tests/bench/baseline_made.h"

struct made_comparison {
  struct made_run a, b;
  struct run_comparison comparison;
};

static inline void made_comparison_cells(struct made_run *run, double latency, double wire,
                                         double lost) {
  struct result_cell *ten = made_cell_of(run, TRANSPORT_SSE, "10", 4);
  struct result_cell *twenty = made_cell_of(run, TRANSPORT_SSE, "20", 4);
  ten->name = (char *)"ten";
  twenty->name = (char *)"twenty";
  made_vary(run->made, ten, "clients", "10");
  made_vary(run->made, twenty, "clients", "20");
  made_set(ten, FIGURE_LATENCY_MEAN, latency, latency / 100);
  made_set(ten, FIGURE_WIRE_PER_MESSAGE, wire, 0);
  made_set(twenty, FIGURE_LOST, lost, 0);
}

static inline void made_comparison_open(struct made_comparison *made,
                                        const struct baseline *baseline) {
  struct run_comparison *comparison = &made->comparison;
  struct compared_pair pair = {&comparison->a, &comparison->b, &comparison->matches};
  *comparison = (struct run_comparison){.one_run = false};
  made_run_open(&made->a, "runs/a");
  made_run_open(&made->b, "runs/b");
  made_comparison_cells(&made->a, 1e6, 250, 0);
  made_comparison_cells(&made->b, 1.2e6, 255, 3);
  struct result_cell *forty = made_cell_of(&made->b, TRANSPORT_SSE, "40", 4);
  forty->name = (char *)"forty";
  made_vary(made->b.made, forty, "clients", "40");
  made_fact(&made->b, "kernel", "k|2");
  made->b.made->results.started = (char *)"2026-11-26T18:30:00Z";
  comparison->a = *made_run_of(&made->a);
  comparison->b = *made_run_of(&made->b);
  if (baseline)
    comparison->baseline = *baseline;
  else
    comparison->without = (struct words){"there is no baseline"};
  assert_int_equal(
      cells_match(&comparison->matches, &comparison->a.results, &comparison->b.results, NULL),
      STATUS_OK);
  conditions_warn(&comparison->warnings, &pair);
  assert_int_equal(changes_make(&comparison->changes, &pair, &comparison->baseline,
                                comparison->without.text, NULL),
                   STATUS_OK);
}

/* What was made is not the comparison's to release. */
static inline void made_comparison_close(struct made_comparison *made) {
  changes_release(&made->comparison.changes);
  notes_release(&made->comparison.warnings);
  cell_matches_release(&made->comparison.matches);
  made_run_close(&made->a);
  made_run_close(&made->b);
}

#endif
