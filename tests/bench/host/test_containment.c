/* Servers that try to leave processes behind. All that a server starts inherits one end of a pipe:
 * as soon as nobody has it any more, nothing is left. */
#include "bench/host/containment.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/host/init.h"
#include "bench/measure/process_tree.h"
#include "common/base/clock.h"
#include "tests/bench/says.h"

enum { PATIENCE_MS = 20000, TEXT_BYTES = 4096 };

/* ---- what is left ---- */

static int witness, witnessed; /* the end that is read, and the one that is inherited */

static void witness_begin(void) {
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  witness = ends[0];
  witnessed = ends[1];
}

static void assert_nothing_is_left(void) {
  char byte;
  struct pollfd fd = {.fd = witness, .events = POLLIN};
  close(witnessed);
  assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
  assert_int_equal(read(witness, &byte, 1), 0);
  close(witness);
}

/* ---- servers of shell ---- */

static char *shell[] = {"sh", "-c", NULL, NULL};
static char *variables[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "NAME=made", NULL};

static struct launch launch_of(const char *script) {
  shell[2] = (char *)script;
  return (struct launch){.arguments = shell, .environment = variables, .folder = "/"};
}

static struct contained started(const char *script, enum containment containment, bool hears) {
  struct launch launch = launch_of(script);
  const struct contained_plan plan = {
      .launch = &launch, .containment = containment, .end_signal = SIGUSR1, .hears = hears};
  struct contained contained;
  struct error error = {""};
  witness_begin();
  if (contained_start(&contained, &plan, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  return contained;
}

/* Reads from the pipe until the text has come. */
static void wait_for(int read_fd, const char *text) {
  char got[TEXT_BYTES] = "";
  size_t bytes = 0;
  while (!strstr(got, text)) {
    struct pollfd fd = {.fd = read_fd, .events = POLLIN};
    if (poll(&fd, 1, PATIENCE_MS) != 1)
      fail_msg("'%s' has not come, but '%s'", text, got);
    ssize_t more = read(read_fd, got + bytes, sizeof got - 1 - bytes);
    if (more <= 0)
      fail_msg("the end has come, and '%s', but not '%s'", got, text);
    bytes += (size_t)more;
    got[bytes] = '\0';
  }
}

static int status_of(const struct contained *contained) {
  int status = -1;
  struct pollfd fd = {.fd = contained->ended_fd, .events = POLLIN};
  assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
  assert_int_equal(read(contained->ended_fd, &status, sizeof status), sizeof status);
  return status;
}

/* Runs the test in each containment that is permitted here; adoption always is. */
static void in_each(void (*test)(enum containment containment)) {
  for (int each = CONTAINMENT_NAMESPACE; each <= CONTAINMENT_ADOPTION; each++)
    if (containment_permits((enum containment)each))
      test((enum containment)each);
}

/* ---- tests ---- */

static const char stubborn[] = "trap '' TERM USR1 HUP INT; echo up; while :; do sleep 60; done";

static void stubborn_is_killed(enum containment containment) {
  struct contained contained = started(stubborn, containment, false);
  wait_for(contained.out_fd, "up");
  contained_ask_to_end(&contained);
  pid_t init = contained.init;
  contained_release(&contained);
  assert_int_equal(contained.init, 0);
  assert_int_equal(kill(init, 0), -1);
  assert_nothing_is_left();
}

static void a_server_that_ignores_signals_is_killed(void **state) {
  (void)state;
  in_each(stubborn_is_killed);
}

/* The grandchildren are in sessions of their own, their parents are gone, and one goes on starting
 * others. */
static const char scattering[] =
    "setsid sh -c 'trap \"\" TERM; sleep 60 & wait; wait' &\n"
    "(setsid sh -c 'while :; do (setsid sleep 60 &); sleep 0.01; done' &)\n"
    "(setsid sh -c 'setsid sleep 60 & exec sleep 60' &) &\n"
    "wait; sleep 60";

/* Waits until so many processes, the init among them, are there. */
static void wait_for_processes(const struct contained *contained, size_t count) {
  uint64_t deadline_ns = clock_now_ns() + PATIENCE_MS * NS_PER_MS;
  struct process_tree tree = process_tree_of(contained->init, PROCESS_BELOW);
  do {
    assert_true(process_tree_look(&tree));
    assert_true(clock_now_ns() < deadline_ns);
  } while (tree.count < count);
  process_tree_release(&tree);
}

static void scattered_are_killed(enum containment containment) {
  struct contained contained = started(scattering, containment, false);
  wait_for_processes(&contained, 10);
  contained_release(&contained);
  assert_nothing_is_left();
}

static void grandchildren_in_sessions_of_their_own_are_killed(void **state) {
  (void)state;
  in_each(scattered_are_killed);
}

static void left_are_killed(enum containment containment) {
  struct contained contained = started("(setsid sleep 60 &); exit 3", containment, false);
  int status = status_of(&contained);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
  wait_for_processes(&contained, 2);
  contained_release(&contained);
  assert_nothing_is_left();
}

static void what_a_server_leaves_is_killed(void **state) {
  (void)state;
  in_each(left_are_killed);
}

/* What it sends to its group does not come to the init. */
static void assert_session_of_its_own(const struct contained *contained) {
  struct process_tree tree = process_tree_of(contained->init, PROCESS_BELOW);
  assert_true(process_tree_look(&tree));
  assert_int_equal(getsid(tree.members[1].pid), tree.members[1].pid);
  assert_int_equal(getpgid(tree.members[1].pid), tree.members[1].pid);
  process_tree_release(&tree);
}

static void end_signal_comes(enum containment containment) {
  static const char script[] =
      "trap 'echo bye; exit 5' USR1; echo up; while :; do sleep 0.01; done";
  static const enum process_extent extents[] = {PROCESS_BELOW, PROCESS_AND_BELOW};
  for (size_t frozen = 0; frozen <= 2; frozen++) {
    struct contained contained = started(script, containment, false);
    wait_for(contained.out_fd, "up");
    assert_session_of_its_own(&contained);
    if (frozen > 0)
      assert_true(process_tree_signal(contained.init, extents[frozen - 1], SIGSTOP));
    contained_ask_to_end(&contained);
    assert_int_equal(WEXITSTATUS(status_of(&contained)), 5);
    wait_for(contained.out_fd, "bye");
    contained_ask_to_end(&contained); /* nobody is there to hear it */
    contained_release(&contained);
    assert_nothing_is_left();
  }
}

static void the_end_signal_reaches_a_server_that_is_frozen_too(void **state) {
  (void)state;
  in_each(end_signal_comes);
}

/* In a process of its own, which is killed. */
static void host_dies(enum containment containment, bool frozen) {
  int ready[2];
  char byte;
  assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
  witness_begin();
  pid_t host = fork();
  if (host == 0) {
    struct launch launch = launch_of(scattering);
    const struct contained_plan plan = {
        .launch = &launch, .containment = containment, .end_signal = SIGTERM};
    struct contained contained;
    if (contained_start(&contained, &plan, NULL) != STATUS_OK)
      _exit(1);
    wait_for_processes(&contained, 10);
    if (frozen && !process_tree_signal(contained.init, PROCESS_AND_BELOW, SIGSTOP))
      _exit(1);
    if (write(ready[1], "x", 1) != 1)
      _exit(1);
    for (;;)
      pause();
  }
  close(ready[1]);
  assert_int_equal(read(ready[0], &byte, 1), 1);
  close(ready[0]);
  assert_int_equal(kill(host, SIGKILL), 0);
  assert_int_equal(waitpid(host, NULL, 0), host);
  assert_nothing_is_left();
}

/* A host that cannot react any more, and its init. */
static void a_server_dies_with_its_init(void **state) {
  (void)state;
  int inits[2];
  pid_t init;
  assert_int_equal(pipe2(inits, O_CLOEXEC), 0);
  witness_begin();
  pid_t host = fork();
  if (host == 0) {
    struct launch launch = launch_of("exec sleep 60");
    const struct contained_plan plan = {
        .launch = &launch, .containment = CONTAINMENT_ADOPTION, .end_signal = SIGTERM};
    struct contained contained;
    if (contained_start(&contained, &plan, NULL) != STATUS_OK ||
        write(inits[1], &contained.init, sizeof contained.init) != sizeof contained.init)
      _exit(1);
    for (;;)
      pause();
  }
  assert_int_equal(read(inits[0], &init, sizeof init), sizeof init);
  close(inits[0]);
  close(inits[1]);
  assert_int_equal(kill(host, SIGSTOP), 0);
  assert_int_equal(kill(init, SIGKILL), 0);
  assert_int_equal(kill(host, SIGKILL), 0);
  assert_int_equal(waitpid(host, NULL, 0), host);
  assert_nothing_is_left();
}

static void nothing_outlives_its_host(enum containment containment) {
  host_dies(containment, false);
  host_dies(containment, true);
}

static void a_host_that_is_killed_leaves_nothing(void **state) {
  (void)state;
  in_each(nothing_outlives_its_host);
}

static void init_is_killed(enum containment containment) {
  struct contained contained = started(scattering, containment, false);
  int status;
  wait_for_processes(&contained, 10);
  assert_int_equal(kill(contained.init, SIGKILL), 0);
  struct pollfd fd = {.fd = contained.ended_fd, .events = POLLIN};
  assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
  assert_int_equal(read(contained.ended_fd, &status, sizeof status), 0);
  contained_release(&contained);
  assert_nothing_is_left();
}

static void a_killed_init_leaves_nothing(void **state) {
  (void)state;
  in_each(init_is_killed);
}

static void input_is_heard(enum containment containment) {
  struct contained contained = started("read line; echo \"$line.\" >&2; cat", containment, true);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)getpid(), contained.in_fd);
  FILE *writer = fopen(path, "w");
  assert_non_null(writer);
  fputs("hello\n", writer);
  fclose(writer);
  wait_for(contained.err_fd, "hello.");
  contained_release(&contained);
  assert_nothing_is_left();
}

