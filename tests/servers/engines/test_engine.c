/* The table of the engines. */
#include "tests/contracts.h"
#include "tests/servers/fixture.h"

#include "common/base/traits.h"
#include "servers/engines/engine.h"

static void engines_stand_in_the_order_of_their_traits(void **state) {
  (void)state;
  for (int kind = 0; kind < ENGINE_COUNT; kind++) {
    const struct engine *engine = engine_of((enum engine_kind)kind);
    assert_string_equal(engine->name, engine_traits[kind].name);
    assert_non_null(engine->start);
    assert_non_null(engine->stop);
  }
}

static void engines_name_the_libraries_that_they_are_built_on(void **state) {
  (void)state;
  assert_non_null(strstr(lws_engine.version(), "libwebsockets"));
  assert_non_null(strstr(civetweb_engine.version(), "civetweb"));
  assert_non_null(strstr(epoll_engine.version(), "epoll"));
  assert_string_equal(null_engine.version(), "no library");
}

static struct engine made;

static void check_made(void *traits) {
  engine_check(&made, traits);
}

static void an_engine_that_lacks_something_is_noticed(void **state) {
  (void)state;
  struct engine_traits traits = engine_traits[ENGINE_LWS];
  engines_check();
  made = lws_engine;
  made.stop = NULL;
  assert_contract_broken(check_made, &traits, "lws: engine");
  made = lws_engine;
  made.version = NULL;
  assert_contract_broken(check_made, &traits, "lws: engine->version");
  made = null_engine;
  assert_contract_broken(check_made, &traits, "strcmp(engine->name, traits->name) == 0");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(engines_stand_in_the_order_of_their_traits),
      cmocka_unit_test(engines_name_the_libraries_that_they_are_built_on),
      cmocka_unit_test(an_engine_that_lacks_something_is_noticed),
  };
  return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
