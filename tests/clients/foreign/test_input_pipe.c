/* Messages to a program's standard input. */
#include "tests/clients/fixture_loop.h"
#include "tests/documents/files_made.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#include "clients/foreign/input_pipe.h"
#include "documents/target_load.h"

static struct loop *loop;
static struct target_description description;
static struct target_ports ports;
static struct input_pipe *opened;
static struct error error;
static char path[80];

static int set_up(void **state) {
  description = (struct target_description){.path = NULL};
  ports = (struct target_ports){.numbers = {0}};
  opened = NULL;
  error = (struct error){""};
  return loop_create(&loop, NULL) == STATUS_OK ? files_begin(state) : -1;
}

static int tear_down(void **state) {
  input_pipe_close(opened);
  target_release(&description);
  loop_destroy(loop);
  return files_end(state);
}

/* `command`: a member and a comma, or "". */
static void load(const char *command) {
  char text[512];
  snprintf(text, sizeof text,
           "{\"server\": {\"command\": [\"true\", \"{port.api}\"]}, \"protocol\": \"plain\", "
           "\"transports\": {\"websocket\": {\"url\": \"/\"}}, \"publish\": {%s\"input\": "
           "\"{message}\\n\"}}",
           command);
  if (target_load(&description, file_make("made.json", text), &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

static enum status open_pipe(const char *input) {
  return input_pipe_open(loop, &description, &ports, input, &opened, &error);
}

/* A pipe with a name; removed by the test. */
static void fifo_make(void) {
  snprintf(path, sizeof path, "%.60s/input", files_folder);
  assert_int_equal(mkfifo(path, 0600), 0);
}

static void bytes_come_in_order(void **state) {
  (void)state;
  char text[16] = "";
  load("");
  fifo_make();
  int end = open(path, O_RDONLY | O_NONBLOCK);
  assert_int_equal(open_pipe(path), STATUS_OK);
  assert_true(input_pipe_write(opened, "one\n", 4));
  assert_true(input_pipe_write(opened, "two\n", 4));
  assert_int_equal(read(end, text, sizeof text), 8);
  assert_memory_equal(text, "one\ntwo\n", 8);
  close(end);
  unlink(path);
}

struct slow_reader {
  int end;
  uint64_t bytes;
};

static bool all_is_read(void *owner) {
  struct slow_reader *reader = owner;
  static char text[4096];
  ssize_t got = read(reader->end, text, sizeof text);
  for (ssize_t i = 0; i < got; i++)
    assert_int_equal(text[i], 'a' + (int)((reader->bytes + (uint64_t)i) / 1000 % 26));
  reader->bytes += got > 0 ? (uint64_t)got : 0;
  return reader->bytes == UINT64_C(400000);
}

static void what_a_slow_program_does_not_take_waits(void **state) {
  (void)state;
  char line[1000];
  load("");
  fifo_make();
  struct slow_reader reader = {.end = open(path, O_RDONLY | O_NONBLOCK)};
  assert_int_equal(open_pipe(path), STATUS_OK);
  for (int i = 0; i < 400; i++) { /* more than a pipe holds */
    memset(line, 'a' + i % 26, sizeof line);
    assert_true(input_pipe_write(opened, line, sizeof line));
  }
  run_until(loop, all_is_read, &reader);
  close(reader.end);
  unlink(path);
}

static void a_program_that_has_ended_is_told_and_may_come_again(void **state) {
  (void)state;
  char text[8] = "";
  load("");
  fifo_make();
  signal(SIGPIPE, SIG_IGN); /* as the program does */
  int end = open(path, O_RDONLY | O_NONBLOCK);
  assert_int_equal(open_pipe(path), STATUS_OK);
  close(end);
  assert_false(input_pipe_write(opened, "lost\n", 5));
  assert_false(input_pipe_write(opened, "lost\n", 5)); /* nobody has opened it */
  end = open(path, O_RDONLY | O_NONBLOCK);
  assert_true(input_pipe_write(opened, "new\n", 4));
  assert_int_equal(read(end, text, sizeof text), 4);
  close(end);
  unlink(path);
}

static void a_program_of_its_own_is_started_and_ended(void **state) {
  (void)state;
  char command[256], text[64] = "";
  snprintf(path, sizeof path, "%.60s/written", files_folder);
  snprintf(command, sizeof command,
           "\"command\": [\"sh\", \"-c\", \"echo port $1 >%s; exec cat >>%s\", \"sh\", "
           "\"{port.api}\"],",
           path, path);
  load(command);
  ports.numbers[0] = 4712;
  assert_int_equal(open_pipe(""), STATUS_OK);
  assert_true(input_pipe_write(opened, "one\n", 4));
  input_pipe_close(opened); /* it reads to the end */
  opened = NULL;
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  size_t count = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  unlink(path);
  assert_int_equal(count, strlen("port 4712\none\n"));
  assert_string_equal(text, "port 4712\none\n");
}

static void a_program_that_does_not_end_is_killed(void **state) {
  (void)state;
  load("\"command\": [\"sleep\", \"600\"],");
  assert_int_equal(open_pipe(""), STATUS_OK);
  uint64_t before_ns = clock_now_ns();
  input_pipe_close(opened);
  opened = NULL;
  assert_true(clock_now_ns() - before_ns < 30 * NS_PER_S);
}

static void what_cannot_be_opened_is_an_error(void **state) {
  (void)state;
  load("");
  assert_int_equal(open_pipe(""), STATUS_USAGE);
  assert_non_null(strstr(error.text, "made.json publishes by the server's standard input: "
                                     "--target-input PATH"));
  assert_int_equal(open_pipe("/nonexistent/input"), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "cannot write to /nonexistent/input: No such file or directory");
  target_release(&description);
  load("\"command\": [\"/nonexistent/program\"],");
  assert_int_equal(open_pipe(""), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "cannot start /nonexistent/program: No such file or directory");
  target_release(&description);
  load("\"command\": [\"cat\", \"{port.api}\"],");
  assert_int_equal(open_pipe(""), STATUS_USAGE); /* its port is not known */
  assert_non_null(strstr(error.text, "publish.command[1]: unknown variable {port.api}"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(bytes_come_in_order),
      TEST(what_a_slow_program_does_not_take_waits),
      TEST(a_program_that_has_ended_is_told_and_may_come_again),
      TEST(a_program_of_its_own_is_started_and_ended),
      TEST(a_program_that_does_not_end_is_killed),
      TEST(what_cannot_be_opened_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
