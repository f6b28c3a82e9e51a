/* A user's cookies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/foreign/cookies.h"

static struct cookies jar;

static int set_up(void **state) {
  (void)state;
  jar = (struct cookies){.line = NULL};
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  cookies_release(&jar);
  return 0;
}

static void take(const char *lines) {
  char head[8192];
  int bytes = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\n%s\r\n", lines);
  cookies_take(&jar, head, (size_t)bytes);
}

static void a_jar_without_cookies_has_no_line(void **state) {
  (void)state;
  assert_string_equal(cookies_line(&jar), "");
  take("Content-Type: text/plain\r\nX-Set-Cookie: a=1\r\n");
  assert_string_equal(cookies_line(&jar), "");
}

static void cookies_are_kept_without_their_attributes(void **state) {
  (void)state;
  take("Set-Cookie: sid=8a; Path=/; HttpOnly\r\nset-cookie:  node=b2 ;Secure\r\n");
  assert_string_equal(cookies_line(&jar), "sid=8a; node=b2");
  take("Set-Cookie: empty=\r\n");
  assert_string_equal(cookies_line(&jar), "sid=8a; node=b2; empty=");
}

static void a_cookie_takes_the_place_of_the_older_one(void **state) {
  (void)state;
  take("Set-Cookie: sid=1\r\nSet-Cookie: s=2\r\n");
  take("Set-Cookie: sid=3\r\n");
  assert_string_equal(cookies_line(&jar), "s=2; sid=3");
}

static void a_cookie_that_has_expired_is_forgotten(void **state) {
  (void)state;
  take("Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nSet-Cookie: c=3; Max-Age=60\r\n");
  take("Set-Cookie: a=; Max-Age=0\r\n");
  assert_string_equal(cookies_line(&jar), "b=2; c=3");
  take("Set-Cookie: b=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT\r\n");
  assert_string_equal(cookies_line(&jar), "c=3");
  take("Set-Cookie: c=3; Max-Age=-1\r\n");
  assert_string_equal(cookies_line(&jar), "");
}

static void what_is_no_cookie_is_left_out(void **state) {
  (void)state;
  take("Set-Cookie: =1\r\nSet-Cookie: name\r\nSet-Cookie:\r\n");
  assert_string_equal(cookies_line(&jar), "");
}

static void a_jar_that_is_full_keeps_what_it_has(void **state) {
  (void)state;
  char lines[COOKIES_BYTES_MAX + 64], value[COOKIES_BYTES_MAX];
  memset(value, 'x', sizeof value - 1);
  value[sizeof value - 1] = '\0';
  snprintf(lines, sizeof lines, "Set-Cookie: big=%s\r\n", value);
  take("Set-Cookie: sid=1\r\n");
  take(lines);
  assert_string_equal(cookies_line(&jar), "sid=1");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_jar_without_cookies_has_no_line),
      TEST(cookies_are_kept_without_their_attributes),
      TEST(a_cookie_takes_the_place_of_the_older_one),
      TEST(a_cookie_that_has_expired_is_forgotten),
      TEST(what_is_no_cookie_is_left_out),
      TEST(a_jar_that_is_full_keeps_what_it_has),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
