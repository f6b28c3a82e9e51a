/* The report's sections on the experiment's case and on break-even points. */
#include "tests/bench/folder_made.h"
#include "tests/bench/page_made.h"

#include "bench/report/sections.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"

/* A run of one cell of a WebSocket: 100 users for 10 s, 10 messages a second to each. */
static void run_write(const char *its) {
  char text[2048];
  snprintf(text, sizeof text,
           "{\"schema\":1,\"experiment\":{\"name\":\"x\"%s%s},\"outcome\":\"done\"}",
           *its ? ",\"case\":" : "", its);
  made_file_write("run.json", text);
  made_file_write(
      "summary.tsv",
      "cell\trepeat\tengine\ttransport\toutcome\tverdict.status\tparams.tls\tdelivered\t"
      "clients\tduration_s\tserver.cpu_s\tlatency_ns.p50\tlatency_ns.p99\t"
      "latency_ns.max\n"
      "a\t1\tlws\twebsocket\tdone\tvalid\toff\t10000\t100\t10\t0.1\t500000\t1000000\t"
      "2000000\n");
}

static void the_case_of_the_experiment_is_answered(void **state) {
  (void)state;
  struct made_page page;
  struct error error = {""};
  run_write("{\"users\":1000,\"messages_per_user_minute\":60,\"budget_ms\":50,"
            "\"transports\":\"websocket\",\"heartbeat_s\":0}");
  made_page_open(&page, made_folder);
  if (report_choice(&page.page, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  made_page_close(&page);
  assert_begins(
      page.markdown,
      "## Choice for the case\n\nUse WebSocket without heartbeat: 99 % of the messages come "
      "within 1.00 ms, where 50.0 ms are allowed, and no other transport is in time (");
  assert_says(page.markdown, "| WebSocket without heartbeat | 1.00 ms | yes |");
  assert_says(page.markdown, "| 10,000,000 | WebSocket without heartbeat |");
  assert_says(page.html, "<h2");
  made_page_release(&page);
  char *tsv = made_file_text("choose_front.tsv");
  assert_non_null(tsv);
  assert_says(tsv, "\nwebsocket\t0\t1\t1\t1\tyes\t");
  free(tsv);
}

static void without_a_case_there_is_no_section(void **state) {
  (void)state;
  struct made_page page;
  run_write("");
  made_page_open(&page, made_folder);
  assert_int_equal(report_choice(&page.page, NULL), STATUS_OK);
  made_page_close(&page);
  assert_string_equal(page.markdown, "");
  made_page_release(&page);
  assert_null(made_file_text("choose_front.tsv"));
}

/* A short poll's bytes fall as 8000/T, a WebSocket's are 3. */
static void break_even_points_are_sentences(void **state) {
  (void)state;
  static const char *const intervals[] = {"1000", "8000"};
  static const double bytes[] = {8, 1, 3}; /* 8000/T, and the WebSocket's */
  struct made *made = made_new();
  for (size_t i = 0; i < 3; i++) {
    struct result_cell *cell =
        made_cell(made, ENGINE_LWS, i < 2 ? TRANSPORT_SHORT_POLL : TRANSPORT_WEBSOCKET, 2);
    made_set(cell, FIGURE_PUBLISHED, 10, 0);
    made_set(cell, FIGURE_LOST, 0, 0);
    made_set(cell, FIGURE_WIRE_PER_MESSAGE, bytes[i], 0);
    made_set(cell, FIGURE_CPU_US_PER_MESSAGE, bytes[i], 0);
    if (i == 2)
      continue;
    made_param(cell, "interval_ms", intervals[i]);
    made_vary(made, cell, "interval_ms", intervals[i]);
  }
  struct made_page page;
  made_page_open(&page, made_folder);
  assert_int_equal(report_break_even(&page.page, &made->results, NULL), STATUS_OK);
  made_page_close(&page);
  assert_begins(page.markdown,
                "## Where transports break even\n\n- Bytes on the wire for a delivered message: "
                "WebSocket has less up to 2667 ms, short poll from there on (range of 2 repeats ");
  assert_says(page.markdown, "Cannot tell: in 1 further comparison the medians change places, but");
  made_page_release(&page);
  char *tsv = made_file_text("break_even.tsv");
  assert_says(tsv, "\tunsure\n");
  assert_says(tsv, "\tcrosses\n");
  free(tsv);
  free(made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(the_case_of_the_experiment_is_answered),
      IN_FOLDER(without_a_case_there_is_no_section),
      IN_FOLDER(break_even_points_are_sentences),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
