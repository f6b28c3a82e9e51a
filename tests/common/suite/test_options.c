/* Parameters: defaults, command lines, and values that are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/suite/options.h"
#include "tests/contracts.h"

struct values {
  int64_t users;
  double rate;
  bool batch;
  int color;
  const char *name;
};

static const struct option table[] = {{"users", OPTION_INTEGER, offsetof(struct values, users), "",
                                       1, 1000, "10", NULL, "users", APPLIES_ALL, 0, false},
                                      {"rate_per_s", OPTION_NUMBER, offsetof(struct values, rate),
                                       "1/s", 0.5, 100, "2", NULL, "rate", APPLIES_ALL, 0, false},
                                      {"batch", OPTION_SWITCH, offsetof(struct values, batch), "",
                                       0, 0, "on", NULL, "batch", APPLIES_ALL, 0, false},
                                      {"color", OPTION_CHOICE, offsetof(struct values, color), "",
                                       0, 0, "green", "red|green", "color", APPLIES_ALL, 0, false},
                                      {"name", OPTION_TEXT, offsetof(struct values, name), "", 0, 0,
                                       "x", NULL, "name", APPLIES_ALL, 0, false},
                                      {.name = NULL}};

enum { ARGUMENTS_MAX = 8 };

static enum status parse(struct values *values, struct error *error, const char *const *given) {
  char *argv[ARGUMENTS_MAX] = {(char *)"program"};
  int argc = 1;
  enum options_asked asked = OPTIONS_ASKED_RUN;
  for (; *given; given++)
    argv[argc++] = (char *)*given;
  return options_parse(table, values, argc, argv, &asked, error);
}

static void without_arguments_every_value_is_its_default(void **state) {
  (void)state;
  struct values values = {0};
  assert_int_equal(parse(&values, NULL, (const char *const[]){NULL}), STATUS_OK);
  assert_int_equal(values.users, 10);
  assert_true(values.rate > 1.99 && values.rate < 2.01);
  assert_true(values.batch);
  assert_int_equal(values.color, 1);
  assert_string_equal(values.name, "x");
}

static void every_kind_of_value_is_read(void **state) {
  (void)state;
  struct values values = {0};
  const char *const given[] = {
      "--users", "20", "--rate-per-s=0.5", "--no-batch", "--color=red", "--name", "y", NULL};
  assert_int_equal(parse(&values, NULL, given), STATUS_OK);
  assert_int_equal(values.users, 20);
  assert_true(values.rate > 0.49 && values.rate < 0.51);
  assert_false(values.batch);
  assert_int_equal(values.color, 0);
  assert_string_equal(values.name, "y");
}

static void a_beginning_that_is_clear_suffices(void **state) {
  (void)state;
  struct values values = {0};
  assert_int_equal(parse(&values, NULL, (const char *const[]){"--rate", "3", NULL}), STATUS_OK);
  assert_true(values.rate > 2.99 && values.rate < 3.01);
}

static void options_that_cannot_work_are_refused_with_the_reason(void **state) {
  (void)state;
  static const struct {
    const char *argument, *word;
  } cases[] = {{"--users=0", "1000"},    {"--users=1001", "1000"},   {"--users=ten", "ten"},
               {"--users=1.5", "users"}, {"--users=", "users"},      {"--users", "users"},
               {"--rate=0.4", "0.5"},    {"--rate=nan", "rate"},     {"--rate=1e999", "rate"},
               {"--color=blue", "red"},  {"--batch=maybe", "batch"}, {"--usres=5", "users"},
               {"--zzzzzzzzz=1", "zzz"}, {"stray", "stray"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct values values = {0};
    struct error error = {{0}};
    if (parse(&values, &error, (const char *const[]){cases[i].argument, NULL}) != STATUS_USAGE)
      fail_msg("accepted %s", cases[i].argument);
    if (!strstr(error.text, cases[i].word) || strchr(error.text, '\n'))
      fail_msg("%s: %s", cases[i].argument, error.text);
  }
}

static void the_nearest_name_is_offered_and_a_far_one_is_not(void **state) {
  (void)state;
  assert_string_equal(option_nearest(table, "colour"), "color");
  assert_string_equal(option_nearest(table, "rate-per-sec"), "rate_per_s");
  assert_null(option_nearest(table, "qqqqqqqqqqqq"));
}

static const struct option alike[] = {
    {"rate_per_s", OPTION_NUMBER, 0, "1/s", 0.5, 100, "2", NULL, "how often", APPLIES_ALL, 0,
     false},
    {"rate", OPTION_INTEGER, 0, NULL, 1, 3600000, "10", NULL, "how much", APPLIES_ALL, 0, false},
    {"rate_kind", OPTION_TEXT, 0, "", 0, 0, "", NULL, "of what kind", APPLIES_ALL, 0, false},
    {.name = NULL}};

static void a_beginning_of_several_names_is_refused_with_all_of_them(void **state) {
  (void)state;
  struct error error = {{0}};
  assert_null(option_find(alike, "rate-", &error));
  assert_string_equal(error.text, "'rate-' is short for several options: rate_per_s, rate_kind");
  assert_ptr_equal(option_find(alike, "rate", &error),
                   &alike[1]); /* the whole name matches exactly */
  assert_ptr_equal(option_find(alike, "rate_p", &error), &alike[0]);
}

