/* Heads that were changed on the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/probe/heads.h"

static struct observed_heads compare(const char *sent, const char *arrived) {
  struct observed_heads out = {.change_count = 0};
  char sent_head[512], arrived_head[512];
  snprintf(sent_head, sizeof sent_head, "GET / HTTP/1.1\r\n%s\r\n", sent);
  snprintf(arrived_head, sizeof arrived_head, "HTTP/1.1 200 OK\r\n%s\r\n", arrived);
  json_t *before = heads_of(sent_head, strlen(sent_head));
  json_t *after = heads_of(arrived_head, strlen(arrived_head));
  heads_compare(HEAD_REQUEST, before, after, &out);
  json_decref(before);
  json_decref(after);
  return out;
}

static void equal_heads_have_no_changes(void **state) {
  (void)state;
  assert_int_equal(compare("Host: a\r\nX-One: 1\r\n", "x-one: 1\r\nhost: a\r\n").change_count, 0);
}

static void changes_are_told_apart(void **state) {
  (void)state;
  struct observed_heads seen =
      compare("Host: a\r\nX-One: 1\r\nX-Two: 2\r\n", "host: b\r\nX-Two: 2\r\nVia: 1.1 p\r\n");
  assert_int_equal(seen.change_count, 3);
  assert_int_equal(seen.changes[0].what, HEAD_CHANGED);
  assert_string_equal(seen.changes[0].name, "host");
  assert_string_equal(seen.changes[0].before, "a");
  assert_string_equal(seen.changes[0].after, "b");
  assert_int_equal(seen.changes[1].what, HEAD_REMOVED);
  assert_string_equal(seen.changes[1].name, "x-one");
  assert_int_equal(seen.changes[2].what, HEAD_ADDED);
  assert_string_equal(seen.changes[2].name, "via");
  assert_string_equal(seen.changes[2].after, "1.1 p");
}

static void headers_of_one_connection_are_passed_over(void **state) {
  (void)state;
  struct observed_heads seen =
      compare("Connection: close\r\nContent-Length: 3\r\n",
              "Keep-Alive: timeout=5\r\nTransfer-Encoding: chunked\r\nUpgrade: h2\r\n");
  assert_int_equal(seen.change_count, 0);
}

static void a_value_that_the_server_hides_is_equal(void **state) {
  (void)state;
  assert_int_equal(
      compare("Authorization: Bearer x\r\n", "authorization: (hidden)\r\n").change_count, 0);
  assert_int_equal(compare("Authorization: Bearer x\r\n", "").changes[0].what, HEAD_REMOVED);
}

static void one_of_several_lines_may_be_the_same(void **state) {
  (void)state;
  assert_int_equal(compare("Via: a\r\n", "Via: b\r\nVia: a\r\n").change_count, 0);
  assert_int_equal(compare("Via: a\r\n", "Via: b\r\nVia: c\r\n").changes[0].what, HEAD_CHANGED);
}

static void long_heads_are_cut_and_not_overrun(void **state) {
  (void)state;
  char many[1024] = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 2 * OBSERVED_CHANGES_MAX && strlen(many) < 900; i++)
    snprintf(many + strlen(many), sizeof many - strlen(many), "X-%d: y\r\n", i);
  snprintf(many + strlen(many), sizeof many - strlen(many), "\r\n");
  struct observed_heads out = {.change_count = 0};
  json_t *none = json_array(), *after = heads_of(many, strlen(many));
  heads_compare(HEAD_ANSWER, none, after, &out);
  assert_int_equal(out.change_count, OBSERVED_CHANGES_MAX);
  json_decref(none);
  json_decref(after);
  char value[200] = "";
  memset(value, 'v', sizeof value - 1);
  char line[256];
  snprintf(line, sizeof line, "X-Long: %s\r\n", value);
  struct observed_heads seen = compare("", line);
  assert_int_equal(strlen(seen.changes[0].after), OBSERVED_NAME_BYTES - 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(equal_heads_have_no_changes),
      cmocka_unit_test(changes_are_told_apart),
      cmocka_unit_test(headers_of_one_connection_are_passed_over),
      cmocka_unit_test(a_value_that_the_server_hides_is_equal),
      cmocka_unit_test(one_of_several_lines_may_be_the_same),
      cmocka_unit_test(long_heads_are_cut_and_not_overrun),
  };
  return cmocka_run_group_tests_name("heads", tests, NULL, NULL);
}
