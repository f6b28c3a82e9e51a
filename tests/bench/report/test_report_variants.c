/* The report's table of variants. */
#include "tests/bench/page_made.h"

#include "bench/report/sections.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"

static struct result_pair variants[] = {
    {"base", ""}, {"nagle", "tcp_nodelay off"}, {"both", "tcp_nodelay off, keep_alive off"}};
static struct result_pair bases[] = {{"both", "nagle"}};

/* Results with variants, but without cells. */
static struct made *made_variants(void) {
  struct made *made = made_new();
  made->results.variants = (struct result_pairs){variants, 3};
  made->results.bases = (struct result_pairs){bases, 1};
  return made;
}

/* A cell whose mean latency is about mean_ns in each repeat. */
static struct result_cell *cell_of(struct made *made, int transport, const char *variant,
                                   size_t repeats, double mean_ns) {
  struct result_cell *cell = made_cell(made, ENGINE_LWS, transport, repeats);
  if (variant)
    made_vary(made, cell, "variant", variant);
  made_set(cell, FIGURE_LATENCY_MEAN, mean_ns, repeats > 1 ? mean_ns * 1e-3 : 0);
  return cell;
}

static struct made_page section_of(struct made *made) {
  struct made_page page;
  struct comparisons comparisons;
  assert_int_equal(comparisons_make(&comparisons, &made->results, NULL), STATUS_OK);
  made_page_open(&page, NULL);
  report_variants(&page.page, &made->results, &comparisons);
  made_page_close(&page);
  comparisons_release(&comparisons);
  free(made);
  return page;
}

static void a_base_has_its_figures_and_the_others_their_ratios(void **state) {
  (void)state;
  struct made *made = made_variants();
  struct result_cell *base = cell_of(made, TRANSPORT_SSE, "base", 1, 2e6);
  struct result_cell *nagle = cell_of(made, TRANSPORT_SSE, "nagle", 1, 5e6);
  struct result_cell *both = cell_of(made, TRANSPORT_SSE, "both", 1, 10e6);
  cell_of(made, TRANSPORT_SHORT_POLL, NULL, 1, 9e6); /* has no variant */
  made_set(base, FIGURE_LATENCY_P99, 8e6, 0);
  made_set(base, FIGURE_WIRE_PER_MESSAGE, 250, 0);
  made_set(base, FIGURE_CPU_US_PER_MESSAGE, 12, 0);
  made_set(base, FIGURE_REQUESTS_PER_MESSAGE, 0, 0);
  made_set(base, FIGURE_MEMORY_PER_USER, 20000, 0);
  made_set(nagle, FIGURE_WIRE_PER_MESSAGE, 251, 0);
  made_set(nagle, FIGURE_CPU_US_PER_MESSAGE, 6, 0);
  made_set(nagle, FIGURE_REQUESTS_PER_MESSAGE, 3, 0);
  made_set(both, FIGURE_CPU_US_PER_MESSAGE, 6, 0);
  struct made_page page = section_of(made);
  assert_says(
      page.markdown,
      "## Effects of the variants\n\n"
      "| server | transport | variant | sets | mean latency | p99 | wire/msg | CPU/msg | "
      "requests/msg | memory/user |\n|---|---|---|---|---:|---:|---:|---:|---:|---:|\n"
      "| libwebsockets | SSE | base |  | 2.00 ms | 8.00 ms | 250 B | 12.0 µs | 0 | 20.0 kB "
      "|\n"
      "| libwebsockets | SSE | nagle | tcp\\_nodelay off | 2.50× | – | 1.00× | 0.5× | 3.00 "
      "| – |\n"
      "| libwebsockets | SSE | both | tcp\\_nodelay off, keep\\_alive off; compared with nagle | "
      "2.00× | – | – | 1.00× | – | – |\n\n"
      "Rows of “base” have the figures themselves.");
  assert_says_not(page.markdown, "short poll");
  made_page_release(&page);
}

/* The latencies of both cells overlap, their processor times do not. */
static void a_ratio_that_may_be_chance_says_so(void **state) {
  (void)state;
  struct made *made = made_variants();
  struct result_cell *base = cell_of(made, TRANSPORT_SSE, "base", 4, 2e6);
  struct result_cell *nagle = cell_of(made, TRANSPORT_SSE, "nagle", 4, 2e6);
  made_set(base, FIGURE_CPU_US_PER_MESSAGE, 10, 0.1);
  made_set(nagle, FIGURE_CPU_US_PER_MESSAGE, 20, 0.1);
  struct made_page page = section_of(made);
  assert_says(page.markdown,
              "| nagle | tcp\\_nodelay off | 1.00× n.s. | – | – | 1.99× n.s. | – | – |\n");
  made_page_release(&page);
}

static void cells_that_lost_messages_have_no_ratio(void **state) {
  (void)state;
  struct made *made = made_variants();
  cell_of(made, TRANSPORT_SSE, "base", 1, 2e6);
  made_set(cell_of(made, TRANSPORT_SSE, "nagle", 1, 5e6), FIGURE_LOST, 1, 0);
  struct made_page page = section_of(made);
  assert_says(page.markdown, "| SSE | nagle | tcp\\_nodelay off | – | – | – | – | – | – |\n");
  made_page_release(&page);
}

static void other_varied_parameters_are_shown_with_the_transport(void **state) {
  (void)state;
  struct made *made = made_variants();
  made_vary(made, cell_of(made, TRANSPORT_WEBSOCKET, "base", 1, 2e6), "clients", "10");
  made_vary(made, cell_of(made, TRANSPORT_WEBSOCKET, "nagle", 1, 2e6), "clients", "10");
  struct made_page page = section_of(made);
  assert_says(page.markdown, "| libwebsockets | WebSocket, 10 users | base |");
  assert_says(page.html, "<span class=\"mark websocket\">WebSocket, 10 users</span>");
  made_page_release(&page);
}

static void a_base_alone_is_compared_with_nothing(void **state) {
  (void)state;
  struct made *made = made_variants();
  cell_of(made, TRANSPORT_SSE, "base", 1, 2e6);
  struct made_page page = section_of(made);
  assert_string_equal(page.markdown, "");
  made_page_release(&page);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_base_has_its_figures_and_the_others_their_ratios),
      cmocka_unit_test(a_ratio_that_may_be_chance_says_so),
      cmocka_unit_test(cells_that_lost_messages_have_no_ratio),
      cmocka_unit_test(other_varied_parameters_are_shown_with_the_transport),
      cmocka_unit_test(a_base_alone_is_compared_with_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