static void a_name_of_any_length_is_looked_for_and_not_found(void **state) {
  (void)state;
  struct error error = {{0}};
  char name[200];
  memset(name, 'r', sizeof name - 1);
  name[sizeof name - 1] = '\0';
  assert_null(option_nearest(alike, name));
  assert_null(option_find(alike, name, &error));
  assert_non_null(strstr(error.text, "--help lists those there are"));
}

static void help_shows_each_option_with_unit_range_default_and_meaning(void **state) {
  (void)state;
  char text[1024] = "";
  FILE *out = fmemopen(text, sizeof text, "w");
  assert_non_null(out);
  options_help(alike, out);
  fclose(out);
  assert_string_equal(text, "  option        unit  range         default\n"
                            "  --rate_per_s  1/s   0.5 to 100    2\n"
                            "        how often\n"
                            "  --rate        -     1 to 3600000  10\n"
                            "        how much\n"
                            "  --rate_kind   -     text          -\n"
                            "        of what kind\n");
}

static void a_default_that_its_own_option_refuses_is_told(void **state) {
  (void)state;
  static const struct option wrong[] = {
      {"users", OPTION_INTEGER, 0, "", 1, 10, "11", NULL, "", APPLIES_ALL, 0, false},
      {.name = NULL}};
  int64_t users = 5;
  struct error error = {{0}};
  assert_int_equal(options_defaults(wrong, &users, &error), STATUS_USAGE);
  assert_string_equal(error.text, "users must be an integer from 1 to 10, not '11'");
  assert_int_equal(users, 5);
}

static void one_option_is_set_by_its_name(void **state) {
  (void)state;
  struct values values = {.users = 1, .rate = 1};
  struct error error = {{0}};
  assert_int_equal(options_set(table, &values, "users", "7", &error), STATUS_OK);
  assert_int_equal(values.users, 7);
  assert_int_equal(options_set(table, &values, "users", "1001", &error), STATUS_USAGE);
  assert_int_equal(values.users, 7);
  assert_int_equal(options_set(table, &values, "nobody", "7", &error), STATUS_USAGE);
}

static void a_switch_without_a_value_is_on(void **state) {
  (void)state;
  struct values values = {0};
  const char *const given[] = {"--no-batch", "--batch", "--users", "3", NULL};
  assert_int_equal(parse(&values, NULL, given), STATUS_OK);
  assert_true(values.batch);
  assert_int_equal(values.users, 3);
  assert_int_equal(parse(&values, NULL, (const char *const[]){"--batch", "off", NULL}), STATUS_OK);
  assert_false(values.batch);
}

