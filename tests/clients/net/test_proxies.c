/* Users ignore proxies of the environment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "clients/net/proxies.h"

static void proxies_that_are_set_are_named_and_removed(void **state) {
  (void)state;
  char names[64];
  setenv("http_proxy", "http://127.0.0.1:9", 1);
  setenv("ALL_PROXY", "socks5://127.0.0.1:9", 1);
  setenv("HTTPS_PROXY", "", 1);
  proxies_forget(names, sizeof names);
  assert_string_equal(names, "http_proxy, ALL_PROXY");
  assert_null(getenv("http_proxy"));
  assert_null(getenv("ALL_PROXY"));
  assert_null(getenv("HTTPS_PROXY"));
  proxies_forget(names, sizeof names);
  assert_string_equal(names, "");
}

static void names_that_do_not_fit_are_cut(void **state) {
  (void)state;
  char names[8];
  setenv("http_proxy", "x", 1);
  setenv("https_proxy", "x", 1);
  proxies_forget(names, sizeof names);
  assert_string_equal(names, "http_pr");
  assert_null(getenv("https_proxy"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(proxies_that_are_set_are_named_and_removed),
      cmocka_unit_test(names_that_do_not_fit_are_cut),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
