/* Folders of runs that begin at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/base/folder.h"

static char before[PATH_MAX], place[32];

static int begin(void **state) {
  (void)state;
  snprintf(place, sizeof place, "/tmp/pushbench-test-XXXXXX");
  return !getcwd(before, sizeof before) || !mkdtemp(place) || chdir(place) != 0;
}

static int end(void **state) {
  (void)state;
  int status = chdir(before);
  folder_remove(place);
  return status;
}

/* A run from its beginning to its end, without what it measures. */
static int run_of_a_moment(void) {
  struct run_folder folder;
  struct error error = {""};
  if (run_folder_open(&folder, NULL, "x", 0, &error) != STATUS_OK ||
      run_folder_finish(&folder, &error) != STATUS_OK ||
      run_folder_link(&folder, &error) != STATUS_OK) {
    fprintf(stderr, "%s\n", error.text);
    return 1;
  }
  return 0;
}

static void runs_that_begin_at_once_have_folders_of_their_own(void **state) {
  (void)state;
  enum { RUNS = 24 };
  pid_t runs[RUNS];
  for (int i = 0; i < RUNS; i++) {
    runs[i] = fork();
    if (runs[i] == 0)
      _exit(run_of_a_moment());
  }
  for (int i = 0; i < RUNS; i++) {
    int status = 1;
    assert_int_equal(waitpid(runs[i], &status, 0), runs[i]);
    assert_int_equal(status, 0);
  }
  int folders = 0, others = 0;
  char target[64] = "";
  DIR *results = opendir("results");
  assert_non_null(results);
  for (const struct dirent *entry; (entry = readdir(results));) {
    bool run = strncmp(entry->d_name, "19700101T000000Z-x", 18) == 0;
    folders += run;
    others += !run && entry->d_name[0] != '.';
  }
  closedir(results);
  assert_int_equal(folders, RUNS);
  assert_int_equal(others, 1); /* the link */
  assert_true(readlink("results/latest", target, sizeof target - 1) > 0);
  assert_int_equal(strncmp(target, "19700101T000000Z-x", 18), 0);
}

static void a_folder_that_somebody_has_is_not_taken(void **state) {
  (void)state;
  struct run_folder first, second;
  struct error error = {""};
  assert_int_equal(run_folder_open(&first, "a/b", "x", 0, &error), STATUS_OK);
  assert_string_equal(first.partial.text, "a/b.partial");
  assert_int_equal(run_folder_open(&second, "a/b/", "x", 0, &error), STATUS_ENVIRONMENT);
  assert_non_null(strstr(error.text, "a/b.partial exists"));
  assert_int_equal(run_folder_finish(&first, &error), STATUS_OK);
  assert_int_equal(run_folder_open(&second, "a/b", "x", 0, &error), STATUS_OK); /* empty */
  run_folder_discard(&second);
  assert_int_equal(mkdir("a/c", 0755), 0);
  assert_int_equal(mkdir("a/c/d", 0755), 0);
  assert_int_equal(run_folder_open(&second, "a/c", "x", 0, &error), STATUS_USAGE);
  assert_int_not_equal(access("a/c.partial", F_OK), 0);
}

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

static void what_is_installed_with_the_program_comes_before_what_lies_above_it(void **state) {
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(runs_that_begin_at_once_have_folders_of_their_own, begin,
                                      end),
      cmocka_unit_test_setup_teardown(a_folder_that_somebody_has_is_not_taken, begin, end),
      cmocka_unit_test_setup_teardown(a_file_of_the_project_is_found_from_anywhere, begin, end),
      cmocka_unit_test_setup_teardown(
          what_is_installed_with_the_program_comes_before_what_lies_above_it, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
