/* The report's table of claims, claims.tsv, and the summary line of claims. */
#include "tests/bench/folder_made.h"
#include "tests/bench/page_made.h"

#include "bench/report/sections.h"

/* Writes a run of three cells with these claims. */
static void run_write(const char *claims) {
  static const char cells[] =
      "\"time_scale\":1,\"cells\":["
      "{\"cell\":\"poll\",\"done\":1,\"verdict\":{\"status\":\"valid\"},"
      " \"params\":{\"transport\":\"short_poll\",\"clients\":100},"
      " \"metrics\":{\"latency_ns.mean\":{\"median\":5e8},"
      "\"bytes.protocol_per_s\":{\"median\":87100.0}}},"
      "{\"cell\":\"socket\",\"done\":2,\"verdict\":{\"status\":\"suspect\"},"
      " \"params\":{\"transport\":\"websocket\",\"clients\":100},"
      " \"metrics\":{\"latency_ns.mean\":{\"median\":1e6}}},"
      "{\"cell\":\"stream\",\"done\":0,\"verdict\":{\"status\":\"invalid\"},"
      " \"params\":{\"transport\":\"sse\",\"clients\":100},\"metrics\":{}}]";
  char text[8192];
  snprintf(text, sizeof text, "{\"experiment\":{\"claims\":%s},%s}", claims, cells);
  made_file_write("run.json", text);
}

#define OF_POLL "\"cell\":{\"transport\":\"short_poll\"},\"figure\":\"latency_ns.mean\""
#define OF_SOCKET "\"cell\":{\"transport\":\"websocket\"},\"figure\":\"latency_ns.mean\""

