/* The whole life of a server: `pushbench host` in a child, with servers of shell, and this program
 * itself as a server that takes connections. */
#include "bench/host/host.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/measure/process_tree.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "documents/json_read.h"
#include "tests/bench/host/described.h"
#include "tests/loopback.h"

enum { PATIENCE_MS = 20000, TEXT_BYTES = 8192 };

/* ---- a server ---- */

/* Burns so much of it. */
static void burn(uint64_t ms) {
  struct timespec cpu;
  do
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
  while ((uint64_t)cpu.tv_sec * NS_PER_S + (uint64_t)cpu.tv_nsec < ms * NS_PER_MS);
}

/* It burns 100 ms, and then its child does. It does not hear SIGTERM. */
__attribute__((noreturn)) static void burn_twice(void) {
  signal(SIGTERM, SIG_IGN);
  burn(100);
  if (fork() == 0) {
    burn(100);
    dprintf(STDOUT_FILENO, "up and running\n");
  }
  for (;;)
    pause();
}

/* `serve PORT burn`. `serve PORT STATUS`: answers every request with that status. `serve PORT
 * input`: prints what comes on its standard input. */
static int serve(char **argv) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int yes = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
  char text[1024], answer[128];
  address.sin_port = htons((uint16_t)strtol(argv[2], NULL, 10));
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (const struct sockaddr *)&address, sizeof address) != 0 ||
      listen(listener, 8) != 0)
    return 7;
  if (strcmp(argv[3], "burn") == 0)
    burn_twice();
  if (strcmp(argv[3], "input") == 0) {
    ssize_t got = read(STDIN_FILENO, text, sizeof text);
    return got <= 0 || write(STDOUT_FILENO, text, (size_t)got) != got;
  }
  snprintf(answer, sizeof answer, "HTTP/1.1 %s x\r\nContent-Length: 0\r\n\r\n", argv[3]);
  for (;;) {
    int peer = accept(listener, NULL, NULL);
    if (read(peer, text, sizeof text) > 0 && write(peer, answer, strlen(answer)) < 0)
      return 8;
    close(peer);
  }
}

static const char *self(void) {
  static char path[512];
  ssize_t bytes = readlink("/proc/self/exe", path, sizeof path - 1);
  path[bytes > 0 ? bytes : 0] = '\0';
  return path;
}

/* ---- the child ---- */

struct hosted {
  pid_t pid;
  int out_fd, err_fd, witness; /* nobody has the witness's other end once nothing is left */
  char out[TEXT_BYTES], err[TEXT_BYTES];
  json_t *line; /* of standard output */
  int status;   /* with which it ended */
  struct rusage usage;
};

static void child_run(const char *server, const struct host_request *request) {
  struct target_description description = described(server);
  struct error error = {""};
  log_program("pushbench");
  enum status status = host_run(&description, request, &error);
  target_release(&description);
  if (status != STATUS_OK)
    log_error("%s", error.text);
  exit((int)status);
}

static struct hosted hosted_begin(const char *server, struct host_request request) {
  struct hosted hosted = {.line = NULL};
  int out[2], err[2], witness[2];
  assert_int_equal(pipe2(out, O_CLOEXEC) + pipe2(err, O_CLOEXEC) + pipe(witness), 0);
  fflush(stdout);
  hosted.pid = fork();
  if (hosted.pid == 0) {
    close(witness[0]);
    dup2(out[1], STDOUT_FILENO);
    dup2(err[1], STDERR_FILENO);
    child_run(server, &request);
  }
  close(out[1]);
  close(err[1]);
  close(witness[1]);
  hosted.out_fd = out[0];
  hosted.err_fd = err[0];
  hosted.witness = witness[0];
  return hosted;
}

