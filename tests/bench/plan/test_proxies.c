/* What is known of the reverse proxies, and faults that need one. */
#include "bench/plan/proxies.h"

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "common/suite/options.h"
#include "tests/contracts.h"

static void each_proxy_has_a_signal_for_a_reload(void **state) {
  (void)state;
  char names[] = PROXY_CHOICES;
  char *rest = names, *name = strsep(&rest, "|");
  assert_string_equal(name, "none");
  while ((name = strsep(&rest, "|")))
    assert_true(proxy_reload_signal(name) > 0);
  assert_int_equal(proxy_reload_signal("nginx"), SIGHUP);
  assert_int_equal(proxy_reload_signal("haproxy"), SIGUSR2);
}

static void reload_nothing(void *context) {
  (void)context;
  proxy_reload_signal("none");
}

static void what_is_no_proxy_cannot_be_reloaded(void **state) {
  (void)state;
  assert_contract_broken(reload_nothing, NULL, "none");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_proxy_has_a_signal_for_a_reload),
      cmocka_unit_test(what_is_no_proxy_cannot_be_reloaded),
  };
  return cmocka_run_group_tests_name("proxies", tests, NULL, NULL);
}
