/* A server's output, line by line. */
#include "bench/host/server_output.h"

#include <fcntl.h>
#include <unistd.h>

#include "tests/bench/host/described.h"

static const enum output_of out = OUTPUT_OF_STDOUT, err = OUTPUT_OF_STDERR;

static const char runs_already[] = "\"url\": \"http://127.0.0.1:1\"";

/* An output and the pipe that its lines go to. */
struct passed {
  struct target_description description;
  struct server_output output;
  int read_fd;
};

static struct passed passed_begin(const char *server, const char *wanted) {
  struct passed passed = {.description = described(server)};
  int ends[2];
  assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
  passed.read_fd = ends[0];
  passed.output = (struct server_output){.to_fd = ends[1], .wanted = wanted};
  return passed;
}

static void take(struct passed *passed, enum output_of of, const char *text) {
  passed->output.description = &passed->description;
  server_output_take(&passed->output, of, text, strlen(text));
}

static void assert_passed(struct passed *passed, const char *expected) {
  char text[3 * OUTPUT_LINE_BYTES];
  ssize_t got = read(passed->read_fd, text, sizeof text - 1);
  text[got > 0 ? got : 0] = '\0';
  assert_string_equal(text, expected);
}

static void passed_end(struct passed *passed) {
  close(passed->read_fd);
  close(passed->output.to_fd);
  target_release(&passed->description);
}

static void lines_are_passed_on_whole(void **state) {
  (void)state;
  struct passed passed = passed_begin(runs_already, NULL);
  take(&passed, out, "one\r\ntw");
  take(&passed, err, "other\n\nend");
  take(&passed, out, "o\n");
  assert_passed(&passed, "one\nother\n\ntwo\n");
  assert_string_equal(passed.output.last, "two");
  server_output_finish(&passed.output);
  assert_passed(&passed, "end\n");
  assert_string_equal(passed.output.last, "end");
  server_output_finish(&passed.output);
  assert_passed(&passed, "");
  passed_end(&passed);
}

static void a_long_line_is_passed_on_in_pieces(void **state) {
  (void)state;
  struct passed passed = passed_begin(runs_already, NULL);
  static char line[OUTPUT_LINE_BYTES + 10], expected[OUTPUT_LINE_BYTES + 20];
  memset(line, 'x', OUTPUT_LINE_BYTES + 4);
  strcat(line, "\n");
  memset(expected, 'x', OUTPUT_LINE_BYTES - 1);
  strcat(expected, "\nxxxxx\n");
  take(&passed, out, line);
  assert_passed(&passed, expected);
  passed.output.description = &passed.description;
  server_output_take(&passed.output, out, "a\0b\n", 4);
  assert_passed(&passed, "a b\n");
  passed_end(&passed);
}

static void the_text_that_is_waited_for_is_found_in_both(void **state) {
  (void)state;
  for (int of = 0; of < OUTPUTS; of++) {
    struct passed passed = passed_begin(runs_already, "listening on");
    take(&passed, (enum output_of)of, "list\nening on\nnow liste");
    take(&passed, (enum output_of)(1 - of), "ning on\n");
    assert_false(passed.output.found);
    take(&passed, (enum output_of)of, "ning on"); /* without a line end */
    assert_true(passed.output.found);
    take(&passed, (enum output_of)of, " 1\nmore\n");
    assert_true(passed.output.found);
    passed_end(&passed);
  }
}

static void secrets_are_not_passed_on(void **state) {
  (void)state;
  made_file_write("secrets.json", "{\"key\": \"hunter2\"}");
  struct passed passed =
      passed_begin("\"url\": \"http://127.0.0.1:1\", \"secrets\": \"secrets.json\"", NULL);
  take(&passed, out, "key=hunter2;\n");
  assert_passed(&passed, "key={secret.key};\n");
  assert_string_equal(passed.output.last, "key={secret.key};");
  passed_end(&passed);
}

static void a_pipe_is_read_to_its_end(void **state) {
  (void)state;
  struct passed passed = passed_begin(runs_already, NULL);
  int ends[2];
  assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
  take(&passed, out, "");
  assert_int_equal(server_output_read(&passed.output, out, ends[0]), OUTPUT_NOTHING);
  assert_int_equal(write(ends[1], "x\n", 2), 2);
  assert_int_equal(server_output_read(&passed.output, out, ends[0]), OUTPUT_MORE);
  close(ends[1]);
  assert_int_equal(server_output_read(&passed.output, out, ends[0]), OUTPUT_END);
  assert_passed(&passed, "x\n");
  close(ends[0]);
  passed_end(&passed);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(lines_are_passed_on_whole),
      IN_FOLDER(a_long_line_is_passed_on_in_pieces),
      IN_FOLDER(the_text_that_is_waited_for_is_found_in_both),
      IN_FOLDER(secrets_are_not_passed_on),
      IN_FOLDER(a_pipe_is_read_to_its_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
