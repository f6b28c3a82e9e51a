/* Samples of a process, compared with its own readings and with other files of /proc. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <math.h>

#include "bench/measure/memory_log.h"
#include "bench/measure/sampler.h"
#include "common/base/clock.h"

enum { USERS = 300, PAGE_BYTES = 4096, USER_PAGES = 5, BURN_MS = 150 };
enum { USER_BYTES = USER_PAGES * PAGE_BYTES };

/* A child that performs an action for each byte it is sent, and answers with a number
 * afterwards. */
struct child {
  pid_t pid;
  struct process_tree tree;
  int ask, hear;
};

static struct child child_start(uint64_t (*work)(void)) {
  int to_child[2], to_parent[2];
  assert_int_equal(pipe(to_child), 0);
  assert_int_equal(pipe(to_parent), 0);
  pid_t pid = fork();
  if (pid == 0) {
    char byte;
    close(to_child[1]);
    while (read(to_child[0], &byte, 1) == 1) {
      uint64_t answer = work();
      if (write(to_parent[1], &answer, sizeof answer) != sizeof answer)
        break;
    }
    _exit(0);
  }
  close(to_child[0]);
  close(to_parent[1]);
  return (struct child){pid, process_tree_of(pid, PROCESS_ALONE), to_child[1], to_parent[0]};
}

static uint64_t child_work(const struct child *child) {
  uint64_t answer = 0;
  assert_int_equal(write(child->ask, "x", 1), 1);
  assert_int_equal(read(child->hear, &answer, sizeof answer), sizeof answer);
  return answer;
}

static void child_end(const struct child *child) {
  close(child->ask);
  close(child->hear);
  waitpid(child->pid, NULL, 0);
}

/* The sum of a value that is in several lines of a file of /proc/PID. */
static uint64_t lines_sum(pid_t pid, const char *file, const char *name) {
  char path[64], line[256];
  uint64_t sum = 0;
  snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
  FILE *stream = fopen(path, "re");
  assert_non_null(stream);
  while (fgets(line, sizeof line, stream))
    if (strncmp(line, name, strlen(name)) == 0)
      sum += strtoull(line + strlen(name), NULL, 10);
  fclose(stream);
  return sum;
}

static uint64_t own_cpu_ns(void) {
  struct timespec cpu;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
  return (uint64_t)cpu.tv_sec * NS_PER_S + (uint64_t)cpu.tv_nsec;
}

static uint64_t burn(void) {
  uint64_t end_ns = own_cpu_ns() + BURN_MS * NS_PER_MS;
  while (own_cpu_ns() < end_ns) {
  }
  return own_cpu_ns();
}

static void processor_time_is_what_the_process_burnt(void **state) {
  (void)state;
  struct child child = child_start(burn);
  struct sample before, after;
  assert_true(sample_read(&child.tree, &before));
  double burnt_s = (double)child_work(&child) / 1e9;
  assert_true(sample_read(&child.tree, &after));
  double scheduled_s = (double)lines_sum(child.pid, "schedstat", "") / 1e9;
  /* after it has read its clock, it still answers and waits again */
  assert_true(after.cpu_s >= burnt_s && after.cpu_s < burnt_s + 0.01);
  assert_true(fabs(after.cpu_s - scheduled_s) < 0.01);
  assert_true(after.cpu_s - before.cpu_s >= BURN_MS / 1e3 - 0.01);
  assert_int_equal(after.threads, lines_sum(child.pid, "status", "Threads:"));
  child_end(&child);
}

/* Takes a descriptor and memory, as a server does for a user. Without sanitizers, which would
 * allocate memory for each write and for calls that they intercept. */
__attribute__((no_sanitize("address", "thread"))) static uint64_t user_take(void) {
  int descriptor = (int)syscall(SYS_dup, STDERR_FILENO);
  volatile char *memory = (char *)syscall(SYS_mmap, NULL, USER_BYTES, PROT_READ | PROT_WRITE,
                                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (descriptor < 0 || memory == MAP_FAILED)
    return 0;
  for (size_t i = 0; i < USER_PAGES; i++)
    memory[i * PAGE_BYTES] = 1;
  return 1;
}

static void memory_is_that_of_smaps_and_one_users_is_what_a_user_takes(void **state) {
  (void)state;
  struct child child = child_start(user_take);
  struct memory_log log = {.count = 0};
  struct memory_reading reading;
  assert_int_equal(child_work(&child),
                   1); /* by then it has closed the descriptors that it does not need */
  assert_true(memory_read(&child.tree, &reading));
  memory_log_begin(&log, &reading, 1, 0);
  for (uint64_t i = 0; i < USERS; i++) {
    assert_int_equal(child_work(&child), 1);
    memory_log_read(&log, &child.tree, log.due_ns);
  }
  assert_int_equal(log.count, USERS);
  assert_true(log.process[USERS - 1].users == USERS);
  assert_true(memory_read(&child.tree, &reading));
  assert_int_equal(reading.anonymous_bytes, 1024 * lines_sum(child.pid, "smaps", "Anonymous:"));
  struct memory_slope slope = memory_slope_of(MEMORY_OF_PROGRAM, log.process, log.count);
  assert_null(slope.lack);
  assert_true(fabs(slope.bytes_per_user - USER_BYTES) <= fmax(3 * slope.error_bytes, 32));

  struct sample sample;
  assert_true(sample_read(&child.tree, &sample));
  double rss_bytes = 1024 * (double)lines_sum(child.pid, "smaps", "Rss:");
  assert_true(fabs((double)sample.rss_bytes - rss_bytes) <
              1 << 20); /* the kernel counts in batches */
  memory_log_release(&log);
  child_end(&child);
}

static void a_log_that_has_ended_or_a_process_that_is_gone_adds_nothing(void **state) {
  (void)state;
  struct memory_log log = {.count = 0};
  struct memory_reading reading;
  struct process_tree gone = process_tree_of(0x7ffffff0, PROCESS_ALONE), none = {.root = 0};
  struct process_tree own = process_tree_of(getpid(), PROCESS_ALONE);
  assert_false(memory_read(&none, &reading));
  assert_false(memory_read(&gone, &reading));
  assert_true(memory_read(&own, &reading));
  memory_log_read(&log, &own, 1);
  assert_int_equal(log.count, 0);
  memory_log_begin(&log, &reading, 1, 5);
  memory_log_read(&log, &own, 4);
  assert_int_equal(log.count, 0);
  memory_log_read(&log, &own, 5);
  assert_int_equal(log.count, 1);
  memory_log_read(&log, &gone, log.due_ns);
  memory_log_end(&log);
  memory_log_read(&log, &own, UINT64_MAX);
  assert_int_equal(log.count, 1);
  memory_log_release(&log);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(processor_time_is_what_the_process_burnt),
      cmocka_unit_test(memory_is_that_of_smaps_and_one_users_is_what_a_user_takes),
      cmocka_unit_test(a_log_that_has_ended_or_a_process_that_is_gone_adds_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