/* The section of the run, closed; to be released. */
static struct made_page section_of(void) {
  struct made_page page;
  struct error error = {""};
  made_page_open(&page, made_folder);
  if (report_claims(&page.page, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  made_page_close(&page);
  return page;
}

static void a_claim_has_its_words_its_value_and_its_verdict(void **state) {
  (void)state;
  run_write("[{\"claim\":\"late\",\"source\":\"A\",\"printed\":\"half a second\","
            "\"corrected\":\"T/2\"," OF_POLL ",\"scale\":1e-6,\"unit\":\"ms\",\"at_least\":400,"
            "\"at_most\":600}]");
  struct made_page page = section_of();
  assert_says(
      page.markdown,
      "## Claims, put to the test\n\n"
      "| claim | as printed | corrected | measured here | verdict |\n|---|---|---|---|---|\n"
      "| late \\[1\\] | half a second | T/2 | 500 ms | holds: from 400 to 600 ms |\n\n"
      "\\[1\\] A\n\nMeasured on one host; a network's delay is there only where the experiment has "
      "a link.");
  assert_says(page.html, "<span class=\"mark holds\">holds: from 400 to 600 ms</span>");
  made_page_release(&page);
  char *tsv = made_file_text("claims.tsv");
  assert_non_null(tsv);
  assert_begins(tsv, "claim\tsource\tprinted\t");
  assert_says(tsv, "\nlate\tA\thalf a second\tT/2\tpoll\tlatency_ns.mean\t500\tms\t");
  free(tsv);
}

static void each_condition_is_said_as_exactly_as_it_was_given(void **state) {
  (void)state;
  run_write("[{\"claim\":\"a\"," OF_POLL ",\"scale\":1e-6,\"unit\":\"ms\",\"at_least\":12345},"
            "{\"claim\":\"b\"," OF_POLL ",\"scale\":1e-6,\"at_most\":0.5},"
            "{\"claim\":\"c\"," OF_POLL ",\"scale\":1e-6,\"unit\":\"ms\",\"at_least\":500,"
            "\"at_most\":500},"
            "{\"claim\":\"d\"," OF_POLL ",\"scale\":1e-6},"
            "{\"claim\":\"e\",\"cell\":{\"transport\":\"sse\"},\"figure\":\"latency_ns.mean\","
            "\"at_most\":1}]");
  struct made_page page = section_of();
  assert_says(page.markdown, "| a | – | – | 500 ms | does not hold: at least 12345 ms |\n"
                             "| b | – | – | 500 | does not hold: at most 0.5 |\n"
                             "| c | – | – | 500 ms | holds: exactly 500 ms |\n"
                             "| d | – | – | 500 | shown |\n"
                             "| e | – | – | – | not measured: ");
  assert_says(page.html, "<span class=\"mark fails\">does not hold: at most 0.5</span>");
  assert_says(page.html, "<span class=\"mark shown\">shown</span>");
  assert_says(page.html, "<span class=\"mark unmeasured\">not measured: ");
  assert_says_not(page.markdown, "\\[1\\]");
  made_page_release(&page);
}

static void a_value_is_shown_with_its_basis(void **state) {
  (void)state;
  run_write("[{\"claim\":\"a\",\"cell\":{\"transport\":\"short_poll\"},"
            "\"figure\":\"bytes.protocol_per_s\",\"scale\":8e-6,\"unit\":\"Mb/s\",\"users\":1000},"
            "{\"claim\":\"b\"," OF_SOCKET ",\"scale\":1e-6,\"unit\":\"ms\"}]");
  struct made_page page = section_of();
  assert_says(page.markdown, "| a | – | – | 6.97 Mb/s, projected from 100 users | shown |\n"
                             "| b | – | – | 1.00 ms (suspect) | shown |\n");
  made_page_release(&page);
}

/* Of four claims the first two have the same source, and the third has none. */
static void a_source_has_one_number_however_many_name_it(void **state) {
  (void)state;
  run_write("[{\"claim\":\"a\",\"source\":\"A\"," OF_POLL "},"
            "{\"claim\":\"b\",\"source\":\"A\"," OF_POLL "},{\"claim\":\"c\"," OF_POLL "},"
            "{\"claim\":\"d\",\"source\":\"B\"," OF_POLL "}]");
  struct made_page page = section_of();
  assert_says(page.markdown, "| a \\[1\\] |");
  assert_says(page.markdown, "| b \\[1\\] |");
  assert_says(page.markdown, "| c | –");
  assert_says(page.markdown, "| d \\[2\\] |");
  assert_says(page.markdown, "\n\n\\[1\\] A\n\n\\[2\\] B\n\nMeasured");
  made_page_release(&page);
}

static void an_experiment_without_claims_has_no_section(void **state) {
  (void)state;
  made_file_write("run.json", "{\"experiment\":{}}");
  struct made_page page = section_of();
  assert_string_equal(page.markdown, "");
  assert_string_equal(page.html, "");
  assert_null(made_file_text("claims.tsv"));
  made_page_release(&page);
  assert_string_equal(claims_summary(made_folder).text, "");
  assert_string_equal(claims_summary("/nowhere").text, "");
}

static void claims_that_cannot_be_understood_are_an_error(void **state) {
  (void)state;
  struct made_page page;
  struct error error = {""};
  run_write("[{\"claim\":\"a\",\"figure\":\"latency_ns.men\"}]");
  made_page_open(&page, made_folder);
  assert_int_equal(report_claims(&page.page, &error), STATUS_CHECK);
  assert_says(error.text, "latency_ns.men");
  made_page_close(&page);
  made_page_release(&page);
  assert_string_equal(claims_summary(made_folder).text, "");
}

static void claims_tsv_that_cannot_be_written_is_an_error(void **state) {
  (void)state;
  struct made_page page;
  struct error error = {""};
  run_write("[{\"claim\":\"a\"," OF_POLL "}]");
  assert_int_equal(folder_make(path_of("%s/claims.tsv", made_folder).text, NULL), STATUS_OK);
  made_page_open(&page, made_folder);
  assert_int_equal(report_claims(&page.page, &error), STATUS_ENVIRONMENT);
  assert_says(error.text, "/claims.tsv: Is a directory");
  made_page_close(&page);
  made_page_release(&page);
}

static void the_claims_are_counted_by_their_verdicts(void **state) {
  (void)state;
  run_write("[{\"claim\":\"a\"," OF_POLL ",\"at_most\":1e9},{\"claim\":\"b\"," OF_POLL
            ",\"at_least\":1},{\"claim\":\"c\"," OF_POLL ",\"at_most\":1},"
            "{\"claim\":\"d\"," OF_POLL "},{\"claim\":\"e\",\"cell\":{\"transport\":\"sse\"},"
            "\"figure\":\"latency_ns.mean\"}]");
  assert_string_equal(claims_summary(made_folder).text,
                      "5 claims: 2 hold, 1 does not, 1 is shown, 1 not measured");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(a_claim_has_its_words_its_value_and_its_verdict),
      IN_FOLDER(each_condition_is_said_as_exactly_as_it_was_given),
      IN_FOLDER(a_value_is_shown_with_its_basis),
      IN_FOLDER(a_source_has_one_number_however_many_name_it),
      IN_FOLDER(an_experiment_without_claims_has_no_section),
      IN_FOLDER(claims_that_cannot_be_understood_are_an_error),
      IN_FOLDER(claims_tsv_that_cannot_be_written_is_an_error),
      IN_FOLDER(the_claims_are_counted_by_their_verdicts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
