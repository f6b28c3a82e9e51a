/* Diagnostics: one line each, whatever the text. */
#include "tests/capture.h"

#include <string.h>

#include "common/base/log.h"

enum { LINE_BYTES = 1024, TEXT_BYTES = 4096 };

/* The line that log_info writes for a text, in a program of that name. */
static const char *said(const char *program, const char *text) {
  static char line[TEXT_BYTES];
  struct capture capture;
  log_program(program);
  capture_begin(&capture, STDERR_FILENO);
  log_info("%s", text);
  return capture_end(&capture, line, sizeof line);
}

static void a_line_names_its_program_and_level(void **state) {
  (void)state;
  char lines[TEXT_BYTES];
  struct capture capture;
  log_program("tester");
  capture_begin(&capture, STDERR_FILENO);
  log_error("no port %d", 80);
  log_warning("slow");
  log_info("%s", "");
  assert_string_equal(capture_end(&capture, lines, sizeof lines), "tester: error: no port 80\n"
                                                                  "tester: warning: slow\n"
                                                                  "tester: info: \n");
}

static void a_text_of_several_lines_becomes_one(void **state) {
  (void)state;
  assert_string_equal(said("tester", "a\nb\r\nc\td"), "tester: info: a b  c\td\n");
}

static void a_text_that_just_fits_is_whole_and_a_longer_one_ends_in_dots(void **state) {
  (void)state;
  static const char head[] = "tester: info: ";
  char text[2 * LINE_BYTES];
  size_t room = LINE_BYTES - 2 - (sizeof head - 1); /* less the line end and snprintf's NUL */
  memset(text, 'x', sizeof text);

  text[room] = '\0';
  const char *line = said("tester", text);
  assert_int_equal(strlen(line), LINE_BYTES - 1);
  assert_memory_equal(line + LINE_BYTES - 5, "xxx\n", 4);

  text[room] = 'x';
  text[room + 1] = '\0';
  line = said("tester", text);
  assert_int_equal(strlen(line), LINE_BYTES - 1);
  assert_memory_equal(line, head, sizeof head - 1);
  assert_memory_equal(line + LINE_BYTES - 6, "x...\n", 5);
}

static void a_name_that_fills_the_line_leaves_it_a_line(void **state) {
  (void)state;
  static char name[2 * LINE_BYTES];
  memset(name, 'n', sizeof name - 1);
  const char *line = said(name, "unseen");
  assert_int_equal(strlen(line), LINE_BYTES - 1);
  assert_memory_equal(line + LINE_BYTES - 6, "n...\n", 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_line_names_its_program_and_level),
      cmocka_unit_test(a_text_of_several_lines_becomes_one),
      cmocka_unit_test(a_text_that_just_fits_is_whole_and_a_longer_one_ends_in_dots),
      cmocka_unit_test(a_name_that_fills_the_line_leaves_it_a_line),
  };
  return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
