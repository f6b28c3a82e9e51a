/* What gave out in a repeat. */
#include "tests/bench/says.h"

#include <stdlib.h>

#include "bench/judge/exhaustion.h"
#include "bench/judge/reasons.h"
#include "documents/figures.h"

static const struct exhaustible machine = {.memory_bytes = 1e9, .processors = 1};

static json_t *document;

/* A repeat in which nothing gave out. */
static int make(void **state) {
  (void)state;
  document = json_object();
  figure_put(document, FIGURE_VERDICT_KINDS, json_array());
  figure_put_number(document, FIGURE_CLIENT_CPU_SHARE, 0.3);
  figure_put_number(document, FIGURE_SERVER_CPU_S, 2);
  figure_put_number(document, FIGURE_SERVER_CPU_WINDOW, 5);
  figure_put_number(document, FIGURE_RSS_PEAK, 1e8);
  return 0;
}

static int release(void **state) {
  (void)state;
  json_decref(document);
  return 0;
}

static void say(enum reason_kind kind) {
  json_array_append_new(figure_json(document, FIGURE_VERDICT_KINDS),
                        json_string(reason_table[kind].name));
}

static enum exhausted by(void) {
  return exhausted_by(document, &machine);
}

static void nothing_but_the_limit(void **state) {
  (void)state;
  say(REASON_MESSAGES_LOST);
  assert_int_equal(by(), EXHAUSTED_LIMIT);
}

static void the_servers_processor(void **state) {
  (void)state;
  figure_put_number(document, FIGURE_SERVER_CPU_S, 4.6);
  assert_int_equal(by(), EXHAUSTED_SERVER);
  figure_put_number(document, FIGURE_SERVER_CPU_S, 4.4);
  assert_int_equal(by(), EXHAUSTED_LIMIT);
}

static void a_server_that_may_use_several_processors(void **state) {
  (void)state;
  const struct exhaustible two = {.processors = 2};
  figure_put_number(document, FIGURE_SERVER_CPU_S, 4.6);
  assert_int_equal(exhausted_by(document, &two), EXHAUSTED_LIMIT);
  figure_put_number(document, FIGURE_SERVER_CPU_S, 9.2);
  assert_int_equal(exhausted_by(document, &two), EXHAUSTED_SERVER);
}

static void the_generators_processor_comes_before_the_servers(void **state) {
  (void)state;
  figure_put_number(document, FIGURE_SERVER_CPU_S, 4.9);
  figure_put_number(document, FIGURE_CLIENT_CPU_SHARE, 0.9);
  assert_int_equal(by(), EXHAUSTED_GENERATOR);
}

static void a_late_loop_is_the_generators_unless_the_server_is_busy(void **state) {
  (void)state;
  say(REASON_CLIENT_LOOP);
  assert_int_equal(by(), EXHAUSTED_LIMIT); /* other programs had delayed it */
  figure_put_number(document, FIGURE_CLIENT_CPU_SHARE, 0.6);
  assert_int_equal(by(), EXHAUSTED_GENERATOR);
  figure_put_number(document, FIGURE_SERVER_CPU_S, 4.9);
  assert_int_equal(by(), EXHAUSTED_SERVER);
}

static void a_client_that_failed(void **state) {
  (void)state;
  figure_put_text(document, FIGURE_ERROR, "the client ended with code 3: see client.log");
  assert_int_equal(by(), EXHAUSTED_GENERATOR);
}

static void descriptors_and_ports_come_first(void **state) {
  (void)state;
  figure_put_number(document, FIGURE_CLIENT_CPU_SHARE, 1);
  say(REASON_NO_PORT);
  assert_int_equal(by(), EXHAUSTED_PORTS);
  say(REASON_NO_DESCRIPTOR);
  assert_int_equal(by(), EXHAUSTED_DESCRIPTORS);
}

static void memory(void **state) {
  (void)state;
  figure_put_number(document, FIGURE_RSS_PEAK, 9.5e8);
  assert_int_equal(by(), EXHAUSTED_MEMORY);
  figure_put_number(document, FIGURE_RSS_PEAK, 1e8);
  figure_put_text(document, FIGURE_ERROR, "the server ended by signal 9 (Killed): see server.log");
  assert_int_equal(by(), EXHAUSTED_MEMORY);
}

static void names_and_words(void **state) {
  (void)state;
  for (int i = 0; i < EXHAUSTED_KINDS; i++)
    assert_int_equal(exhausted_named(exhausted_name((enum exhausted)i)), i);
  assert_int_equal(exhausted_named("luck"), EXHAUSTED_KINDS);
  assert_int_equal(exhausted_named(NULL), EXHAUSTED_KINDS);
  assert_string_equal(exhausted_words(EXHAUSTED_SERVER), "the server's processor");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, release)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(nothing_but_the_limit),
      TEST(the_servers_processor),
      TEST(a_server_that_may_use_several_processors),
      TEST(the_generators_processor_comes_before_the_servers),
      TEST(a_late_loop_is_the_generators_unless_the_server_is_busy),
      TEST(a_client_that_failed),
      TEST(descriptors_and_ports_come_first),
      TEST(memory),
      cmocka_unit_test(names_and_words),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
