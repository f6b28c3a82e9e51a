/* The log of executions: written, read back, and checked against the files that it is about. */
#include "tests/bench/folder_made.h"

#include "bench/results/executions.h"

/* Writes a cell.json, and its line. */
static void execute(size_t round, const char *cell, uint64_t seed, const char *text) {
  struct error error = {""};
  made_file_write(execution_path("", cell, round).text + 1, text);
  if (executions_add(made_folder, round, cell, seed, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

static void begin(void) {
  assert_int_equal(executions_begin(made_folder, NULL), STATUS_OK);
  execute(1, "lws-sse", 1, "a");
  execute(2, "lws-sse", 9007199254740991, "foobar");
}

static const char whole[] = "round\tcell\tseed\tchecksum\n"
                            "1\tlws-sse\t1\taf63dc4c8601ec8c\n"
                            "2\tlws-sse\t9007199254740991\t85944171f73967e8\n";

static void each_execution_has_a_line(void **state) {
  (void)state;
  begin();
  assert_file("executions.tsv", whole);
}

static void what_was_written_is_read_back(void **state) {
  (void)state;
  struct executions read;
  struct error error = {""};
  begin();
  assert_int_equal(executions_read(&read, made_folder, &error), STATUS_OK);
  assert_int_equal(read.count, 2);
  assert_int_equal(read.items[1].round, 2);
  assert_string_equal(read.items[1].cell, "lws-sse");
  assert_true(read.items[1].seed == 9007199254740991);
  assert_true(read.items[1].checksum == UINT64_C(0x85944171f73967e8));
  for (size_t i = 0; i < 2; i++)
    assert_int_equal(execution_check(&read.items[i], made_folder, &error), STATUS_OK);
  made_file_write("cells/lws-sse/1/cell.json", "b");
  assert_int_equal(execution_check(&read.items[0], made_folder, &error), STATUS_USAGE);
  assert_ends(error.text,
              "/cells/lws-sse/1/cell.json: it was changed after the run had written it");
  folder_remove(path_of("%s/cells", made_folder).text);
  assert_int_equal(execution_check(&read.items[1], made_folder, &error), STATUS_USAGE);
  assert_ends(error.text, "/cells/lws-sse/2/cell.json: No such file or directory");
  executions_release(&read);
}

/* As a full disk leaves it: the file goes on as if the line had not been begun. */
static void a_line_that_was_cut_off_is_removed(void **state) {
  (void)state;
  struct executions read;
  char cut[256];
  begin();
  snprintf(cut, sizeof cut, "%s3\tlws-sse\t5\t8594", whole);
  made_file_write("executions.tsv", cut);
  assert_int_equal(executions_read(&read, made_folder, NULL), STATUS_OK);
  assert_int_equal(read.count, 2);
  executions_release(&read);
  assert_file("executions.tsv", whole);
}

static void a_log_that_is_damaged_is_refused(void **state) {
  (void)state;
  static const struct {
    const char *text, *said;
  } cases[] = {
      {"", ":1: it does not begin as a log of executions"},
      {"round\tcell\n", ":1: it does not begin as a log of executions"},
      {"round\tcell\tseed\tchecksum\n1\tx\t1\n", ":2: the line is damaged"},
      {"round\tcell\tseed\tchecksum\n1\tx\t1\tff\t2\n", ":2: the line is damaged"},
      {"round\tcell\tseed\tchecksum\n1\tx\t1\tff\n0\tx\t1\tff\n", ":3: the line is damaged"},
      {"round\tcell\tseed\tchecksum\n1\tx\t-1\tff\n", ":2: the line is damaged"},
      {"round\tcell\tseed\tchecksum\n1\t\t1\tff\n", ":2: the line is damaged"},
      {"round\tcell\tseed\tchecksum\n1\tx\t1\tfg\n", ":2: the line is damaged"},
  };
  struct executions read = {0};
  struct error error = {""};
  assert_int_equal(executions_read(&read, made_folder, &error), STATUS_CHECK);
  assert_ends(error.text, "/executions.tsv: No such file or directory");
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    made_file_write("executions.tsv", cases[i].text);
    assert_int_equal(executions_read(&read, made_folder, &error), STATUS_CHECK);
    assert_ends(error.text, cases[i].said);
    assert_null(read.items);
  }
}

static void a_log_that_cannot_be_written_is_an_error(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(executions_begin("/nowhere", &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "/nowhere/executions.tsv: No such file or directory");
  assert_int_equal(executions_add(made_folder, 1, "x", 1, &error), STATUS_ENVIRONMENT);
  assert_ends(error.text, "/cells/x/1/cell.json: No such file or directory");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(each_execution_has_a_line),
      IN_FOLDER(what_was_written_is_read_back),
      IN_FOLDER(a_line_that_was_cut_off_is_removed),
      IN_FOLDER(a_log_that_is_damaged_is_refused),
      IN_FOLDER(a_log_that_cannot_be_written_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
