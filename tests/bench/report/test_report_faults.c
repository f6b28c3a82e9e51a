/* The report's section on faults. */
#include "tests/bench/page_made.h"

#include "bench/report/sections.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"

static struct result_fault fault_of(enum fault_kind kind, double at_s, double for_s) {
  return (struct result_fault){.kind = (int)kind,
                               .at_s = at_s,
                               .for_s = for_s,
                               .share = NAN,
                               .messages = NAN,
                               .lost = NAN,
                               .replayed = NAN,
                               .late = NAN,
                               .noticed = NAN,
                               .notice_p50_ns = NAN,
                               .notice_max_ns = NAN,
                               .served_again_ns = NAN};
}

/* The section for a cell with these faults; the page is to be released. */
static struct made_page faults_of(struct made *made) {
  struct made_page page;
  made_page_open(&page, NULL);
  report_faults(&page.page, &made->results);
  made_page_close(&page);
  free(made);
  return page;
}

static void a_row_tells_what_a_fault_did(void **state) {
  (void)state;
  struct result_fault fault = fault_of(FAULT_KILL_SERVER, 3, 1.5);
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_CIVETWEB, TRANSPORT_LONG_POLL, 1);
  fault.noticed = 100;
  fault.notice_p50_ns = 2.5e6;
  fault.notice_max_ns = 1.25e9;
  fault.served_again_ns = 2e9;
  fault.lost = 4;
  fault.replayed = 12;
  fault.late = 1234567;
  cell->faults = &fault;
  cell->fault_count = 1;
  struct made_page page = faults_of(made);
  assert_says(page.markdown,
              "## Faults and their effects\n\n"
              "| fault | at | server | transport | users who noticed | noticed after (median) "
              "| noticed after (last) | all served again after | lost | replayed | late |\n"
              "|---|---|---|---|---:|---:|---:|---:|---:|---:|---:|\n"
              "| server killed for 1.5 s | 3.00 s | civetweb | long poll | 100 | 2.50 ms | 1.25 s "
              "| 2.00 s | 4 | 12 | 1,234,567 |\n\nTimes count from");
  assert_says(page.html, "<td class=\"name\"><span class=\"mark long_poll\">long poll</span></td>");
  made_page_release(&page);
}

static void each_kind_is_said_with_what_it_takes(void **state) {
  (void)state;
  struct result_fault faults[] = {fault_of(FAULT_FLOOD, 1, 0), fault_of(FAULT_SLOW_READER, 2, 0.25),
                                  fault_of(FAULT_DROP_CONNECTIONS, 3, 0),
                                  fault_of(FAULT_FREEZE_SERVER, 0.004, 2)};
  struct made *made = made_new();
  struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  faults[0].messages = 100;
  faults[1].share = 0.5;
  faults[2].share = 0.125;
  cell->faults = faults;
  cell->fault_count = 4;
  struct made_page page = faults_of(made);
  assert_says(page.markdown, "| flood of 100 messages | 1.00 s | libwebsockets | SSE | – |");
  assert_says(page.markdown, "| users stop reading, 50 % for 0.25 s | 2.00 s |");
  assert_says(page.markdown, "| connections reset, 12 % | 3.00 s |");
  assert_says(page.markdown, "| server frozen for 2 s | 4.00 ms |");
  made_page_release(&page);
}

static void cells_with_the_same_fault_stand_together(void **state) {
  (void)state;
  struct result_fault faults[] = {fault_of(FAULT_KILL_SERVER, 1, 1),
                                  fault_of(FAULT_FREEZE_SERVER, 2, 1)};
  struct made *made = made_new();
  struct result_cell *sse = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  struct result_cell *socket = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 1);
  made_vary(made, socket, "variant", "heartbeat");
  sse->faults = socket->faults = faults;
  sse->fault_count = 2;
  socket->fault_count = 1;
  struct made_page page = faults_of(made);
  const char *first = strstr(page.markdown, "| server killed for 1 s | 1.00 s | libwebsockets | "
                                            "SSE |");
  const char *second = strstr(page.markdown, "| server killed for 1 s | 1.00 s | libwebsockets | "
                                             "WebSocket, heartbeat |");
  const char *third = strstr(page.markdown, "| server frozen for 1 s | 2.00 s | libwebsockets | "
                                            "SSE |");
  assert_true(first && second && third && first < second && second < third);
  assert_null(strstr(third + 1, "| server frozen"));
  made_page_release(&page);
}

static void without_faults_there_is_no_section(void **state) {
  (void)state;
  struct made *made = made_new();
  made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1);
  struct made_page page = faults_of(made);
  assert_string_equal(page.markdown, "");
  assert_string_equal(page.html, "");
  made_page_release(&page);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_row_tells_what_a_fault_did),
      cmocka_unit_test(each_kind_is_said_with_what_it_takes),
      cmocka_unit_test(cells_with_the_same_fault_stand_together),
      cmocka_unit_test(without_faults_there_is_no_section),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