static void help_and_version_are_left_to_the_caller(void **state) {
  (void)state;
  struct values values = {0};
  enum options_asked asked = OPTIONS_ASKED_RUN;
  char *help[] = {(char *)"program", (char *)"--help"};
  char *version[] = {(char *)"program", (char *)"--version"};
  assert_int_equal(options_parse(table, &values, 2, help, &asked, NULL), STATUS_OK);
  assert_int_equal(asked, OPTIONS_ASKED_HELP);
  assert_int_equal(options_parse(table, &values, 2, version, &asked, NULL), STATUS_OK);
  assert_int_equal(asked, OPTIONS_ASKED_VERSION);
}

static void help_has_three_forms(void **state) {
  (void)state;
  assert_int_equal(options_asked_by("--help"), OPTIONS_ASKED_HELP);
  assert_int_equal(options_asked_by("-h"), OPTIONS_ASKED_HELP);
  assert_int_equal(options_asked_by("--help=man"), OPTIONS_ASKED_PAGE);
  assert_int_equal(options_asked_by("--help=table"), OPTIONS_ASKED_TABLE);
  assert_int_equal(options_asked_by("--help=other"), OPTIONS_ASKED_RUN);
}

static void a_choice_is_known_by_its_whole_name(void **state) {
  (void)state;
  assert_int_equal(option_choice("red|green", "green"), 1);
  assert_int_equal(option_choice("red|green", "re"), -1);
  assert_int_equal(option_choice("red|green", "red|green"), -1);
  assert_int_equal(option_choice("red|green", ""), -1);
}

static void an_exception_needs_its_transport_and_its_engine(void **state) {
  (void)state;
  const struct option option = {.applies = APPLIES_POLLS | APPLIES_FRAMED | APPLIES_NETWORK,
                                .applies_not = APPLIES_FRAMED | APPLIES_PLAIN_FRAMES};
  assert_true(option_applies(&option, TRANSPORT_LONG_POLL, ENGINE_CIVETWEB));
  assert_true(option_applies(&option, TRANSPORT_WEBSOCKET, ENGINE_LWS));
  assert_false(option_applies(&option, TRANSPORT_WEBSOCKET, ENGINE_CIVETWEB));
  assert_false(option_applies(&option, TRANSPORT_SSE, ENGINE_LWS));
  assert_false(option_applies(&option, TRANSPORT_LONG_POLL, ENGINE_NULL));
}

static const struct option good = {.name = "speed_ms",
                                   .type = OPTION_INTEGER,
                                   .unit = "ms",
                                   .minimum = 1,
                                   .maximum = 9,
                                   .fallback = "5",
                                   .help = "how fast",
                                   .applies = APPLIES_ALL};
static struct option made[3]; /* the last one ends the table */

static void check_made(void *context) {
  (void)context;
  options_check(made);
}

static void a_name_that_is_wrong_is_noticed(void **state) {
  (void)state;
  made[0] = made[1] = good;
  assert_contract_broken(check_made, NULL, "strcmp(before->name, option->name) != 0");
  made[1].name = NULL;
  made[0].name = "speed-ms";
  assert_contract_broken(check_made, NULL, "speed-ms: strspn(");
  made[0].name = "";
  assert_contract_broken(check_made, NULL, "bytes > 0 && bytes <= NAME_BYTES_MAX");
  made[0].name = "a_name_of_sixty_four_bytes_which_is_one_more_than_there_is_room_";
  assert_int_equal(strlen(made[0].name), 64);
  assert_contract_broken(check_made, NULL, "bytes > 0 && bytes <= NAME_BYTES_MAX");
}

