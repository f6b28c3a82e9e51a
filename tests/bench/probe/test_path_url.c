/* URLs of a path to probe. */
#include "tests/bench/says.h"

#include "bench/probe/path_url.h"

static struct path_url read_good(const char *text) {
  struct path_url url;
  struct error error;
  if (path_url_read(text, &url, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  return url;
}

static void refused(const char *text, const char *why) {
  struct path_url url;
  struct error error;
  assert_int_equal(path_url_read(text, &url, &error), STATUS_USAGE);
  assert_says(error.text, why);
}

static void a_url_has_scheme_name_port_and_prefix(void **state) {
  (void)state;
  struct path_url url = read_good("https://push.example:8443/a/b/");
  assert_true(url.tls);
  assert_string_equal(url.host, "push.example");
  assert_string_equal(url.authority, "push.example:8443");
  assert_int_equal(url.port, 8443);
  assert_string_equal(url.prefix, "/a/b");
}

static void a_default_port_is_not_in_the_host_header(void **state) {
  (void)state;
  struct path_url url = read_good("http://push.example/");
  assert_int_equal(url.port, 80);
  assert_string_equal(url.authority, "push.example");
  assert_string_equal(url.prefix, "");
  assert_int_equal(read_good("https://push.example").port, 443);
  assert_string_equal(read_good("https://push.example:443").authority, "push.example");
  assert_string_equal(read_good("https://push.example:80").authority, "push.example:80");
}

static void an_address_of_ipv6_is_in_brackets(void **state) {
  (void)state;
  struct path_url url = read_good("http://[::1]:8080");
  assert_string_equal(url.host, "::1");
  assert_string_equal(url.authority, "[::1]:8080");
  assert_int_equal(url.port, 8080);
}

static void what_is_no_such_url_is_refused(void **state) {
  (void)state;
  refused("push.example", "begins with neither");
  refused("ftp://push.example", "begins with neither");
  refused("http://", "no name");
  refused("http://:80", "no name");
  refused("http://a:0", "port");
  refused("http://a:65536", "port");
  refused("http://a:", "port");
  refused("http://a:8x", "port");
  refused("http://[::1", "bracket");
  refused("http://user@a", "password");
  refused("http://a/?x", "query");
  refused("http://a/#x", "query");
  refused("http://a/ b", "blank");
  refused("http://a/\r\nX: y", "blank");
  char text[400] = "http://";
  memset(text + strlen(text), 'a', 300);
  refused(text, "too long");
  memcpy(text + 7, "a/", 2);
  refused(text, "too long");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_url_has_scheme_name_port_and_prefix),
      cmocka_unit_test(a_default_port_is_not_in_the_host_header),
      cmocka_unit_test(an_address_of_ipv6_is_in_brackets),
      cmocka_unit_test(what_is_no_such_url_is_refused),
  };
  return cmocka_run_group_tests_name("path url", tests, NULL, NULL);
}