/* Reads until the text has `part`, or its end has come where that is NULL. */
static void text_read(int read_fd, char *text, const char *part) {
  size_t bytes = strlen(text);
  while (!part || !strstr(text, part)) {
    struct pollfd fd = {.fd = read_fd, .events = POLLIN};
    if (poll(&fd, 1, PATIENCE_MS) != 1)
      fail_msg("'%s' does not come behind:\n%s", part ? part : "the end", text);
    ssize_t got = read(read_fd, text + bytes, TEXT_BYTES - 1 - bytes);
    if (got <= 0 && part)
      fail_msg("the end came without '%s', after:\n%s", part, text);
    if (got <= 0)
      return;
    bytes += (size_t)got;
    text[bytes] = '\0';
  }
}

static void wait_for_ready(struct hosted *hosted) {
  struct pollfd fd = {.fd = hosted->out_fd, .events = POLLIN};
  assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
  ssize_t got = read(hosted->out_fd, hosted->out, sizeof hosted->out - 1);
  if (got <= 0)
    text_read(hosted->err_fd, hosted->err, NULL);
  if (got <= 0)
    fail_msg("it was not ready:\n%s", hosted->err);
  assert_int_equal(hosted->out[got - 1], '\n');
  hosted->line = json_read_text(hosted->out, (size_t)got, 0, NULL);
  assert_non_null(hosted->line);
  assert_true(json_is_true(json_object_get(hosted->line, "ready")));
}

/* Waits for its end, and checks that nothing is left. */
static void wait_for_end(struct hosted *hosted, int expected) {
  char byte;
  struct pollfd fd = {.fd = hosted->witness, .events = POLLIN};
  text_read(hosted->out_fd, hosted->out, NULL);
  text_read(hosted->err_fd, hosted->err, NULL);
  assert_int_equal(wait4(hosted->pid, &hosted->status, 0, &hosted->usage), hosted->pid);
  assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
  assert_int_equal(read(hosted->witness, &byte, 1), 0);
  if (!WIFEXITED(hosted->status) || WEXITSTATUS(hosted->status) != expected)
    fail_msg("it ended with %x:\n%s", hosted->status, hosted->err);
}

static void hosted_release(struct hosted *hosted) {
  close(hosted->out_fd);
  close(hosted->err_fd);
  close(hosted->witness);
  json_decref(hosted->line);
}

static json_int_t whole(const struct hosted *hosted, const char *member) {
  return json_integer_value(json_object_get(hosted->line, member));
}

/* Its one line on standard error is the last one. */
static void assert_fails(const char *server, struct host_request request, int status,
                         const char *says) {
  struct hosted hosted = hosted_begin(server, request);
  wait_for_end(&hosted, status);
  assert_string_equal(hosted.out, "");
  const char *line = strstr(hosted.err, "pushbench: error: ");
  assert_says(line, says);
  assert_string_equal(strchr(line, '\n'), "\n");
  hosted_release(&hosted);
}

/* Every containment that is permitted here. */
static void in_each(void (*test)(struct host_request request)) {
  for (int each = CONTAINMENT_NAMESPACE; each <= CONTAINMENT_ADOPTION; each++)
    if (containment_permits((enum containment)each))
      test((struct host_request){.containment = (enum containment)each});
}

static const struct host_request adopting = {.containment = CONTAINMENT_ADOPTION};

/* "server" with a script of the shell, which has no apostrophes, and more keys. */
static const char *shell(const char *script, const char *keys) {
  static char text[2048];
  snprintf(text, sizeof text, "\"server\": {\"command\": [\"sh\", \"-c\", \"%s\", \"{port}\"]%s}",
           script, keys);
  return text;
}

static const char *served(const char *what, const char *keys) {
  static char text[2048];
  snprintf(text, sizeof text,
           "\"server\": {\"command\": [\"%s\", \"serve\", \"{port}\", \"%s\"]%s}", self(), what,
           keys);
  return text;
}

#define BY_LINE ", \"ready\": {\"line\": \"up and\"}"

/* ---- ready, and the end ---- */

