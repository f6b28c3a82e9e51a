/* Child processes (of /bin/sh): their output, their end, their status. */
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/measure/proc_file.h"
#include "bench/measure/process.h"
#include "bench/measure/sampler.h"
#include "common/base/clock.h"

enum { PATIENCE_S = 20 };

static char lines[256];

static void line_keep(void *context, const char *line) {
  (void)context;
  strncat(lines, line, sizeof lines - strlen(lines) - 1);
  strncat(lines, "|", sizeof lines - strlen(lines) - 1);
}

static void start(struct process *process, const char *script, const char *log_path) {
  char *arguments[] = {"sh", "-c", (char *)script, NULL};
  const struct process_plan plan = {
      .program = "/bin/sh", .arguments = arguments, .cpu = -1, .log_path = log_path};
  struct error error = {""};
  *lines = '\0';
  if (process_start(process, &plan, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

static void poll_once(struct process *process) {
  struct pollfd fds[] = {{.fd = process->out_fd, .events = POLLIN},
                         {.fd = process->err_fd, .events = POLLIN}};
  poll(fds, 2, 10);
  process_poll(process, line_keep, NULL);
}

static void wait_for_end(struct process *process) {
  uint64_t deadline_ns = clock_now_ns() + PATIENCE_S * NS_PER_S;
  while (!process->reaped && clock_now_ns() < deadline_ns)
    poll_once(process);
  assert_true(process->reaped);
}

static void wait_for_output(struct process *process, const char *text) {
  uint64_t deadline_ns = clock_now_ns() + PATIENCE_S * NS_PER_S;
  while ((!process->out || !strstr(process->out, text)) && clock_now_ns() < deadline_ns)
    poll_once(process);
  assert_non_null(process->out);
}

static void both_outputs_are_read_to_their_end(void **state) {
  (void)state;
  struct process process;
  char log[] = "/tmp/pushbench-test-XXXXXX", text[64];
  close(mkstemp(log));
  start(&process, "echo one; echo two >&2; echo three; printf 'four\\nfi' >&2; exit 7", log);
  wait_for_end(&process);
  assert_string_equal(process.out, "one\nthree\n");
  assert_string_equal(lines, "two|four|");
  process_ending(&process, text, sizeof text);
  assert_string_equal(text, "ended with code 7");
  process_release(&process);
  FILE *file = fopen(log, "r");
  size_t bytes = fread(text, 1, sizeof text, file);
  fclose(file);
  unlink(log);
  assert_int_equal(bytes, 11);
  assert_memory_equal(text, "two\nfour\nfi", 11);
}

static void a_signal_is_named(void **state) {
  (void)state;
  struct process process;
  char text[128];
  start(&process, "kill -SEGV $$", NULL);
  wait_for_end(&process);
  process_ending(&process, text, sizeof text);
  assert_string_equal(text, "ended by signal 11 (Segmentation fault)");
  process_release(&process);
}

static void a_program_that_is_not_there_is_told_at_once(void **state) {
  (void)state;
  struct process process;
  struct error error = {""};
  char *arguments[] = {"x", NULL};
  const struct process_plan plan = {
      .program = "/nowhere/program", .arguments = arguments, .cpu = -1};
  assert_int_equal(process_start(&process, &plan, &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "/nowhere/program: No such file or directory");
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
  assert_int_equal(errno, ECHILD);
}

static void release_kills_and_reaps_what_still_runs(void **state) {
  (void)state;
  struct process process;
  start(&process, "trap '' TERM; echo up; while :; do read x; done", NULL);
  wait_for_output(&process, "up");
  pid_t pid = process.pid;
  process_signal(&process, false);
  process_release(&process);
  assert_int_equal(kill(pid, 0), -1);
  assert_int_equal(errno, ESRCH);
}

static void sigterm_asks_for_an_end(void **state) {
  (void)state;
  struct process process;
  start(&process, "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.02; done", NULL);
  wait_for_output(&process, "up");
  process_signal(&process, false);
  wait_for_end(&process);
  assert_string_equal(process.out, "up\nbye\n");
  assert_int_equal(process.wait_status, 0);
  process_release(&process);
}

static void only_a_stopped_process_is_continued(void **state) {
  (void)state;
  /* both signals may have come before the shell looks */
  static const char script[] = "trap 'echo continued' CONT; trap 'ended=yes' TERM; echo up; "
                               "until [ $ended ]; do sleep 0.02; done; sleep 0.02; echo bye";
  for (int stopped = 0; stopped < 2; stopped++) {
    struct process process;
    siginfo_t info;
    start(&process, script, NULL);
    wait_for_output(&process, "up");
    if (stopped) {
      kill(process.pid, SIGSTOP);
      assert_int_equal(waitid(P_PID, (id_t)process.pid, &info, WSTOPPED | WNOWAIT), 0);
    }
    process_signal(&process, false);
    wait_for_end(&process);
    assert_non_null(strstr(process.out, "bye"));
    assert_int_equal(process.wait_status, 0);
    assert_int_equal(strstr(process.out, "continued") != NULL, stopped);
    process_release(&process);
  }
}

static void a_short_command_is_read(void **state) {
  (void)state;
  char *good[] = {"sh", "-c", "echo 1.2; echo more", NULL};
  char *bad[] = {"sh", "-c", "echo 1.2; exit 1", NULL};
  char *text = process_output("/bin/sh", good, 20000);
  assert_string_equal(text, "1.2\nmore\n");
  free(text);
  assert_null(process_output("/bin/sh", bad, 20000));
  assert_null(process_output("/nowhere", good, 20000));
}

static void a_process_is_sampled_from_outside(void **state) {
  (void)state;
  struct edge edge;
  struct process_tree own = process_tree_of(getpid(), PROCESS_ALONE);
  struct process_tree gone = process_tree_of(0x7ffffff0, PROCESS_ALONE);
  assert_true(edge_read(&own, &edge));
  assert_int_equal(edge.resident_bytes, edge.sample.rss_bytes);
  assert_int_equal(edge.sample.threads, 1);
  assert_true(edge.sample.rss_bytes > 100000);
  assert_true(edge.sample.rss_peak_bytes >= edge.sample.rss_bytes);
  assert_true(edge.sample.cpu_s >= 0);
  assert_false(edge_read(&gone, &edge));
}

static void status_files_are_read_by_name(void **state) {
  (void)state;
  static const char text[] = "Name:\tx\nVmHWM:\t  120 kB\nVmRSS:\t   96 kB\nThreads:\t12\n"
                             "nonvoluntary_ctxt_switches:\t5\nvoluntary_ctxt_switches:\t9\n";
  uint64_t value = 0;
  assert_true(proc_file_number(text, "VmRSS", &value));
  assert_int_equal(value, 96);
  assert_true(proc_file_number(text, "voluntary_ctxt_switches", &value));
  assert_int_equal(value, 9);
  assert_false(proc_file_number(text, "VmSwap", &value));
  assert_false(proc_file_number(text, "Name", &value));
}

static void the_share_of_other_programs_is_the_busy_time_without_the_process(void **state) {
  (void)state;
  const char text[] = "cpu  1 2 3 4 5 6 7 8 0 0\ncpu1 100 20 30 4000 50 6 7 8 9 1\n"
                      "cpu11 1 1 1 1 1 1 1 1 0 0\ncpu2 1 2 3\nintr 1\n";
  uint64_t busy = 0, idle = 0;
  assert_true(processor_ticks(text, 1, &busy, &idle));
  assert_int_equal(busy, 100 + 20 + 30 + 6 + 7 + 8);
  assert_int_equal(idle, 4000 + 50);
  assert_true(processor_ticks(text, 11, &busy, &idle));
  assert_false(processor_ticks(text, 2, &busy, &idle));
  assert_false(processor_ticks(text, 3, &busy, &idle));
  const struct processor_use start = {.at_ns = 1000000000, .busy_s = 10, .idle_s = 5, .own_s = 4};
  struct processor_use end = {.at_ns = 3000000000, .busy_s = 11.5, .idle_s = 5.2, .own_s = 5};
  assert_float_equal(processor_other_share(&start, &end), 0.25, 1e-12);
  end.idle_s = 5.8; /* 1.2 of 2 s were not idle, whatever programs the ticks were charged to */
  assert_float_equal(processor_other_share(&start, &end), 0.1, 1e-12);
}

static void processor_seconds_read(double *busy_s, double *idle_s) {
  char text[65536];
  uint64_t busy, idle;
  assert_true(proc_file_read("/proc/stat", text, sizeof text));
  assert_true(processor_ticks(text, 0, &busy, &idle));
  *busy_s = (double)busy / 100;
  *idle_s = (double)idle / 100;
}

/* The kernel's count of waits for input and output may go back a little. */
static void a_processor_is_read_in_seconds(void **state) {
  (void)state;
  static const double spare_s = 0.05;
  double busy_before_s, idle_before_s, busy_after_s, idle_after_s;
  struct processor_use use;
  assert_int_equal(sysconf(_SC_CLK_TCK), 100); /* as on each architecture of Linux but one */
  processor_seconds_read(&busy_before_s, &idle_before_s);
  assert_true(processor_use_read(0, NULL, &use));
  processor_seconds_read(&busy_after_s, &idle_after_s);
  assert_true(use.busy_s >= busy_before_s - spare_s && use.busy_s <= busy_after_s + spare_s);
  assert_true(use.idle_s >= idle_before_s - spare_s && use.idle_s <= idle_after_s + spare_s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(both_outputs_are_read_to_their_end),
      cmocka_unit_test(a_signal_is_named),
      cmocka_unit_test(a_program_that_is_not_there_is_told_at_once),
      cmocka_unit_test(release_kills_and_reaps_what_still_runs),
      cmocka_unit_test(sigterm_asks_for_an_end),
      cmocka_unit_test(only_a_stopped_process_is_continued),
      cmocka_unit_test(a_short_command_is_read),
      cmocka_unit_test(a_process_is_sampled_from_outside),
      cmocka_unit_test(status_files_are_read_by_name),
      cmocka_unit_test(the_share_of_other_programs_is_the_busy_time_without_the_process),
      cmocka_unit_test(a_processor_is_read_in_seconds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