static void a_server_hears_what_is_written_to_its_input(void **state) {
  (void)state;
  in_each(input_is_heard);
}

/* In a namespace the server is found at the number that it knows, elsewhere at the system's. */
static void own_proc_is_seen(enum containment containment) {
  static const char script[] =
      "read self rest < /proc/self/stat; read name < /proc/$$/comm; echo \"$$ $name $NAME.\"; cat";
  struct contained contained = started(script, containment, true);
  wait_for(contained.out_fd, containment == CONTAINMENT_ADOPTION ? " sh made." : "2 sh made.");
  contained_release(&contained);
  assert_nothing_is_left();
}

static void a_server_finds_itself_in_proc(void **state) {
  (void)state;
  in_each(own_proc_is_seen);
}

static void cannot_start(enum containment containment) {
  char *absent[] = {"no-such-program", NULL}, *here[] = {"./no-such-program", NULL};
  struct launch launches[] = {
      {.arguments = absent, .environment = variables, .folder = "/"},
      {.arguments = here, .environment = variables, .folder = "/"},
      {.arguments = shell, .environment = variables, .folder = "/nowhere"},
  };
  static const char *const says[] = {"no-such-program: no such program in PATH",
                                     "./no-such-program: No such file or directory",
                                     "\"folder\": /nowhere: No such file or directory"};
  for (size_t i = 0; i < sizeof launches / sizeof *launches; i++) {
    const struct contained_plan plan = {
        .launch = &launches[i], .containment = containment, .end_signal = SIGTERM};
    struct contained contained;
    struct error error = {""};
    assert_int_equal(contained_start(&contained, &plan, &error), STATUS_ENVIRONMENT);
    assert_says(error.text, says[i]);
    assert_int_equal(contained.init, 0);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
  }
}