static void line_tells(struct host_request request) {
  struct hosted hosted =
      hosted_begin(shell("echo before >&2; echo up and running; sleep 60", BY_LINE), request);
  wait_for_ready(&hosted);
  json_int_t port = whole(&hosted, "port");
  char url[64];
  snprintf(url, sizeof url, "http://127.0.0.1:%d", (int)port);
  assert_true(port > 1023);
  assert_int_equal(json_integer_value(json_object_get(json_object_get(hosted.line, "ports"), "")),
                   port);
  assert_string_equal(json_string_value(json_object_get(hosted.line, "host")), "127.0.0.1");
  assert_string_equal(json_string_value(json_object_get(hosted.line, "url")), url);
  assert_true(json_is_true(json_object_get(hosted.line, "init")));
  assert_true(json_is_null(json_object_get(hosted.line, "input")));
  struct process_tree tree = process_tree_of((pid_t)whole(&hosted, "pid"), PROCESS_BELOW);
  assert_true(process_tree_look(&tree));
  assert_true(tree.count >= 2);
  process_tree_release(&tree);
  assert_int_equal(kill(hosted.pid, SIGTERM), 0);
  wait_for_end(&hosted, STATUS_OK);
  assert_says(hosted.err, "before\n");
  assert_says(hosted.err, "up and running\n");
  assert_says_not(hosted.err, "pushbench");
  hosted_release(&hosted);
}

static void a_line_tells_that_it_is_ready(void **state) {
  (void)state;
  in_each(line_tells);
}

static void a_port_or_an_answer_tells_that_it_is_ready(void **state) {
  (void)state;
  static const char *const keys[] = {"", ", \"ready\": {\"port\": true}",
                                     ", \"ready\": {\"get\": \"/x\"}"};
  static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    struct hosted hosted = hosted_begin(served("204", keys[i]), adopting);
    wait_for_ready(&hosted);
    close(loopback_connect((uint16_t)whole(&hosted, "port")));
    assert_int_equal(kill(hosted.pid, signals[i]), 0);
    wait_for_end(&hosted, STATUS_OK);
    assert_string_equal(hosted.err, ""); /* SIGTERM was not blocked */
    hosted_release(&hosted);
  }
}

static void a_server_comes_back_at_the_same_port(void **state) {
  (void)state;
  char ports[16];
  struct hosted first = hosted_begin(served("200", ""), adopting);
  wait_for_ready(&first);
  int user = loopback_connect((uint16_t)whole(&first, "port"));
  assert_true(process_tree_signal((pid_t)whole(&first, "pid"), PROCESS_AND_BELOW, SIGKILL));
  wait_for_end(&first, STATUS_ENVIRONMENT);
  assert_says(first.err, "pushbench: error: the server was killed with all of its processes: ");
  snprintf(ports, sizeof ports, "=%d", (int)whole(&first, "port"));
  struct hosted second = hosted_begin(served("200", ""), (struct host_request){
                                                             .ports = ports,
                                                             .containment = CONTAINMENT_ADOPTION,
                                                         });
  wait_for_ready(&second);
  assert_int_equal(whole(&second, "port"), whole(&first, "port"));
  close(user);
  kill(second.pid, SIGTERM);
  wait_for_end(&second, STATUS_OK);
  hosted_release(&first);
  hosted_release(&second);
}

static double usage_s(const struct hosted *hosted) {
  const struct timeval *user = &hosted->usage.ru_utime, *kernel = &hosted->usage.ru_stime;
  return (double)(user->tv_sec + kernel->tv_sec) + (double)(user->tv_usec + kernel->tv_usec) / 1e6;
}

