/* The report's table of the model's predictions and the residuals. */
#include "tests/bench/page_made.h"

#include "bench/report/sections.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"

static struct made_page model_of(struct made *made) {
  struct made_page page;
  made_page_open(&page, NULL);
  report_model(&page.page, &made->results);
  made_page_close(&page);
  free(made);
  return page;
}

static void a_prediction_stands_with_its_residual(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 1);
  made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1); /* nothing is predicted */
  made_vary(made, cell, "interval_ms", "1000");
  made_set(cell, FIGURE_MODEL_LATENCY, 500e6, 0);
  made_set(cell, FIGURE_MODEL_LATENCY_RESIDUAL, -2.1e6, 0);
  made_set(cell, FIGURE_MODEL_LATENCY_BOUND, 2.2e6, 0);
  made_set(cell, FIGURE_MODEL_REQUESTS, 1, 0);
  made_set(cell, FIGURE_MODEL_REQUESTS_RESIDUAL, 0, 0);
  made_set(cell, FIGURE_MODEL_REQUESTS_BOUND, 0, 0);
  made_set(cell, FIGURE_MODEL_EMPTY, 0.25, 0);
  made_set(cell, FIGURE_MODEL_EMPTY_RESIDUAL, 0.125, 0);
  made_set(cell, FIGURE_MODEL_EMPTY_BOUND, 0.1, 0);
  made_set(cell, FIGURE_MODEL_WIRE, 480, 0); /* but no measurement */
  struct made_page page = model_of(made);
  assert_says(page.markdown,
              "## Model and measurement\n\n"
              "| server | transport | parameters | mean latency | requests per user, 1/s | empty "
              "requests | protocol/msg | wire/msg | mean age |\n"
              "|---|---|---|---:|---:|---:|---:|---:|---:|\n"
              "| libwebsockets | short poll | interval 1000 ms | 500 ms −2.10 ms | 1.00 +0 | 25 % "
              "+12.5 points | – | – | – |\n\nFirst the model's prediction");
  assert_says(page.html, "<td data-value=\"0.5\">500 ms −2.10 ms</td>");
  assert_says(page.html,
              "<td data-value=\"0.25\"><span class=\"mark suspect\">25 % +12.5 points</span></td>");
  made_page_release(&page);
}

/* Rounding makes 0.1 + 0.2 - 0.3 differ from 0; that is no residual. */
static void rounding_errors_are_no_residual(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  made_set(cell, FIGURE_MODEL_PROTOCOL, 24, 0);
  made_set(cell, FIGURE_MODEL_PROTOCOL_RESIDUAL, 24 * 0.9e-12, 0);
  made_set(cell, FIGURE_MODEL_PROTOCOL_BOUND, 1, 0);
  made_set(cell, FIGURE_MODEL_AGE, 1e9, 0);
  made_set(cell, FIGURE_MODEL_AGE_RESIDUAL, -1e9 * 1.1e-12, 0);
  made_set(cell, FIGURE_MODEL_AGE_BOUND, 1, 0);
  struct made_page page = model_of(made);
  assert_says(page.markdown, "| 24.0 B +0 B | – | 1.00 s −0.0011 ns |\n");
  made_page_release(&page);
}

static void without_predictions_there_is_no_section(void **state) {
  (void)state;
  struct made *made = made_new();
  made_set(made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1), FIGURE_MODEL_LATENCY, 1e6, 0);
  struct made_page page = model_of(made);
  assert_string_equal(page.markdown, "");
  made_page_release(&page);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_prediction_stands_with_its_residual),
      cmocka_unit_test(rounding_errors_are_no_residual),
      cmocka_unit_test(without_predictions_there_is_no_section),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
