/* Paths and folders: of the project's files, and those that cannot be made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/base/folder.h"
#include "tests/bench/temporary_place.h"

static void a_file_of_the_project_is_found_from_anywhere(void **state) {
  (void)state;
  assert_int_equal(access("experiments/default.json", F_OK), -1);
  struct path found = project_find("experiments/default.json");
  assert_int_equal(*found.text, '/');
  assert_int_equal(access(found.text, R_OK), 0);
  assert_string_equal(project_find("experiments/there_is_none.json").text, "");
}

static void file_make(const char *path) {
  FILE *file = fopen(path, "we");
  assert_non_null(file);
  fclose(file);
}

static void installed_files_come_before_those_of_a_checkout_above(void **state) {
  (void)state;
  struct error error = {""};
  struct path program = program_folder(), parent = program;
  struct path installed = path_of("%s/" INSTALLED_FOLDER, program.text);
  *strrchr(parent.text, '/') = '\0';
  struct path above = path_of("%s/a-file-of-the-project", parent.text);
  assert_string_equal(program_find("a-file-of-the-project").text, "");
  file_make(above.text);
  assert_string_equal(program_find("a-file-of-the-project").text, above.text);
  assert_int_equal(folder_make(installed.text, &error), STATUS_OK);
  struct path own = path_of("%s/a-file-of-the-project", installed.text);
  file_make(own.text);
  assert_string_equal(program_find("a-file-of-the-project").text, own.text);
  assert_string_equal(project_find("a-file-of-the-project").text, own.text);
  file_make("a-file-of-the-project");
  assert_string_equal(program_find("a-file-of-the-project").text, own.text);
  assert_string_equal(project_find("a-file-of-the-project").text, "a-file-of-the-project");
  remove(above.text);
  folder_remove(path_of("%s/../share", program.text).text);
}

static void a_name_stands_for_a_file_of_the_project(void **state) {
  (void)state;
  struct path path;
  struct error error = {""};
  assert_int_equal(project_json_find(&path, "targets", "nchan", &error), STATUS_OK);
  assert_int_equal(access(path.text, R_OK), 0);
  assert_int_equal(project_json_find(&path, "targets", "nchan.json", &error), STATUS_OK);
  assert_string_equal(path.text, "nchan.json");
  assert_int_equal(project_json_find(&path, "targets", "./nchan", &error), STATUS_OK);
  assert_string_equal(path.text, "./nchan");
  assert_int_equal(project_json_find(&path, "targets", "nowhere", &error), STATUS_USAGE);
  assert_string_equal(error.text,
                      "nowhere: there is no targets/nowhere.json; a file's name ends in "
                      ".json");
}

static void a_path_that_is_too_long_is_none(void **state) {
  (void)state;
  char name[PATH_MAX + 1];
  memset(name, 'a', PATH_MAX);
  name[PATH_MAX] = '\0';
  assert_int_equal(strlen(path_of("%.*s", PATH_MAX - 1, name).text), PATH_MAX - 1);
  assert_string_equal(path_of("%s", name).text, "");
  assert_int_equal(errno, ENAMETOOLONG);
}

static void a_time_is_written_for_people_and_for_names(void **state) {
  (void)state;
  char text[32];
  time_text(UINT64_C(1795486805999999999), false, text, sizeof text);
  assert_string_equal(text, "2026-11-24T02:20:05Z");
  time_text(UINT64_C(1795486805999999999), true, text, sizeof text);
  assert_string_equal(text, "20261124T022005Z");
}

static void a_folder_that_cannot_be_made_is_an_error(void **state) {
  (void)state;
  struct error error = {""};
  file_make("file");
  assert_int_equal(folder_make("file/a/b", &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "file/a: Not a directory");
  assert_int_equal(folder_make("", &error), STATUS_ENVIRONMENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_file_of_the_project_is_found_from_anywhere, begin, end),
      cmocka_unit_test_setup_teardown(installed_files_come_before_those_of_a_checkout_above, begin,
                                      end),
      cmocka_unit_test_setup_teardown(a_folder_that_cannot_be_made_is_an_error, begin, end),
      cmocka_unit_test_setup_teardown(a_name_stands_for_a_file_of_the_project, begin, end),
      cmocka_unit_test(a_path_that_is_too_long_is_none),
      cmocka_unit_test(a_time_is_written_for_people_and_for_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
