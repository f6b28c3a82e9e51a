/* Lines of standard input, and the signal that ends the waiting. */
#include "tests/servers/fixture.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>

#include "servers/control/commands.h"

enum { LINE_BYTES = 256, LINES_MAX = 4 };

struct stage {
  sigset_t signals;
  int saved, writing; /* the former standard input, and the other end of the present one */
  char lines[LINES_MAX][LINE_BYTES];
  size_t count;
};

static int setup(void **state) {
  static struct stage stage;
  int ends[2];
  if (pipe(ends) != 0)
    return -1;
  stage = (struct stage){.saved = dup(STDIN_FILENO), .writing = ends[1]};
  dup2(ends[0], STDIN_FILENO);
  close(ends[0]);
  sigemptyset(&stage.signals);
  sigaddset(&stage.signals, SIGUSR1);
  sigaddset(&stage.signals, SIGALRM);
  *state = &stage;
  return pthread_sigmask(SIG_BLOCK, &stage.signals, NULL);
}

static int teardown(void **state) {
  const struct stage *stage = *state;
  const struct timespec at_once = {0};
  if (stage->writing >= 0)
    close(stage->writing);
  if (stage->saved >= 0)
    dup2(stage->saved, STDIN_FILENO);
  else
    close(STDIN_FILENO);
  close(stage->saved);
  while (sigtimedwait(&stage->signals, NULL, &at_once) > 0) {
  }
  return 0;
}

/* Records the line; the line "end" sends the signal. */
static void on_line(void *context, const char *line) {
  struct stage *stage = context;
  assert_true(stage->count < LINES_MAX && strlen(line) < LINE_BYTES);
  snprintf(stage->lines[stage->count++], LINE_BYTES, "%s", line);
  if (strcmp(line, "end") == 0)
    raise(SIGUSR1);
}

static void say(const struct stage *stage, const char *text) {
  assert_int_equal(write(stage->writing, text, strlen(text)), strlen(text));
}

static void each_whole_line_is_handed_out_without_its_end(void **state) {
  struct stage *stage = *state;
  say(stage, "flood on 1 500\n\nend\nhalf a li");
  commands_wait(&stage->signals, on_line, stage);
  assert_int_equal(stage->count, 3);
  assert_string_equal(stage->lines[0], "flood on 1 500");
  assert_string_equal(stage->lines[1], "");
  assert_string_equal(stage->lines[2], "end");
}

/* The second read(2) gets the bytes after the first 256. */
static void a_line_that_comes_in_two_readings_is_one(void **state) {
  struct stage *stage = *state;
  char text[LINE_BYTES + 16];
  memset(text, 'a', sizeof text);
  text[LINE_BYTES - 4] = '\n';
  memcpy(text + LINE_BYTES - 3, "first half\nend\n", 16);
  say(stage, text);
  commands_wait(&stage->signals, on_line, stage);
  assert_int_equal(stage->count, 3);
  assert_int_equal(strlen(stage->lines[0]), LINE_BYTES - 4);
  assert_string_equal(stage->lines[1], "first half");
}

static void a_line_that_is_too_long_is_no_command_and_the_next_one_is(void **state) {
  struct stage *stage = *state;
  char text[2 * LINE_BYTES];
  memset(text, 'a', sizeof text);
  memcpy(text + LINE_BYTES + 9, "\nend\n", 6);
  say(stage, text);
  commands_wait(&stage->signals, on_line, stage);
  assert_int_equal(stage->count, 1);
  assert_string_equal(stage->lines[0], "end");
}

static void after_the_end_of_input_the_signal_is_still_waited_for(void **state) {
  struct stage *stage = *state;
  const struct itimerval soon = {.it_value = {.tv_usec = 20000}};
  say(stage, "last\ncut");
  close(stage->writing);
  stage->writing = -1;
  assert_int_equal(setitimer(ITIMER_REAL, &soon, NULL), 0);
  commands_wait(&stage->signals, on_line, stage);
  assert_int_equal(stage->count, 1);
  assert_string_equal(stage->lines[0], "last");
}

static void standard_input_is_not_read_without_a_callback(void **state) {
  struct stage *stage = *state;
  char byte = 0;
  say(stage, "x\n");
  raise(SIGUSR1);
  commands_wait(&stage->signals, NULL, NULL);
  assert_int_equal(read(STDIN_FILENO, &byte, 1), 1);
  assert_int_equal(byte, 'x');
}

#define COMMANDS_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      COMMANDS_TEST(each_whole_line_is_handed_out_without_its_end),
      COMMANDS_TEST(a_line_that_comes_in_two_readings_is_one),
      COMMANDS_TEST(a_line_that_is_too_long_is_no_command_and_the_next_one_is),
      COMMANDS_TEST(after_the_end_of_input_the_signal_is_still_waited_for),
      COMMANDS_TEST(standard_input_is_not_read_without_a_callback),
  };
  return cmocka_run_group_tests_name("commands", tests, NULL, NULL);
}