static void a_wrong_line_of_options_breaks_a_contract(void **state) {
  (void)state;
  made[0] = good;
  made[1].name = NULL;
  options_check(made);
  made[0].help = NULL;
  assert_contract_broken(check_made, NULL, "option->fallback && option->unit && option->help");
  made[0] = good;
  made[0].fallback = "10";
  assert_contract_broken(check_made, NULL, "speed_ms: option_check(");
  made[0] = good;
  made[0].maximum = 1;
  assert_contract_broken(check_made, NULL, "speed_ms: option->minimum < option->maximum");
  made[0] = good;
  made[0].applies = APPLIES_ENGINES;
  assert_contract_broken(check_made, NULL, "speed_ms: option->applies & APPLIES_TRANSPORTS");
  made[0].applies = APPLIES_TRANSPORTS;
  assert_contract_broken(check_made, NULL, "speed_ms: option->applies & ~");
  made[0] = good;
  made[0].type = OPTION_CHOICE;
  assert_contract_broken(check_made, NULL, "speed_ms: option->choices");
  made[0] = made[1] = good;
  made[1].fallback = "6";
  assert_false(options_agree(&made[0], &made[1]));
}

static void a_server_of_other_people_heeds_what_says_so(void **state) {
  (void)state;
  struct option option = good;
  option.applies = APPLIES_TRANSPORTS | APPLIES_ENGINES;
  assert_false(option_applies(&option, TRANSPORT_SSE, ENGINE_COUNT));
  assert_true(option_applies(&option, TRANSPORT_SSE, ENGINE_LWS));
  option.applies = APPLIES_STREAMS | APPLIES_CLIENT;
  assert_true(option_applies(&option, TRANSPORT_SSE, ENGINE_COUNT + 3));
  assert_false(option_applies(&option, TRANSPORT_WEBSOCKET, ENGINE_COUNT));
  assert_true(option_applies(&option, TRANSPORT_SSE, ENGINE_LWS));
  assert_false(option_applies(&option, TRANSPORT_SSE, ENGINE_NULL));
}

static void apply_to_no_transport(void *context) {
  (void)context;
  option_applies(&good, -1, ENGINE_LWS);
}

static void apply_to_no_engine(void *context) {
  (void)context;
  option_applies(&good, TRANSPORT_SSE, -1);
}

static void a_cell_of_no_transport_or_engine_breaks_a_contract(void **state) {
  (void)state;
  assert_contract_broken(apply_to_no_transport, NULL, "transport >= 0 && transport < ");
  assert_contract_broken(apply_to_no_engine, NULL, "engine >= 0");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(without_arguments_every_value_is_its_default),
      cmocka_unit_test(every_kind_of_value_is_read),
      cmocka_unit_test(a_beginning_that_is_clear_suffices),
      cmocka_unit_test(options_that_cannot_work_are_refused_with_the_reason),
      cmocka_unit_test(the_nearest_name_is_offered_and_a_far_one_is_not),
      cmocka_unit_test(a_beginning_of_several_names_is_refused_with_all_of_them),
      cmocka_unit_test(a_name_of_any_length_is_looked_for_and_not_found),
      cmocka_unit_test(help_shows_each_option_with_unit_range_default_and_meaning),
      cmocka_unit_test(a_default_that_its_own_option_refuses_is_told),
      cmocka_unit_test(one_option_is_set_by_its_name),
      cmocka_unit_test(a_switch_without_a_value_is_on),
      cmocka_unit_test(help_and_version_are_left_to_the_caller),
      cmocka_unit_test(help_has_three_forms),
      cmocka_unit_test(a_choice_is_known_by_its_whole_name),
      cmocka_unit_test(an_exception_needs_its_transport_and_its_engine),
      cmocka_unit_test(a_name_that_is_wrong_is_noticed),
      cmocka_unit_test(a_wrong_line_of_options_breaks_a_contract),
      cmocka_unit_test(a_server_of_other_people_heeds_what_says_so),
      cmocka_unit_test(a_cell_of_no_transport_or_engine_breaks_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
