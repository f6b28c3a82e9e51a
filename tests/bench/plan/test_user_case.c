/* Reading a user's case. */
#include "bench/plan/user_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/traits.h"
#include "tests/bench/near.h"
#include "tests/bench/says.h"

static enum status case_read(struct user_case *its, const char *text, struct error *error) {
  json_t *object = json_loads(text, 0, NULL);
  assert_non_null(object);
  assert_int_equal(user_case_open(its, error), STATUS_OK);
  enum status status = user_case_read(its, object, "case.json", error);
  if (status == STATUS_OK)
    status = user_case_check(its, "case.json", error);
  json_decref(object);
  return status;
}

#define NEEDED "\"users\":20000,\"messages_per_user_minute\":2.5,\"budget_ms\":250"

static void a_case_is_read_and_written_again(void **state) {
  (void)state;
  struct user_case its, again;
  struct error error = {""};
  assert_int_equal(case_read(&its,
                             "{" NEEDED ",\"tls\":true,\"percentile\":\"p90\","
                             "\"intervals_s\":[0.5,60],\"transports\":[\"sse\",\"websocket\"]}",
                             &error),
                   STATUS_OK);
  assert_int_equal(its.users, 20000);
  assert_near(its.messages_per_user_minute, 2.5, 0);
  assert_true(its.tls);
  assert_near(case_quantile(its.percentile), 0.9, 0);
  double values[CASE_SECONDS_MAX];
  assert_int_equal(case_seconds(its.intervals_s, values), 2);
  assert_near(values[0], 0.5, 0);
  assert_near(values[1], 60, 0);
  assert_true(case_allows(&its, TRANSPORT_SSE));
  assert_false(case_allows(&its, TRANSPORT_SHORT_POLL));
  assert_near(its.heartbeat_s, 30, 0); /* a default */
  json_t *written = user_case_json(&its);
  assert_int_equal(json_object_size(written), 7); /* those that were set */
  char *text = json_dumps(written, 0);
  assert_int_equal(case_read(&again, text, &error), STATUS_OK);
  assert_string_equal(again.intervals_s, its.intervals_s);
  free(text);
  json_decref(written);
  user_case_release(&again);
  user_case_release(&its);
}

static void assert_refused(const char *text, const char *said) {
  struct user_case its;
  struct error error = {""};
  assert_int_equal(case_read(&its, text, &error), STATUS_USAGE);
  assert_says(error.text, said);
  assert_null(strchr(error.text, '\n'));
  user_case_release(&its);
}

static void bad_cases_are_refused_in_one_line(void **state) {
  (void)state;
  assert_refused("{\"users\":100,\"budget_ms\":1}", "messages_per_user_minute is missing");
  assert_refused("{" NEEDED ",\"user\":1,\"rtt\":1,\"los\":1}", "case.json: ");
  assert_refused("{" NEEDED ",\"rtt_mss\":1}", "rtt_ms");
  assert_refused("{" NEEDED ",\"loss\":0.5}", "0 to 0.2");
  assert_refused("{" NEEDED ",\"percentile\":\"p95\"}", "mean|p50|p90|p99|p99_9");
  assert_refused("{" NEEDED ",\"intervals_s\":[1,0]}", "intervals_s: '1,0' is no list");
  assert_refused("{" NEEDED ",\"intervals_s\":[]}", "a plain value, or a list");
  assert_refused("{" NEEDED ",\"holds_s\":\"30,\"}", "holds_s");
  assert_refused("{" NEEDED ",\"transports\":\"sse,mqtt\"}", "'sse,mqtt' is no list of these");
  assert_refused("{" NEEDED ",\"tls\":{}}", "tls must be a plain value");
  assert_refused("[]", "a case is an object");
}

/* docs/choose.md has a row, or shares one, for each key. */
static void the_page_explains_each_key(void **state) {
  (void)state;
  char text[1 << 15];
  FILE *page = fopen("docs/choose.md", "re");
  assert_non_null(page);
  text[fread(text, 1, sizeof text - 1, page)] = '\0';
  fclose(page);
  for (const struct option *option = user_case_table; option->name; option++) {
    char key[64];
    snprintf(key, sizeof key, "`%s`", option->name);
    assert_says(text, key);
  }
}

static void the_table_is_complete(void **state) {
  (void)state;
  options_check(user_case_table);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_case_is_read_and_written_again),
      cmocka_unit_test(bad_cases_are_refused_in_one_line),
      cmocka_unit_test(the_page_explains_each_key),
      cmocka_unit_test(the_table_is_complete),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
