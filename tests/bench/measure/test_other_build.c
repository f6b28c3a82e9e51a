/* Another build: its programs found, asked, and checked; shell programs stand for it. */
#include "tests/bench/folder_made.h"

#include "bench/measure/other_build.h"
#include "bench/plan/cell_builds.h"
#include "common/suite/client_options.h"
#include "common/suite/server_options.h"
#include "tests/bench/experiment_text.h"

/* A program that answers as ours, but lists no parameter `lacked`; "" for none. */
static void program_make(const char *name, const struct option *table, const char *lacked) {
  char *shell = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&shell, &bytes);
  assert_non_null(stream);
  fprintf(stream,
          "[ \"$1\" = --version ] && printf '%s 0.2 (0123456789ab)\\nlibrary 4\\n'\n"
          "[ \"$1\" = --help=table ] || exit 0\ncat <<END\nname\ttype\n",
          strrchr(name, '/') ? strrchr(name, '/') + 1 : name);
  for (const struct option *option = table; option->name; option++)
    if (strcmp(option->name, lacked) != 0)
      fprintf(stream, "%s\tnumber\n", option->name);
  fputs("END\n", stream);
  fclose(stream);
  made_program(name, shell);
  free(shell);
}

/* A build in `folder` of the test's folder, whose programs do not know a parameter. */
static void build_make(const char *folder, const char *lacked) {
  program_make(path_of("%s/pushbench-server", folder).text, server_options_table, lacked);
  program_make(path_of("%s/pushbench-client", folder).text, client_options_table, lacked);
}

static enum status found(struct other_build *other, const char *folder, struct error *error) {
  *other = (struct other_build){.folder = {""}};
  return other_build_find(other, path_of("%s/%s", made_folder, folder).text, error);
}

/* Whether the other build of that folder can run the cells of an experiment. */
static enum status checked(const char *folder, const char *experiment_text, struct error *error) {
  struct other_build other;
  struct experiment experiment;
  struct cells cells = {0};
  assert_int_equal(found(&other, folder, error), STATUS_OK);
  assert_int_equal(experiment_from(&experiment, experiment_text, error), STATUS_OK);
  assert_int_equal(cells_expand(&cells, &experiment, error), STATUS_OK);
  enum status status = other_build_check(&other, &cells, error);
  cells_release(&cells);
  experiment_release(&experiment);
  other_build_release(&other);
  return status;
}

static void programs_are_found_in_the_folder_and_below_it(void **state) {
  (void)state;
  static const char *const folders[] = {"a", "b/build", "c/bin"}, *const given[] = {"a", "b", "c"};
  for (size_t i = 0; i < 3; i++) {
    struct other_build other;
    build_make(folders[i], "");
    assert_int_equal(found(&other, given[i], NULL), STATUS_OK);
    assert_string_equal(other.folder.text, path_of("%s/%s", made_folder, given[i]).text);
    assert_string_equal(other.programs[PROGRAM_SERVER].text,
                        path_of("%s/%s/pushbench-server", made_folder, folders[i]).text);
    assert_string_equal(other.versions[PROGRAM_SERVER],
                        "pushbench-server 0.2 (0123456789ab);library 4");
    assert_int_equal(other.left_out[PROGRAM_SERVER].count, 0);
    assert_int_equal(other.left_out[PROGRAM_CLIENT].count, 0);
    other_build_release(&other);
  }
}

static void what_is_no_build_is_refused(void **state) {
  (void)state;
  struct other_build other;
  struct error error = {""};
  assert_int_equal(found(&other, "nowhere", &error), STATUS_USAGE);
  assert_ends(error.text,
              "/nowhere: no pushbench-server and pushbench-client there, in its build/ "
              "or in its bin/: name the folder in which `make` built the other version");
  build_make("a", "");
  assert_int_equal(chmod(path_of("%s/a/pushbench-client", made_folder).text, 0644), 0);
  assert_int_equal(found(&other, "a", &error), STATUS_ENVIRONMENT);
  assert_ends(error.text, "/a/pushbench-client: Permission denied");
  other_build_release(&other);
  made_program("a/pushbench-client", "exit 2\n");
  assert_int_equal(found(&other, "a", &error), STATUS_ENVIRONMENT);
  assert_ends(error.text, "/a/pushbench-client does not answer --version: it is no "
                          "pushbench-client, or too old");
  other_build_release(&other);
  made_program("a/pushbench-client", "[ \"$1\" = --version ] && echo 0.1\n");
  assert_int_equal(found(&other, "a", &error), STATUS_ENVIRONMENT);
  assert_ends(error.text, "/a/pushbench-client does not answer --help=table: it is no "
                          "pushbench-client, or too old");
  other_build_release(&other);
}

/* A parameter that the other build does not know must have its default, where it has an effect. */
static void a_parameter_that_it_does_not_know_is_refused(void **state) {
  (void)state;
  struct error error = {""};
  build_make("a", "hold_ms");
  assert_int_equal(checked("a", "{\"params\":{\"transport\":\"sse\",\"hold_ms\":700}}", &error),
                   STATUS_OK);
  assert_int_equal(checked("a", "{\"params\":{\"transport\":\"long_poll\"}}", &error), STATUS_OK);
  assert_int_equal(
      checked("a", "{\"params\":{\"transport\":[\"sse\",\"long_poll\"],\"hold_ms\":700}}", &error),
      STATUS_USAGE);
  assert_begins(error.text, "--versus /tmp/");
  assert_ends(error.text, "/a: its pushbench-server does not know the parameter hold_ms, which is "
                          "700 in the cell lws-long_poll: both builds must be run alike");
}

static void run_json_says_what_it_is(void **state) {
  (void)state;
  struct other_build other;
  build_make("a", "seed"); /* of both programs */
  assert_int_equal(found(&other, "a", NULL), STATUS_OK);
  json_t *versus = other_build_json(&other);
  assert_string_equal(json_string_value(json_object_get(versus, "folder")),
                      path_of("%s/a", made_folder).text);
  assert_string_equal(json_string_value(json_object_get(versus, "server")),
                      "pushbench-server 0.2 (0123456789ab);library 4");
  assert_string_equal(json_string_value(json_object_get(versus, "client")),
                      "pushbench-client 0.2 (0123456789ab);library 4");
  assert_int_equal(json_array_size(json_object_get(versus, "left_out")), 1);
  assert_string_equal(json_string_value(json_array_get(json_object_get(versus, "left_out"), 0)),
                      "seed");
  assert_int_equal(strlen(json_string_value(json_object_get(versus, "checksum"))), 16);
  json_decref(versus);
  other_build_release(&other);
}

static void the_same_files_are_known(void **state) {
  (void)state;
  struct other_build other;
  build_make("a", "");
  build_make("b", "");
  assert_int_equal(found(&other, "a", NULL), STATUS_OK);
  struct path server = path_of("%s/../%s/a/pushbench-server", made_folder, made_folder + 5);
  assert_true(other_build_is(&other, server.text, other.programs[PROGRAM_CLIENT].text));
  assert_false(
      other_build_is(&other, server.text, path_of("%s/b/pushbench-client", made_folder).text));
  other_build_release(&other);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(programs_are_found_in_the_folder_and_below_it),
      IN_FOLDER(what_is_no_build_is_refused),
      IN_FOLDER(a_parameter_that_it_does_not_know_is_refused),
      IN_FOLDER(run_json_says_what_it_is),
      IN_FOLDER(the_same_files_are_known),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
