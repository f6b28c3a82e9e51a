/* The files of tables, and their numbers. */
#include "tests/bench/folder_made.h"

#include <math.h>

#include "bench/results/table_file.h"

static void numbers_write(FILE *out, const void *content) {
  const double *numbers = content;
  fputs("row", out);
  for (int i = 0; i < 4; i++)
    table_number_write(out, numbers[i]);
}

static void a_number_that_is_not_finite_is_an_empty_field(void **state) {
  (void)state;
  static const double numbers[] = {0.1, NAN, INFINITY, 1234567890};
  struct error error = {""};
  assert_int_equal(table_file_write(made_folder, "x.tsv", numbers_write, numbers, &error),
                   STATUS_OK);
  char *text = made_file_text("x.tsv");
  assert_string_equal(text, "row\t0.1\t\t\t1.23456789e+09");
  free(text);
}

static void nothing_write(FILE *out, const void *content) {
  (void)content;
  fputs("lost", out);
}

static void a_file_that_cannot_be_written_is_an_error(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(table_file_write("/nowhere", "x.tsv", nothing_write, NULL, &error),
                   STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "/nowhere/x.tsv: No such file or directory");
  assert_int_equal(table_file_write("/dev", "full", nothing_write, NULL, &error),
                   STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "/dev/full: No space left on device");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(a_number_that_is_not_finite_is_an_empty_field),
      cmocka_unit_test(a_file_that_cannot_be_written_is_an_error),
  };
  return cmocka_run_group_tests_name("table file", tests, NULL, NULL);
}