static void a_program_that_is_not_there_is_told(void **state) {
  (void)state;
  in_each(cannot_start);
}

/* The init in a child that ends as programs do, so that what it ran is counted. */
static void an_init_ends_all_when_nobody_waits_for_it(void **state) {
  (void)state;
  int life[2], ended[2], report[2], out[2], status;
  witness_begin();
  assert_int_equal(pipe2(life, O_CLOEXEC) + pipe2(ended, O_CLOEXEC) + pipe2(report, O_CLOEXEC) +
                       pipe2(out, O_CLOEXEC),
                   0);
  pid_t pid = fork();
  if (pid == 0) {
    struct launch launch = launch_of("trap 'echo bye; exit 5' USR1; (setsid sleep 60 &); echo up;"
                                     "while :; do sleep 0.01; done");
    const struct init_plan plan = {.launch = &launch,
                                   .end_signal = SIGUSR1,
                                   .in_fd = -1,
                                   .out_fd = out[1],
                                   .err_fd = dup(STDERR_FILENO),
                                   .report_fd = report[1],
                                   .ended_fd = ended[1],
                                   .life_fd = life[0]};
    close(life[1]);
    exit(init_run(&plan));
  }
  close(out[1]);
  close(ended[1]);
  close(life[0]);
  wait_for(out[0], "up");
  assert_int_equal(kill(pid, SIGTERM), 0);
  wait_for(out[0], "bye");
  assert_int_equal(read(ended[0], &status, sizeof status), sizeof status);
  assert_int_equal(WEXITSTATUS(status), 5);
  close(life[1]);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_int_equal(status, 0);
  assert_nothing_is_left();
  close(out[0]);
  close(ended[0]);
  close(report[0]);
  close(report[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_server_that_ignores_signals_is_killed),
      cmocka_unit_test(grandchildren_in_sessions_of_their_own_are_killed),
      cmocka_unit_test(what_a_server_leaves_is_killed),
      cmocka_unit_test(the_end_signal_reaches_a_server_that_is_frozen_too),
      cmocka_unit_test(a_host_that_is_killed_leaves_nothing),
      cmocka_unit_test(a_server_dies_with_its_init),
      cmocka_unit_test(a_killed_init_leaves_nothing),
      cmocka_unit_test(a_server_hears_what_is_written_to_its_input),
      cmocka_unit_test(a_server_finds_itself_in_proc),
      cmocka_unit_test(a_program_that_is_not_there_is_told),
      cmocka_unit_test(an_init_ends_all_when_nobody_waits_for_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
