/* The sentences of a comparison. */
#include "tests/bench/says.h"

#include <stdio.h>

#include "bench/compare/comparison_words.h"
#include "tests/bench/comparison_made.h"

/* All sentences of one kind, a line each; malloc'd. */
static char *said(void (*say)(const struct run_comparison *comparison, struct notes *out),
                  const struct run_comparison *comparison) {
  struct notes notes = {0};
  char *text = NULL;
  size_t bytes;
  FILE *out = open_memstream(&text, &bytes);
  assert_non_null(out);
  say(comparison, &notes);
  for (size_t i = 0; i < notes.count; i++)
    fprintf(out, "%s\n", notes.items[i]);
  fclose(out);
  assert_false(notes.lost);
  notes_release(&notes);
  return text;
}

static void assert_said(const struct made_comparison *made,
                        void (*say)(const struct run_comparison *comparison, struct notes *out),
                        const char *expected) {
  char *text = said(say, &made->comparison);
  assert_says(text, expected);
  free(text);
}

static void the_runs_are_named_with_their_builds(void **state) {
  (void)state;
  struct made_comparison made;
  made_comparison_open(&made, NULL);
  made.comparison.a.kept = true;
  assert_said(
      &made, say_runs,
      "A: runs/a: default, 2026-11-26T15:00:00Z, an unknown commit; kept without its cells");
  assert_said(&made, say_runs, "B: runs/b: default, 2026-11-26T18:30:00Z, an unknown commit.\n");
  made_comparison_close(&made);
}

static void without_a_baseline_it_says_how_to_record_one(void **state) {
  (void)state;
  struct made_comparison made;
  made_comparison_open(&made, NULL);
  assert_said(&made, say_method, "apart (3.5 hours between their beginnings), and the machine may");
  assert_said(&made, say_method, "times are shown and not called. `pushbench baseline default`");
  made_comparison_close(&made);
}

/* Runs whose latencies have the logarithms -0.02 to 0.02 above 1 ms: the limit is 6.4 %. */
static void baseline_fill(struct made_baseline *runs) {
  made_baseline_open(runs, 5);
  for (size_t i = 0; i < 5; i++) {
    struct result_cell *cell = made_baseline_cell(runs, i, TRANSPORT_SSE, "10", 4);
    made_set(cell, FIGURE_LATENCY_MEAN, 1e6 * exp(0.01 * ((double)i - 2)), 0);
    runs->made[i].made->results.started =
        (char *)(i < 4 ? "2026-11-26T08:00:00Z" : "2026-11-26T14:00:00Z");
  }
}

static void with_a_baseline_it_says_from_which_change_on(void **state) {
  (void)state;
  struct made_baseline runs;
  struct made_comparison made;
  baseline_fill(&runs);
  made_comparison_open(&made, made_baseline_of(&runs));
  assert_said(&made, say_method, "Baseline: baselines/b: 5 runs of one build within 6.0 hours.");
  assert_said(&made, say_method, "differ by more than +6.4 % (the steadiest figure) to +6.4 %");
  assert_said(
      &made, say_findings,
      "Worse in B: mean latency, SSE on libwebsockets, 10 users: 1.01 ms in A, 1.22 ms in B "
      "(+20 %, +13 % to +28 %).");
  made_comparison_close(&made);
  made_baseline_close(&runs);
}

static void a_baseline_of_another_build_is_told(void **state) {
  (void)state;
  struct made_baseline runs;
  struct made_comparison made;
  baseline_fill(&runs);
  for (size_t i = 0; i < 5; i++)
    made_fact(&runs.made[i], "commit", "other");
  made_comparison_open(&made, made_baseline_of(&runs));
  assert_said(&made, say_method, "The baseline is of another build than A and B");
  made_comparison_close(&made);
  made_baseline_close(&runs);
}

static void findings_are_told_with_both_figures(void **state) {
  (void)state;
  struct made_comparison made;
  made_comparison_open(&made, NULL);
  assert_said(
      &made, say_findings,
      "Worse in B: SSE on libwebsockets, 20 users is not good any more: messages were lost.");
  assert_said(&made, say_findings,
              "Worse in B: bytes on the wire for a delivered message, SSE on libwebsockets, 10 "
              "users: 250 B in A, 255 B in B (+2.0 %, exact).");
  assert_said(&made, say_findings, "Of 1 figure that is called 1 is worse in B, and 0 better.");
  assert_said(&made, say_findings, "1 figure is shown and not called.");
  made_comparison_close(&made);
}

static void cells_without_a_partner_are_listed(void **state) {
  (void)state;
  struct made_comparison made;
  made_comparison_open(&made, NULL);
  assert_said(&made, say_left_out,
              "Only in B: SSE on libwebsockets, 40 users; the nearest cell of the other differs in "
              "users (10 in A, 40 in B).");
  made_comparison_close(&made);
}

static void digits_of_the_clock_are_told(void **state) {
  (void)state;
  struct made_comparison made;
  made_comparison_open(&made, NULL);
  made_set(&made.a.made->cells[0], FIGURE_TEXT_PER_MESSAGE, 130, 0);
  made_set(&made.b.made->cells[0], FIGURE_TEXT_PER_MESSAGE, 132, 0);
  assert_said(&made, say_method, "The messages of B are 2.00 B longer: they have two instants");
  made_comparison_close(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_runs_are_named_with_their_builds),
      cmocka_unit_test(without_a_baseline_it_says_how_to_record_one),
      cmocka_unit_test(with_a_baseline_it_says_from_which_change_on),
      cmocka_unit_test(a_baseline_of_another_build_is_told),
      cmocka_unit_test(findings_are_told_with_both_figures),
      cmocka_unit_test(cells_without_a_partner_are_listed),
      cmocka_unit_test(digits_of_the_clock_are_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
