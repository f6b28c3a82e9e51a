/* The folders of runs: of those that begin at the same time, that have no place, and that are
 * resumed. */
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

#include "bench/base/run_folder.h"
#include "tests/bench/temporary_place.h"

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

static void a_folder_without_a_place_is_an_error(void **state) {
  (void)state;
  struct run_folder folder;
  struct error error = {""};
  static const char *const nameless[] = {"a/..", ".", "/"};
  for (size_t i = 0; i < sizeof nameless / sizeof *nameless; i++)
    if (run_folder_open(&folder, nameless[i], "x", 0, &error) != STATUS_USAGE)
      fail_msg("%s was taken", nameless[i]);
  FILE *file = fopen("file", "we");
  assert_non_null(file);
  fclose(file);
  assert_int_equal(run_folder_open(&folder, "file", "x", 0, &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "file: Not a directory");
  assert_int_equal(run_folder_open(&folder, "file/a", "x", 0, &error), STATUS_ENVIRONMENT);
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

/* Makes a run's folder and lets go of it, as a run does that is killed. */
static struct run_folder run_killed(const char *out) {
  struct run_folder folder = RUN_FOLDER_NONE;
  struct error error = {""};
  if (run_folder_open(&folder, out, "x", 0, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  run_folder_unlock(&folder);
  return folder;
}

static void a_run_is_found_by_each_of_its_names(void **state) {
  (void)state;
  struct error error = {""};
  struct run_folder found;
  run_killed("a");
  static const char *const names[] = {"a", "a.partial", "a.partial/"};
  for (size_t i = 0; i < 3; i++) {
    if (run_folder_find(&found, names[i], &error) != STATUS_OK)
      fail_msg("%s", error.text);
    assert_string_equal(found.partial.text, path_of("%s/a.partial", place).text);
    assert_string_equal(found.final.text, path_of("%s/a", place).text);
    assert_string_equal(found.found.text, found.partial.text);
    assert_string_equal(found.latest.text, "");
    assert_int_equal(run_folder_reopen(&found, &error), STATUS_OK);
    run_folder_unlock(&found);
  }
}

/* Its folder has its last name, and results/latest leads to it. */
static void an_interrupted_run_is_found_by_the_link_to_it(void **state) {
  (void)state;
  struct error error = {""};
  struct run_folder found, folder = run_killed(NULL);
  assert_int_equal(run_folder_finish(&folder, &error), STATUS_OK);
  assert_int_equal(run_folder_link(&folder, &error), STATUS_OK);
  assert_int_equal(run_folder_find(&found, "results/latest", &error), STATUS_OK);
  assert_string_equal(found.found.text, found.final.text);
  assert_string_equal(found.latest.text, path_of("%s/results/latest", place).text);
  assert_int_equal(run_folder_reopen(&found, &error), STATUS_OK);
  assert_int_equal(access("results/19700101T000000Z-x.partial", F_OK), 0);
  assert_int_equal(access("results/19700101T000000Z-x", F_OK), -1);
  assert_int_equal(run_folder_finish(&found, &error), STATUS_OK);
  assert_int_equal(run_folder_link(&found, &error), STATUS_OK);
  assert_int_equal(access("results/latest", F_OK), 0);
  run_folder_unlock(&found);
}

static void a_run_that_is_being_written_is_not_resumed(void **state) {
  (void)state;
  struct error error = {""};
  struct run_folder writing = RUN_FOLDER_NONE, found = RUN_FOLDER_NONE;
  assert_int_equal(run_folder_open(&writing, "a", "x", 0, &error), STATUS_OK);
  assert_int_equal(run_folder_find(&found, "a", &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "/a.partial: another pushbench is writing it"));
  run_folder_unlock(&writing);
  assert_int_equal(run_folder_find(&found, "a", &error), STATUS_OK);
  run_folder_unlock(&found);
}

static void a_run_that_cannot_be_told_from_another_is_not_resumed(void **state) {
  (void)state;
  struct error error = {""};
  struct run_folder found;
  assert_int_equal(run_folder_find(&found, "a", &error), STATUS_USAGE);
  assert_string_equal(error.text, "--resume a: there is no such folder");
  run_killed("a");
  assert_int_equal(mkdir("a", 0755), 0);
  static const char *const names[] = {"a", "a.partial"};
  for (size_t i = 0; i < 2; i++) {
    assert_int_equal(run_folder_find(&found, names[i], &error), STATUS_USAGE);
    assert_non_null(strstr(error.text, "/a.partial has a namesake, "));
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(runs_that_begin_at_once_have_folders_of_their_own),
      TEST(a_folder_that_somebody_has_is_not_taken),
      TEST(a_folder_without_a_place_is_an_error),
      TEST(a_run_that_cannot_be_put_in_its_place_says_so),
      TEST(a_run_is_found_by_each_of_its_names),
      TEST(an_interrupted_run_is_found_by_the_link_to_it),
      TEST(a_run_that_is_being_written_is_not_resumed),
      TEST(a_run_that_cannot_be_told_from_another_is_not_resumed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
