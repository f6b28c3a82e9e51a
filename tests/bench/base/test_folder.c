/* Folders and paths: of runs that begin at the same time, folders that cannot be made, and
 * names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
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

/* Makes and finishes the folder of a run that measures nothing. */
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
  assert_int_equal(run_folder_open(&second, "a/b", "x", 0, &error),
                   STATUS_OK); /* the folder is empty */
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

static void a_folder_without_a_place_is_an_error(void **state) {
  (void)state;
  struct run_folder folder;
  struct error error = {""};
  static const char *const nameless[] = {"a/..", ".", "/"};
  for (size_t i = 0; i < sizeof nameless / sizeof *nameless; i++)
    if (run_folder_open(&folder, nameless[i], "x", 0, &error) != STATUS_USAGE)
      fail_msg("%s was taken", nameless[i]);
  file_make("file");
  assert_int_equal(run_folder_open(&folder, "file", "x", 0, &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "file: Not a directory");
  assert_int_equal(run_folder_open(&folder, "file/a", "x", 0, &error), STATUS_ENVIRONMENT);
  assert_int_equal(folder_make("file/a/b", &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "file/a: Not a directory");
  assert_int_equal(folder_make("", &error), STATUS_ENVIRONMENT);
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

static void a_run_that_cannot_be_put_in_its_place_says_so(void **state) {
  (void)state;
  struct run_folder folder;
  struct error error = {""};
  assert_int_equal(run_folder_open(&folder, "a", "x", 0, &error), STATUS_OK);
  assert_int_equal(run_folder_link(&folder, &error), STATUS_OK); /* with --out there is no link */
  assert_int_equal(mkdir("a", 0755), 0);
  assert_int_equal(mkdir("a/b", 0755), 0);
  assert_int_equal(run_folder_finish(&folder, &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "./a.partial could not be renamed to ./a: Directory not empty");
  assert_int_equal(run_folder_open(&folder, NULL, "x", 0, &error), STATUS_OK);
  assert_string_equal(folder.final.text, "results/19700101T000000Z-x");
  assert_int_equal(mkdir("results/latest", 0755), 0);
  assert_int_equal(mkdir("results/latest/b", 0755), 0);
  assert_int_equal(run_folder_finish(&folder, &error), STATUS_OK);
  assert_int_equal(run_folder_link(&folder, &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "results/latest: Is a directory");
}

static void a_time_is_written_for_people_and_for_names(void **state) {
  (void)state;
  char text[32];
  time_text(UINT64_C(1795486805999999999), false, text, sizeof text);
  assert_string_equal(text, "2026-11-24T02:20:05Z");
  time_text(UINT64_C(1795486805999999999), true, text, sizeof text);
  assert_string_equal(text, "20261124T022005Z");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(runs_that_begin_at_once_have_folders_of_their_own, begin,
                                      end),
      cmocka_unit_test_setup_teardown(a_folder_that_somebody_has_is_not_taken, begin, end),
      cmocka_unit_test_setup_teardown(a_file_of_the_project_is_found_from_anywhere, begin, end),
      cmocka_unit_test_setup_teardown(installed_files_come_before_those_of_a_checkout_above, begin,
                                      end),
      cmocka_unit_test_setup_teardown(a_folder_without_a_place_is_an_error, begin, end),
      cmocka_unit_test(a_path_that_is_too_long_is_none),
      cmocka_unit_test_setup_teardown(a_run_that_cannot_be_put_in_its_place_says_so, begin, end),
      cmocka_unit_test(a_time_is_written_for_people_and_for_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
