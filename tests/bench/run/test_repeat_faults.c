/* The faults that the runner carries out on the server's process itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/run/repeat_state.h"
#include "common/base/clock.h"

enum {
  GIVE_UP_S = 10,
  NO_PROCESS = INT32_MAX, /* above the kernel's greatest number, 2^22 */
};

static const struct faults freeze = {
    .items = {{.kind = FAULT_FREEZE_SERVER, .at_s = 1, .for_s = 2, .share = 1}}, .count = 1};

/* A process that waits. It ends by itself where no signal of ours stops it. */
static pid_t process_made(void) {
  pid_t child = fork();
  if (child == 0) {
    alarm(GIVE_UP_S);
    for (;;)
      pause();
  }
  return child;
}

static const struct cell own_server = {.target = NULL};
static const struct repeat_plan plan = {.cell = &own_server};

static int next_change(pid_t pid) {
  int change = 0;
  assert_int_equal(waitpid(pid, &change, WUNTRACED | WCONTINUED), pid);
  return change;
}

static void a_frozen_server_is_stopped_and_then_continued(void **state) {
  (void)state;
  struct repeat repeat = {.plan = &plan,
                          .faults = {.faults = &freeze},
                          .server = {.pid = process_made(), .started = true}};
  const uint64_t start_ns = 5 * NS_PER_S;
  int change;
  assert_true(repeat.server.pid > 0);
  faults_begin(&repeat, start_ns);
  faults_act(&repeat, start_ns + NS_PER_S - 1);
  assert_int_equal(waitpid(repeat.server.pid, &change, WNOHANG | WUNTRACED), 0);
  faults_act(&repeat, start_ns + NS_PER_S);
  change = next_change(repeat.server.pid);
  assert_true(WIFSTOPPED(change));
  assert_int_equal(WSTOPSIG(change), SIGSTOP);
  faults_act(&repeat, start_ns + 3 * NS_PER_S);
  assert_true(WIFCONTINUED(next_change(repeat.server.pid)));
  assert_string_equal(repeat.measurement.failure, "");
  kill(repeat.server.pid, SIGKILL);
  assert_true(WIFSIGNALED(next_change(repeat.server.pid)));
}

static void a_server_that_cannot_be_stopped_fails_the_repeat(void **state) {
  (void)state;
  struct repeat repeat = {
      .plan = &plan, .faults = {.faults = &freeze}, .server = {.pid = NO_PROCESS}};
  faults_begin(&repeat, NS_PER_S);
  faults_act(&repeat, 2 * NS_PER_S);
  assert_string_equal(repeat.measurement.failure,
                      "the server could not be stopped: No such process");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_frozen_server_is_stopped_and_then_continued),
      cmocka_unit_test(a_server_that_cannot_be_stopped_fails_the_repeat),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