static void killed_server_is_paid(struct host_request request) {
  for (int by_host = 0; by_host < 2; by_host++) {
    struct hosted hosted = hosted_begin(served("burn", BY_LINE ", \"end_s\": 0.2"), request);
    wait_for_ready(&hosted);
    if (by_host)
      kill(hosted.pid, SIGTERM);
    else
      assert_true(process_tree_signal((pid_t)whole(&hosted, "pid"), PROCESS_BELOW, SIGKILL));
    wait_for_end(&hosted, by_host ? STATUS_OK : STATUS_ENVIRONMENT);
    assert_says(hosted.err, by_host ? "was killed\n" : "the server ended by signal 9 (Killed): ");
    assert_true(usage_s(&hosted) >= 0.19);
    hosted_release(&hosted);
  }
}

static void what_a_killed_server_took_is_known(void **state) {
  (void)state;
  in_each(killed_server_is_paid);
}

static void its_input_can_be_written(void **state) {
  (void)state;
  char server[2200];
  snprintf(server, sizeof server, "%s, \"publish\": {\"input\": \"{message}\\n\"}",
           served("input", ""));
  struct hosted hosted = hosted_begin(server, adopting);
  wait_for_ready(&hosted);
  FILE *input = fopen(json_string_value(json_object_get(hosted.line, "input")), "w");
  assert_non_null(input);
  fputs("a message\n", input);
  fclose(input);
  wait_for_end(&hosted, STATUS_ENVIRONMENT);
  assert_says(hosted.err, "a message\n");
  assert_says(hosted.err, "pushbench: error: the server ended with code 0: see above\n");
  hosted_release(&hosted);
}

/* ---- servers that do not do what they should ---- */

static void ends_at_once(struct host_request request) {
  assert_fails(shell("echo no such module >&2; exit 3", BY_LINE), request, STATUS_ENVIRONMENT,
               "the server ended with code 3 before it was ready: see above");
  assert_fails(shell("kill -9 $$", BY_LINE), request, STATUS_ENVIRONMENT,
               "the server ended by signal 9 (Killed) before it was ready: it wrote nothing");
}

static void a_server_that_ends_at_once_is_told(void **state) {
  (void)state;
  in_each(ends_at_once);
}

static void daemon_is_refused(struct host_request request) {
  assert_fails(shell("(setsid sleep 60 &); sleep 0.2; exit 0", BY_LINE), request,
               STATUS_ENVIRONMENT, " which was ended: it has to stay in the foreground");
}

static void a_server_that_goes_into_the_background_is_told(void **state) {
  (void)state;
  in_each(daemon_is_refused);
}

static void end_is_told(struct host_request request) {
  struct hosted hosted =
      hosted_begin(shell("(setsid sleep 60 &); (setsid sleep 60 &); echo up and; read line; exit 4",
                         BY_LINE "}, \"publish\": {\"input\": \"x\""),
                   request);
  wait_for_ready(&hosted);
  FILE *input = fopen(json_string_value(json_object_get(hosted.line, "input")), "w");
  fputs("go\n", input);
  fclose(input);
  wait_for_end(&hosted, STATUS_ENVIRONMENT);
  assert_says(hosted.err, "the server ended with code 4 and left 2 processes (");
  assert_says(hosted.err, "), which were ended: see above\n");
  hosted_release(&hosted);
}

static void a_server_that_ends_later_is_told(void **state) {
  (void)state;
  in_each(end_is_told);
}

static void stubborn_is_killed(struct host_request request) {
  struct hosted hosted = hosted_begin(
      shell("trap : TERM HUP; (setsid sleep 60 &); echo up and; while :; do sleep 60; done",
            BY_LINE ", \"end\": \"SIGHUP\", \"end_s\": 0.05"),
      request);
  wait_for_ready(&hosted);
  kill(hosted.pid, SIGTERM);
  wait_for_end(&hosted, STATUS_OK);
  assert_says(hosted.err, "pushbench: warning: the server did not end 0.05 s after signal 1 "
                          "(Hangup) and was killed\n");
  hosted_release(&hosted);
}

static void a_server_that_does_not_end_is_killed(void **state) {
  (void)state;
  in_each(stubborn_is_killed);
}

