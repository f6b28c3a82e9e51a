/* The report's section on two builds. */
#include "tests/bench/page_made.h"

#include "bench/report/sections.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"

static struct result_pair facts[] = {
    {"folder", "../old"}, {"server", "pushbench-server 0.2 (0123456789ab);libwebsockets 4"}};

static struct made_page section_of(struct made *made) {
  struct made_page page;
  struct versus versus;
  assert_int_equal(versus_make(&versus, &made->results, NULL), STATUS_OK);
  made_page_open(&page, NULL);
  report_versus(&page.page, &made->results, &versus);
  made_page_close(&page);
  versus_release(&versus);
  free(made);
  return page;
}

/* Ten rounds; the other build's mean latency is 2 ms and more. */
static struct result_cell *twin_of(struct made *made, const char *build, double factor) {
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 10);
  made_vary(made, cell, "build", build);
  made_set(cell, FIGURE_LATENCY_MEAN, 2e6 * factor, 1e4 * factor);
  made_set(cell, FIGURE_LATENCY_P50, 1e6, 1e4);
  return cell;
}

/* The experiment names the mean, which is `factor` times the other build's. */
static struct made_page section_of_mean(double factor) {
  char *named[] = {"latency_ns.mean"};
  struct made *made = made_new();
  made->results.versus = (struct result_pairs){facts, 2};
  made->results.compared = (struct result_texts){named, 1};
  twin_of(made, "this", factor);
  twin_of(made, "other", 1);
  return section_of(made);
}

static void a_run_of_two_builds_has_a_section(void **state) {
  (void)state;
  struct made_page page = section_of_mean(1.1);
  assert_begins(page.markdown,
                "## Did the change help?\n\n"
                "This build against 0.2 (0123456789ab): of 1 named figure 1 is worse, 0 are "
                "better, 0 are the same and 0 cannot be told from chance.\n\n"
                "SSE, mean latency: worse, +10 % (95 % interval +10 % to +10 %), p = 0.002, 10 "
                "rounds.\n\n"
                "| cell | figure | other build | this build | change | interval | p | rounds | "
                "finding |\n|---|---|---:|---:|---:|---:|---:|---:|---:|\n"
                "| SSE | mean latency | 2.04 ms | 2.25 ms | +10 % | +10 % to +10 % | p = 0.002 | "
                "10 | worse |\n");
  assert_says(page.markdown, "p is corrected for 1 test, and what is below 0.01 is called.");
  assert_says(page.markdown, "The other build: folder ../old, server pushbench-server 0.2");
  assert_says(page.markdown, "| SSE | median latency | 1.04 ms | 1.04 ms | 0 % | 0 % to 0 % | – | "
                             "10 | not named |\n");
  assert_says(page.html, "<span class=\"mark fails\">worse</span>");
  made_page_release(&page);
}

static void what_is_better_and_what_is_not_called_are_marked_apart(void **state) {
  (void)state;
  struct made_page page = section_of_mean(0.9);
  assert_says(page.html, "<span class=\"mark holds\">better</span>");
  assert_says(page.html, "<span class=\"mark shown\">not named</span>");
  made_page_release(&page);
}

static void an_experiment_that_names_nothing_says_so(void **state) {
  (void)state;
  struct made *made = made_new();
  made->results.versus = (struct result_pairs){facts, 2};
  twin_of(made, "this", 1);
  twin_of(made, "other", 1);
  struct made_page page = section_of(made);
  assert_says(page.markdown, "The experiment names no figures to compare, so these are those that "
                             "reports compare.");
  made_page_release(&page);
}

static void a_run_of_one_build_has_no_section(void **state) {
  (void)state;
  struct made *made = made_new();
  made_set(made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 2), FIGURE_LATENCY_MEAN, 1e6, 1);
  struct made_page page = section_of(made);
  assert_string_equal(page.markdown, "");
  made_page_release(&page);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_run_of_two_builds_has_a_section),
      cmocka_unit_test(what_is_better_and_what_is_not_called_are_marked_apart),
      cmocka_unit_test(an_experiment_that_names_nothing_says_so),
      cmocka_unit_test(a_run_of_one_build_has_no_section),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
