/* The certificate of a run, made by openssl(1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/measure/certificate.h"
#include "tests/bench/experiment_text.h"

static struct experiment experiment;
static struct cells cells;
static char folder[32];

static const struct cell *cell_of(const char *params) {
  char text[512];
  struct error error = {""};
  snprintf(text, sizeof text, "{\"params\":{\"transport\":\"sse\",%s}}", params);
  if (experiment_from(&experiment, text, &error) != STATUS_OK ||
      cells_expand(&cells, &experiment, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  return &cells.items[0];
}

static int begin(void **state) {
  (void)state;
  snprintf(folder, sizeof folder, "/tmp/pushbench-test-XXXXXX");
  return mkdtemp(folder) == NULL;
}

static int end(void **state) {
  (void)state;
  cells_release(&cells);
  experiment_release(&experiment);
  folder_remove(folder);
  return 0;
}

static void a_certificate_is_made_if_a_cell_has_tls_and_names_none(void **state) {
  (void)state;
  static const struct {
    const char *params;
    bool wanted;
  } cases[] = {{"\"tls\":false", false},
               {"\"tls\":true", true},
               {"\"tls\":[false,true]", true},
               {"\"tls\":true,\"engine\":\"null\"", false},
               {"\"tls\":true,\"tls_certificate\":\"c\",\"tls_key\":\"k\"", false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    cell_of(cases[i].params);
    assert_int_equal(certificate_is_wanted(&cells), cases[i].wanted);
    cells_release(&cells);
    experiment_release(&experiment);
  }
}

static void the_key_is_private_and_removed_with_the_run(void **state) {
  (void)state;
  struct certificate made;
  struct error error = {""};
  struct stat facts;
  if (certificate_make(folder, &made, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  assert_int_equal(stat(made.key.text, &facts), 0);
  assert_int_equal(facts.st_mode & 077, 0);
  assert_true(facts.st_size > 100);
  assert_int_equal(stat(made.certificate.text, &facts), 0);
  assert_true(facts.st_size > 300);
  certificate_retire(&made);
  assert_int_not_equal(stat(made.key.text, &facts), 0);
  assert_int_equal(stat(made.certificate.text, &facts), 0);
}

static void a_cell_gets_the_runs_files_or_those_it_names(void **state) {
  (void)state;
  struct certificate run = {.certificate = path_of("C"), .key = path_of("K")};
  const struct cell *cell = cell_of("\"tls\":true");
  assert_string_equal(certificate_value(&run, cell, "tls_certificate"), "C");
  assert_string_equal(certificate_value(&run, cell, "tls_key"), "K");
  assert_string_equal(certificate_value(&run, cell, "tls_ca"), "C");
  assert_null(certificate_value(&run, cell, "clients"));
  cells_release(&cells);
  experiment_release(&experiment);

  cell = cell_of("\"tls\":true,\"tls_certificate\":\"own\",\"tls_key\":\"mine\"");
  assert_string_equal(certificate_value(&run, cell, "tls_certificate"), "own");
  assert_string_equal(certificate_value(&run, cell, "tls_key"), "mine");
  assert_string_equal(certificate_value(&run, cell, "tls_ca"), "");
}

static void files_that_are_missing_are_found_before_the_run(void **state) {
  (void)state;
  static const struct {
    const char *params;
    enum status status;
    const char *words;
  } cases[] = {
      {"\"tls\":true", STATUS_OK, ""},
      {"\"tls\":false,\"tls_key\":\"k\"", STATUS_OK, ""},
      {"\"tls\":true,\"tls_key\":\"k\"", STATUS_USAGE, "go together"},
      {"\"tls\":true,\"tls_certificate\":\"/nowhere/c\",\"tls_key\":\"/etc/hostname\"",
       STATUS_ENVIRONMENT, "tls_certificate: cannot read '/nowhere/c'"},
      {"\"tls\":true,\"tls_ca\":\"/nowhere/a\"", STATUS_ENVIRONMENT, "tls_ca"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct error error = {""};
    assert_int_equal(certificate_check(cell_of(cases[i].params), &error), cases[i].status);
    assert_non_null(strstr(error.text, cases[i].words));
    cells_release(&cells);
    experiment_release(&experiment);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_certificate_is_made_if_a_cell_has_tls_and_names_none, begin,
                                      end),
      cmocka_unit_test_setup_teardown(the_key_is_private_and_removed_with_the_run, begin, end),
      cmocka_unit_test_setup_teardown(a_cell_gets_the_runs_files_or_those_it_names, begin, end),
      cmocka_unit_test_setup_teardown(files_that_are_missing_are_found_before_the_run, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
