/* The parameters of a link: named links, values that are given, and what does not go together. */
#include "tests/common/suite/option_rows.h"

#include "common/suite/link_options.h"

static const struct expected of_link[] = {
    {"link", 0, 0, "none", 0xff0},
    {"delay_ms", -1, 10000, "-1", 0xff0},
    {"jitter_ms", -1, 10000, "-1", 0xff0},
    {"loss", -1, 1, "-1", 0xff0},
    {"rate_mbit", -1, 100000, "-1", 0xff0},
    {"queue_ms", -1, 60000, "-1", 0xff0},
    {"link_share", 0, 0, "user", 0xff0},
    {"link_seed", 0, 9007199254740991, "1", 0xff0},
    {"radio_tail_ms", 0, 3600000, "10000", 0xff0},
};

static struct link_options options;

static int set_up(void **state) {
  (void)state;
  assert_int_equal(options_defaults(link_options_table, &options, NULL), STATUS_OK);
  return 0;
}

static void set(const char *name, const char *value) {
  assert_int_equal(options_set(link_options_table, &options, name, value, NULL), STATUS_OK);
}

static void the_table_is_as_experiments_rely_on_it(void **state) {
  (void)state;
  options_check(link_options_table);
  expect_table(link_options_table, of_link, sizeof of_link / sizeof *of_link);
}

static void without_a_name_or_a_value_there_is_no_link(void **state) {
  (void)state;
  assert_false(link_is_there(&options));
  set("queue_ms", "100"); /* of a link that is not there */
  assert_false(link_is_there(&options));
  set("loss", "0");
  assert_true(link_is_there(&options));
}

static void a_name_alone_is_a_link(void **state) {
  (void)state;
  set("link", "cable");
  assert_true(link_is_there(&options));
  struct link_ways ways = link_ways_of(&options);
  assert_true(ways.up.delay_ms == 14 && ways.down.delay_ms == 14);
  assert_true(ways.up.rate_mbit == 1 && ways.down.rate_mbit == 5);
  assert_int_equal(link_check(&options, NULL), STATUS_OK);
}

static void a_value_goes_before_the_links_and_is_that_of_both_ways(void **state) {
  (void)state;
  set("link", "cable");
  set("delay_ms", "20");
  set("rate_up_mbit", "2");
  struct link_ways ways = link_ways_of(&options);
  assert_true(ways.up.delay_ms == 20 && ways.down.delay_ms == 20);
  assert_true(ways.up.rate_mbit == 2 && ways.down.rate_mbit == 5);
  set("delay_up_ms", "0");
  ways = link_ways_of(&options);
  assert_true(ways.up.delay_ms == 0 && ways.down.delay_ms == 20);
}

static void every_named_link_goes_together(void **state) {
  (void)state;
  for (int kind = 0; kind < LINK_KINDS; kind++) {
    options.link = kind;
    assert_int_equal(link_check(&options, NULL), STATUS_OK);
  }
}

static void what_does_not_go_together_is_refused(void **state) {
  (void)state;
  struct error error;
  set("delay_ms", "5");
  set("jitter_up_ms", "6");
  assert_int_equal(link_check(&options, &error), STATUS_USAGE);
  assert_string_equal(error.text, "jitter_up_ms is 6 ms, but delay_up_ms only 5: a delay cannot be "
                                  "below 0");
  set("jitter_up_ms", "5");
  set("rate_mbit", "1");
  set("queue_ms", "11.9"); /* 1,500 bytes take 12 ms */
  assert_int_equal(link_check(&options, &error), STATUS_USAGE);
  set("queue_ms", "12");
  assert_int_equal(link_check(&options, &error), STATUS_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_table_is_as_experiments_rely_on_it),
      cmocka_unit_test_setup(without_a_name_or_a_value_there_is_no_link, set_up),
      cmocka_unit_test_setup(a_name_alone_is_a_link, set_up),
      cmocka_unit_test_setup(a_value_goes_before_the_links_and_is_that_of_both_ways, set_up),
      cmocka_unit_test_setup(every_named_link_goes_together, set_up),
      cmocka_unit_test_setup(what_does_not_go_together_is_refused, set_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