static void a_second_signal_kills_at_once(void **state) {
  (void)state;
  struct hosted hosted =
      hosted_begin(shell("trap \\\"echo asked\\\" TERM; echo up and; while :; do sleep 0.01; done",
                         BY_LINE ", \"end_s\": 3000"),
                   adopting);
  wait_for_ready(&hosted);
  kill(hosted.pid, SIGINT);
  text_read(hosted.err_fd, hosted.err, "asked");
  kill(hosted.pid, SIGINT);
  wait_for_end(&hosted, STATUS_OK);
  assert_says_not(hosted.err, "warning");
  hosted_release(&hosted);
}

static void late_is_told(struct host_request request) {
  assert_fails(
      shell("echo one; echo two; sleep 60", BY_LINE ", \"ready_s\": 0.5"), request,
      STATUS_ENVIRONMENT,
      "the server was not ready after 0.5 s: no line has 'up and' (a program may hold back "
      "lines that it writes to a pipe); its last line: 'two'");
  assert_fails(shell("sleep 60", ", \"ready_s\": 0.5"), request, STATUS_ENVIRONMENT,
               "takes no connections: Connection refused; it wrote nothing");
}

static void a_server_that_is_never_ready_is_told(void **state) {
  (void)state;
  in_each(late_is_told);
  assert_fails(served("503", ", \"ready\": {\"get\": \"/x\"}, \"ready_s\": 1"), adopting,
               STATUS_ENVIRONMENT, "after 1 s: GET /x: answered 'HTTP/1.1 503'; it wrote nothing");
}

static void a_signal_before_it_is_ready_ends_it(void **state) {
  (void)state;
  struct hosted hosted = hosted_begin(
      shell("trap \\\"echo bye; exit\\\" TERM; echo so far; while :; do sleep 0.01; done",
            BY_LINE ", \"ready_s\": 3000"),
      adopting);
  text_read(hosted.err_fd, hosted.err, "so far");
  kill(hosted.pid, SIGTERM);
  wait_for_end(&hosted, STATUS_OK);
  assert_says(hosted.err, "bye\n");
  assert_string_equal(hosted.out, "");
  hosted_release(&hosted);
}

static void what_cannot_be_started_is_told(void **state) {
  (void)state;
  char server[256], ports[16];
  assert_fails("\"server\": {\"command\": [\"no-such-server\", \"{port}\"]}", adopting,
               STATUS_ENVIRONMENT,
               "made.json:2: server: \"command\": no-such-server: no such program in PATH");
  assert_fails("\"server\": {\"command\": [\"sh\", \"{port}\"], \"folder\": \"absent\"}", adopting,
               STATUS_ENVIRONMENT, "absent: No such file or directory");
  assert_fails("\"server\": {\"command\": [\"sh\"]}", adopting, STATUS_USAGE, "it has no {port}");
  assert_fails("\"server\": {\"command\": [\"sh\", \"{port}\"], \"ready\": {\"get\": \"/\"}}, "
               "\"url\": \"https://127.0.0.1:{port}\"",
               adopting, STATUS_USAGE, "a GET is not possible over https");
  int listener = loopback_listen();
  snprintf(ports, sizeof ports, "=%u", loopback_port_of(listener));
  snprintf(server, sizeof server, "port %u of 127.0.0.1 is taken", loopback_port_of(listener));
  assert_fails(shell("sleep 60", ""),
               (struct host_request){.ports = ports, .containment = CONTAINMENT_ADOPTION},
               STATUS_ENVIRONMENT, server);
  close(listener);
  assert_fails(shell("sleep 60", ""),
               (struct host_request){.ports = "api=1", .containment = CONTAINMENT_ADOPTION},
               STATUS_USAGE, "no {port.api}");
}

