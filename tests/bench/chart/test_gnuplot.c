/* gnuplot may be missing, complain or fail. */
#include "tests/bench/gnuplot_made.h"

#include "bench/chart/gnuplot.h"

/* Runs two scripts with this program in gnuplot's place. */
static enum status end_of(const char *shell, char said[GNUPLOT_SAID_BYTES], struct error *error) {
  static const char *const scripts[] = {"first.gp", "second.gp"};
  made_gnuplot_begin(shell);
  enum status status = gnuplot_run(scripts, 2, said, error);
  made_gnuplot_end();
  return status;
}

static void each_script_is_run_without_anybodys_settings(void **state) {
  (void)state;
  char shell[256], said[GNUPLOT_SAID_BYTES];
  struct error error = {""};
  snprintf(shell, sizeof shell, "echo \"$@\" >%s/$2.heard\n", made_folder);
  assert_int_equal(end_of(shell, said, &error), STATUS_OK);
  assert_string_equal(said, "");
  assert_file("first.gp.heard", "-d first.gp\n");
  assert_file("second.gp.heard", "-d second.gp\n");
}

static void the_last_error_of_gnuplot_is_kept_even_on_success(void **state) {
  (void)state;
  char said[GNUPLOT_SAID_BYTES];
  struct error error = {""};
  assert_int_equal(end_of("printf 'first\\n\\n  ^\\nlast of '$2'\\n \\t\\n' >&2\n", said, &error),
                   STATUS_OK);
  assert_string_equal(said, "last of second.gp");
}

static void a_gnuplot_that_fails_is_an_error_with_its_message(void **state) {
  (void)state;
  char said[GNUPLOT_SAID_BYTES];
  struct error error = {""};
  assert_int_equal(
      end_of("[ $2 = second.gp ] || exit 0; echo no terminal >&2; exit 1\n", said, &error),
      STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "gnuplot failed: no terminal");
  assert_int_equal(end_of("kill -9 $$\n", said, &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "gnuplot failed: it said nothing");
}

static void without_gnuplot_the_error_says_what_to_do(void **state) {
  (void)state;
  char said[GNUPLOT_SAID_BYTES];
  struct error error = {""};
  assert_int_equal(end_of(NULL, said, &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "gnuplot is not installed: run scripts/install-deps");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(each_script_is_run_without_anybodys_settings),
      IN_FOLDER(the_last_error_of_gnuplot_is_kept_even_on_success),
      IN_FOLDER(a_gnuplot_that_fails_is_an_error_with_its_message),
      IN_FOLDER(without_gnuplot_the_error_says_what_to_do),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
