/* Diagnostics: one line each, whatever they are made of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>
#include <unistd.h>

#include "common/base/log.h"

enum { LINE_BYTES = 1024, CAPTURED_BYTES = 4096 };

/* Standard error, while a test runs, is a pipe. */
struct capture {
  int saved, reading;
  char text[CAPTURED_BYTES];
};

static int setup(void **state) {
  static struct capture capture;
  int ends[2];
  fflush(stderr);
  capture.saved = dup(STDERR_FILENO);
  if (capture.saved < 0 || pipe(ends) != 0 || dup2(ends[1], STDERR_FILENO) < 0)
    return -1;
  close(ends[1]);
  capture.reading = ends[0];
  *state = &capture;
  log_program("tester");
  return 0;
}

static int teardown(void **state) {
  const struct capture *capture = *state;
  dup2(capture->saved, STDERR_FILENO);
  close(capture->saved);
  return close(capture->reading);
}

/* What was written since the last call, at least a byte. */
static const char *written(struct capture *capture) {
  ssize_t bytes = read(capture->reading, capture->text, sizeof capture->text - 1);
  capture->text[bytes > 0 ? bytes : 0] = '\0';
  return capture->text;
}

static void a_line_names_its_program_and_level(void **state) {
  struct capture *capture = *state;
  log_error("no port %d", 80);
  assert_string_equal(written(capture), "tester: error: no port 80\n");
  log_warning("slow");
  assert_string_equal(written(capture), "tester: warning: slow\n");
  log_info("%s", "");
  assert_string_equal(written(capture), "tester: info: \n");
}

static void a_text_of_several_lines_becomes_one(void **state) {
  struct capture *capture = *state;
  log_error("a\nb\r\nc\td");
  assert_string_equal(written(capture), "tester: error: a b  c\td\n");
}

static void a_text_that_just_fits_is_whole_and_a_longer_one_ends_in_dots(void **state) {
  struct capture *capture = *state;
  static const char head[] = "tester: info: ";
  char text[2 * LINE_BYTES];
  size_t room = LINE_BYTES - 2 - (sizeof head - 1); /* the line end, and snprintf's own */
  memset(text, 'x', sizeof text);

  text[room] = '\0';
  log_info("%s", text);
  const char *line = written(capture);
  assert_int_equal(strlen(line), LINE_BYTES - 1);
  assert_memory_equal(line + LINE_BYTES - 5, "xxx\n", 4);

  text[room] = 'x';
  text[room + 1] = '\0';
  log_info("%s", text);
  line = written(capture);
  assert_int_equal(strlen(line), LINE_BYTES - 1);
  assert_memory_equal(line, head, sizeof head - 1);
  assert_memory_equal(line + LINE_BYTES - 6, "x...\n", 5);
}

static void a_name_that_fills_the_line_leaves_it_a_line(void **state) {
  struct capture *capture = *state;
  static char name[2 * LINE_BYTES];
  memset(name, 'n', sizeof name - 1);
  log_program(name);
  log_info("unseen");
  const char *line = written(capture);
  assert_int_equal(strlen(line), LINE_BYTES - 1);
  assert_memory_equal(line + LINE_BYTES - 6, "n...\n", 5);
}

#define LOG_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      LOG_TEST(a_line_names_its_program_and_level),
      LOG_TEST(a_text_of_several_lines_becomes_one),
      LOG_TEST(a_text_that_just_fits_is_whole_and_a_longer_one_ends_in_dots),
      LOG_TEST(a_name_that_fills_the_line_leaves_it_a_line),
  };
  return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