static void secrets_are_in_no_error(void **state) {
  (void)state;
  made_file_write("secrets.json", "{\"key\": \"hunter2\"}");
  assert_fails("\"secrets\": \"secrets.json\", "
               "\"server\": {\"command\": [\"./{secret.key}\", \"{port}\"]}",
               adopting, STATUS_ENVIRONMENT, "./{secret.key}: No such file or directory");
  assert_fails("\"secrets\": \"secrets.json\", \"server\": {\"command\": [\"sh\", \"-c\", \"echo "
               "{secret.key}; sleep 60\", \"{port}\"], \"ready_s\": 0.5}",
               adopting, STATUS_ENVIRONMENT, "its last line: '{secret.key}'");
}

/* ---- servers that run already ---- */

static void a_server_that_runs_already_is_only_found(void **state) {
  (void)state;
  char server[256], pid[16];
  int listener = loopback_listen();
  for (int with_pid = 0; with_pid < 2; with_pid++) {
    snprintf(pid, sizeof pid, "%d\n", (int)getpid());
    made_file_write("server.pid", pid);
    snprintf(server, sizeof server, "\"url\": \"http://localhost:%u\"%s",
             loopback_port_of(listener), with_pid ? ", \"pid_file\": \"server.pid\"" : "");
    struct hosted hosted = hosted_begin(server, adopting);
    wait_for_ready(&hosted);
    assert_int_equal(whole(&hosted, "port"), loopback_port_of(listener));
    assert_int_equal(whole(&hosted, "pid"), with_pid ? getpid() : 0);
    assert_true(json_is_null(json_object_get(hosted.line, "pid")) || with_pid);
    assert_true(json_is_false(json_object_get(hosted.line, "init")));
    kill(hosted.pid, SIGTERM);
    wait_for_end(&hosted, STATUS_OK);
    hosted_release(&hosted);
  }
  close(listener);
}

static void a_server_that_does_not_run_is_told(void **state) {
  (void)state;
  static const struct {
    const char *text, *says;
  } files[] = {{"", "it is empty"},
               {"x", "it has no process id"},
               {"0", "it has no process id"},
               {"99999999999", "it has no process id"},
               {"2147483600", "there is no process 2147483600"}};
  char server[256];
  int listener = loopback_listen();
  unsigned port = loopback_port_of(listener);
  snprintf(server, sizeof server, "\"url\": \"http://127.0.0.1:%u\", \"pid_file\": \"a.pid\"",
           port);
  assert_fails(server, adopting, STATUS_ENVIRONMENT, "a.pid: No such file or directory");
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    made_file_write("a.pid", files[i].text);
    assert_fails(server, adopting, STATUS_ENVIRONMENT, files[i].says);
  }
  close(listener);
  assert_fails(server, adopting, STATUS_ENVIRONMENT,
               "nobody takes connections at http://127.0.0.1:");
  assert_fails("\"url\": \"http://192.0.2.1:80\"", adopting, STATUS_USAGE,
               "its server is on another host: --remote if that is meant");
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(a_line_tells_that_it_is_ready),
      IN_FOLDER(a_port_or_an_answer_tells_that_it_is_ready),
      IN_FOLDER(a_server_comes_back_at_the_same_port),
      IN_FOLDER(what_a_killed_server_took_is_known),
      IN_FOLDER(its_input_can_be_written),
      IN_FOLDER(a_server_that_ends_at_once_is_told),
      IN_FOLDER(a_server_that_goes_into_the_background_is_told),
      IN_FOLDER(a_server_that_ends_later_is_told),
      IN_FOLDER(a_server_that_does_not_end_is_killed),
      IN_FOLDER(a_second_signal_kills_at_once),
      IN_FOLDER(a_server_that_is_never_ready_is_told),
      IN_FOLDER(a_signal_before_it_is_ready_ends_it),
      IN_FOLDER(what_cannot_be_started_is_told),
      IN_FOLDER(secrets_are_in_no_error),
      IN_FOLDER(a_server_that_runs_already_is_only_found),
      IN_FOLDER(a_server_that_does_not_run_is_told),
  };
  if (argc == 4 && strcmp(argv[1], "serve") == 0)
    return serve(argv);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
