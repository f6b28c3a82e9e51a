/* How often the cells were measured, on the page and on the terminal. */
#include "tests/bench/page_made.h"
#include "tests/bench/results_made.h"
#include "tests/bench/until_made.h"

#include "bench/report/precision_lines.h"
#include "bench/report/sections.h"

/* Two cells whose mean latencies spread by 3.4 and by 26 %, with a bound of 5 %. */
static struct made *made_pair(size_t repeats) {
  struct made *made = made_new();
  made_set(made_cell(made, ENGINE_LWS, TRANSPORT_SSE, repeats), FIGURE_LATENCY_MEAN, 100, 1);
  made_set(made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, repeats), FIGURE_LATENCY_MEAN, 100, 10);
  made->cells[0].name = (char *)"lws-sse";
  made->cells[1].name = (char *)"lws-websocket";
  made->results.until = made_until("{\"latency_ns.mean\":\"±5%\"}");
  made->results.repeats = 32;
  return made;
}

/* The section; the page is to be released. */
static struct made_page section_of(struct made *made) {
  struct made_page page;
  made_page_open(&page, NULL);
  assert_int_equal(report_rounds(&page.page, &made->results, NULL), STATUS_OK);
  made_page_close(&page);
  until_release(&made->results.until);
  free(made);
  return page;
}

static void each_bound_has_a_row(void **state) {
  (void)state;
  struct made_page page = section_of(made_pair(8));
  assert_begins(page.markdown,
                "## How often each cell was measured\n\nAfter 8 repeats of each cell, of at most "
                "32, 1 of 2 figures that the experiment names is not within its bound.\n\n"
                "| cell | figure | repeats with it | its interval | bound | reached |\n");
  assert_says(page.markdown,
              "\n| lws-sse | latency\\_ns.mean | 8 | −3.4 %, +3.4 % | ±5 % | yes |\n"
              "| lws-websocket | latency\\_ns.mean | 8 | −25.9 %, +25.9 % | ±5 % | no |\n");
  assert_says(page.markdown, "at 99.2 %: the looks after 8, 16 and 32 repeats share the 5 %");
  made_page_release(&page);
}

static void a_run_that_was_not_looked_at_has_no_table(void **state) {
  (void)state;
  struct made_page page = section_of(made_pair(2));
  assert_says(page.markdown, "after 8 repeats for the first time; this run has 2.\n");
  assert_says_not(page.markdown, "| cell |");
  made_page_release(&page);
}

static void resumes_are_told_with_their_times(void **state) {
  (void)state;
  struct made *made = made_new();
  char *times[] = {(char *)"2026-11-24T02:20:00Z", (char *)"2026-11-24T03:20:00Z"};
  made->results.resumed = (struct result_texts){.items = times, .count = 2};
  struct made_page page = section_of(made);
  assert_says(page.markdown, "The run was interrupted and resumed more than once: "
                             "2026-11-24T02:20:00Z, 2026-11-24T03:20:00Z. The machine may have "
                             "moved meanwhile");
  made_page_release(&page);
}

static void a_plain_run_has_no_such_section(void **state) {
  (void)state;
  struct made_page page = section_of(made_new());
  assert_string_equal(page.markdown, "");
  made_page_release(&page);
}

static void the_terminal_names_those_that_did_not_reach_their_bound(void **state) {
  (void)state;
  char *text = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&text, &bytes);
  struct made *made = made_pair(8);
  assert_int_equal(precision_lines_print(stream, &made->results, 0, NULL), STATUS_OK);
  fclose(stream);
  assert_string_equal(text, "After 8 repeats of each cell, of at most 32, 1 of 2 figures that the "
                            "experiment names is not within its bound.\n"
                            "- lws-websocket: latency_ns.mean: −25.9 %, +25.9 %, bound ±5 %\n");
  free(text);
  until_release(&made->results.until);
  free(made);
}

static void the_terminal_counts_those_that_are_too_many(void **state) {
  (void)state;
  char *text = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&text, &bytes);
  struct made *made = made_pair(8);
  for (int i = 0; i < PRECISION_LINES_MAX + 1; i++)
    made_set(made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 8), FIGURE_LATENCY_MEAN, 100, 10);
  assert_int_equal(precision_lines_print(stream, &made->results, 0, NULL), STATUS_OK);
  fclose(stream);
  assert_ends(text, "- and 2 more: see the report\n");
  free(text);
  until_release(&made->results.until);
  free(made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_bound_has_a_row),
      cmocka_unit_test(a_run_that_was_not_looked_at_has_no_table),
      cmocka_unit_test(resumes_are_told_with_their_times),
      cmocka_unit_test(a_plain_run_has_no_such_section),
      cmocka_unit_test(the_terminal_names_those_that_did_not_reach_their_bound),
      cmocka_unit_test(the_terminal_counts_those_that_are_too_many),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
