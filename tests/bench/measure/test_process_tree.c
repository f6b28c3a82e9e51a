/* Trees of processes: what they cost, and that a signal reaches all of them. */
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <poll.h>

#include "bench/measure/process_tree.h"
#include "bench/measure/sampler.h"
#include "common/base/clock.h"

enum {
  BURN_MS = 100,
  PAGE_BYTES = 4096,
  STACK_BYTES = 1 << 16,
  CHILD_BYTES = 24 << 20,
  SHARED_BYTES = 40 << 20,
  PATIENCE_MS = 20000
};

/* Beyond what was burnt: starting, answering, and the ticks in which parents are told. */
static const double own_s_max = 0.06, burn_s = BURN_MS / 1e3;

/* Processes say to the test how far they are, each thing once, and wait until they are told to go
 * on: one byte each. What a process says is its processor time in ns. */
static int says[2], goes[2];

static void talk_open(void) {
  assert_int_equal(pipe(says), 0);
  assert_int_equal(pipe(goes), 0);
}

static void talk_close(void) {
  for (int i = 0; i < 2; i++) {
    close(says[i]);
    close(goes[i]);
  }
}

static uint64_t cpu_ns(void) {
  struct timespec cpu;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
  return (uint64_t)cpu.tv_sec * NS_PER_S + (uint64_t)cpu.tv_nsec;
}

static void say(void) {
  uint64_t ns = cpu_ns();
  if (write(says[1], &ns, sizeof ns) != sizeof ns)
    _exit(1);
}

static void wait_for_go(void) {
  char byte;
  if (read(goes[0], &byte, 1) != 1)
    _exit(1);
}

static void say_and_wait(void) {
  say();
  wait_for_go();
}

static void burn(uint64_t ms) {
  uint64_t end_ns = cpu_ns() + ms * NS_PER_MS;
  while (cpu_ns() < end_ns) {
  }
}

/* In the test. */
static double hear_s(void) {
  uint64_t ns = 0;
  struct pollfd fd = {.fd = says[0], .events = POLLIN};
  assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
  assert_int_equal(read(says[0], &ns, sizeof ns), sizeof ns);
  return (double)ns / 1e9;
}

static void let_go(void) {
  assert_int_equal(write(goes[1], "x", 1), 1);
}

/* A process that runs `life`, and ends. */
static pid_t begin(void (*life)(void)) {
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    life();
    _exit(0);
  }
  return pid;
}

/* Ends a tree whose processes are all below `root`. */
static void end_all(pid_t root) {
  assert_true(process_tree_signal(root, PROCESS_AND_BELOW, SIGKILL));
  assert_int_equal(waitpid(root, NULL, 0), root);
}

static double cpu_s(struct process_tree *tree) {
  double s = NAN;
  assert_true(process_tree_cpu_s(tree, &s));
  return s;
}

#define assert_burnt(value, expected)                                         \
  do {                                                                        \
    double value_s = (value), expected_s = (expected);                        \
    if (!(value_s >= expected_s - 0.02 && value_s <= expected_s + own_s_max)) \
      fail_msg("%s is %.3f s, not %.3f s", #value, value_s, expected_s);      \
  } while (0)

/* Of those that count, each read by itself: a sanitizer may have one in each. */
static uint64_t threads_of(const struct process_tree *tree) {
  uint64_t threads = 0;
  for (size_t i = 0; i < tree->count; i++) {
    struct process_tree one = process_tree_of(tree->members[i].pid, PROCESS_ALONE);
    struct sample sample;
    assert_true(sample_read(&one, &sample));
    threads += tree->members[i].counts ? sample.threads : 0;
  }
  return threads;
}

/* ---- processor time ---- */

static void burn_and_stay(void) {
  burn(BURN_MS);
  say_and_wait();
}

static void have_a_burning_child(void) {
  begin(burn_and_stay);
  pause();
}

static void have_a_burning_grandchild(void) {
  begin(have_a_burning_child);
  pause();
}

static void a_grandchild_counts(void **state) {
  (void)state;
  talk_open();
  pid_t root = begin(have_a_burning_grandchild);
  double burnt_s = hear_s();
  struct process_tree tree = process_tree_of(root, PROCESS_AND_BELOW);
  struct process_tree alone = process_tree_of(root, PROCESS_ALONE);
  assert_burnt(cpu_s(&tree), burnt_s);
  assert_int_equal(tree.count, 3);
  assert_int_equal(tree.members[0].pid, root);
  assert_true(cpu_s(&alone) < burn_s / 2);
  end_all(root);
  process_tree_release(&tree);
  talk_close();
}

/* Its child burns before it is seen, and again before it ends. */
static void burn_stay_burn(void) {
  burn_and_stay();
  burn(BURN_MS);
}

static void have_a_child_that_ends(void) {
  pid_t child = begin(burn_stay_burn);
  waitpid(child, NULL, 0);
  say_and_wait();
}

static void a_child_that_ends_counts_once_and_whole(void **state) {
  (void)state;
  talk_open();
  pid_t root = begin(have_a_child_that_ends);
  struct process_tree tree = process_tree_of(root, PROCESS_AND_BELOW);
  hear_s();
  assert_burnt(cpu_s(&tree), burn_s);
  let_go();
  hear_s();
  assert_burnt(cpu_s(&tree), 2 * burn_s); /* not three times */
  assert_int_equal(tree.count, 1);
  assert_burnt(cpu_s(&tree), 2 * burn_s);
  end_all(root);
  process_tree_release(&tree);
  talk_close();
}

static void have_children_that_nobody_sees(void) {
  say_and_wait();
  for (int i = 0; i < 2; i++) {
    pid_t child = fork();
    if (child == 0) {
      burn(BURN_MS);
      _exit(0);
    }
    waitpid(child, NULL, 0);
  }
  say_and_wait();
}

static void children_that_come_and_go_between_two_readings_count(void **state) {
  (void)state;
  talk_open();
  pid_t root = begin(have_children_that_nobody_sees);
  struct process_tree tree = process_tree_of(root, PROCESS_AND_BELOW);
  hear_s();
  double before_s = cpu_s(&tree);
  let_go();
  hear_s();
  assert_burnt(cpu_s(&tree) - before_s, 2 * burn_s);
  end_all(root);
  process_tree_release(&tree);
  talk_close();
}

/* Without SIGCHLD nobody is told what the child took. */
static void ignore_a_child(void) {
  signal(SIGCHLD, SIG_IGN);
  pid_t child = begin(burn_and_stay);
  while (kill(child, 0) == 0)
    clock_sleep_until_ns(clock_now_ns() + NS_PER_MS);
  say_and_wait();
  burn(BURN_MS);
  say_and_wait();
}

static void a_child_that_nobody_waits_for_counts_as_it_was_seen_last(void **state) {
  (void)state;
  talk_open();
  pid_t root = begin(ignore_a_child);
  struct process_tree tree = process_tree_of(root, PROCESS_AND_BELOW);
  hear_s();
  double seen_s = cpu_s(&tree);
  assert_burnt(seen_s, burn_s);
  let_go();
  hear_s();
  assert_true(cpu_s(&tree) >= seen_s);
  assert_burnt(cpu_s(&tree), burn_s);
  let_go();
  hear_s();
  assert_burnt(cpu_s(&tree), 2 * burn_s);
  end_all(root);
  process_tree_release(&tree);
  talk_close();
}

static void burn_beside_a_burning_child(void) {
  pid_t child = begin(burn_stay_burn);
  burn(BURN_MS);
  say_and_wait();
  waitpid(child, NULL, 0);
  say_and_wait();
}

static void a_root_that_only_keeps_together_does_not_count(void **state) {
  (void)state;
  talk_open();
  pid_t root = begin(burn_beside_a_burning_child);
  struct process_tree whole = process_tree_of(root, PROCESS_AND_BELOW);
  struct process_tree below = process_tree_of(root, PROCESS_BELOW);
  struct sample sample;
  hear_s();
  hear_s();
  assert_burnt(cpu_s(&whole), 2 * burn_s);
  assert_burnt(cpu_s(&below), burn_s);
  assert_true(sample_read(&below, &sample));
  assert_int_equal(below.count, 2);
  assert_int_equal(sample.threads, threads_of(&below));
  let_go();
  let_go();
  hear_s();
  assert_burnt(cpu_s(&whole), 3 * burn_s);
  assert_burnt(cpu_s(&below), 2 * burn_s);
  end_all(root);
  process_tree_release(&whole);
  process_tree_release(&below);
  talk_close();
}

/* ---- who belongs to it ---- */

static void have_a_name(void) {
  prctl(PR_SET_NAME, ") R (2 3 4 5 6");
  say_and_wait();
}

static void a_name_is_not_taken_for_figures(void **state) {
  (void)state;
  talk_open();
  pid_t root = begin(have_a_name);
  struct process_tree tree = process_tree_of(root, PROCESS_AND_BELOW);
  hear_s();
  assert_true(process_tree_look(&tree));
  assert_string_equal(tree.members[0].name, ") R (2 3 4 5 6");
  assert_true(tree.members[0].waited_s < 1);
  end_all(root);
  process_tree_release(&tree);
  talk_close();
}

/* Its child ends, and leaves it a grandchild in a session of its own. */
static void stay_in_a_session(void) {
  prctl(PR_SET_PDEATHSIG, 0);
  setsid();
  say_and_wait();
}

static void leave_a_child(void) {
  begin(stay_in_a_session);
}

static void adopt_a_grandchild(void) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  waitpid(begin(leave_a_child), NULL, 0);
  say();
  pause();
}

static void an_adopted_process_belongs_to_it(void **state) {
  (void)state;
  talk_open();
  pid_t root = begin(adopt_a_grandchild);
  struct process_tree tree = process_tree_of(root, PROCESS_AND_BELOW);
  hear_s();
  hear_s();
  assert_true(process_tree_look(&tree));
  assert_int_equal(tree.count, 2);
  end_all(root);
  process_tree_release(&tree);
  talk_close();
}

/* As many children as the reader's first memory does not hold, one for each byte. */
static void have_a_child_for_each_byte(void) {
  for (;;) {
    say_and_wait();
    begin((void (*)(void))pause);
  }
}

static void a_new_child_is_found_and_without_one_nothing_is_walked(void **state) {
  (void)state;
  talk_open();
  pid_t root = begin(have_a_child_for_each_byte);
  struct process_tree tree = process_tree_of(root, PROCESS_AND_BELOW);
  pid_t first = 0;
  for (size_t children = 0; children < 20; children++) {
    hear_s();
    assert_true(process_tree_look(&tree));
    assert_int_equal(tree.count, 1 + children);
    if (children <= 1)
      first = process_first_child(root);
    assert_true((first > 0) == (children > 0));
    assert_int_equal(process_first_child(root), first);
    assert_true(process_tree_look(&tree));
    assert_true(tree.settled);
    let_go();
  }
  end_all(root);
  process_tree_release(&tree);
  talk_close();
}

static void a_tree_without_its_root_cannot_be_read(void **state) {
  (void)state;
  struct process_tree none = {.root = 0}, gone = process_tree_of(0x7ffffff0, PROCESS_AND_BELOW);
  struct process_tree nobody = process_tree_of(0, PROCESS_BELOW);
  struct sample sample;
  struct edge edge;
  struct memory_reading memory;
  double s;
  assert_false(process_tree_cpu_s(&none, &s));
  assert_false(process_tree_look(&nobody));
  assert_false(sample_read(&gone, &sample));
  assert_false(edge_read(&gone, &edge));
  assert_false(memory_read(&gone, &memory));
  assert_false(process_tree_signal(0x7ffffff0, PROCESS_AND_BELOW, SIGTERM));
  assert_false(process_tree_signal(0, PROCESS_ALONE, SIGTERM));
  process_tree_release(&gone);
}

static void a_later_process_of_the_roots_number_is_another_one(void **state) {
  (void)state;
  talk_open();
  pid_t root = begin(say_and_wait);
  struct process_tree tree = process_tree_of(root, PROCESS_AND_BELOW);
  hear_s();
  assert_true(process_tree_look(&tree));
  tree.members[0].start_ticks--;
  assert_false(process_tree_look(&tree));
  end_all(root);
  process_tree_release(&tree);
  talk_close();
}

/* ---- memory, files ---- */

/* Without sanitizers, which would take memory for what is mapped and touched. */
#define UNCHECKED __attribute__((no_sanitize("address", "thread")))

UNCHECKED static volatile char *map_touched(size_t bytes, int flags) {
  volatile char *memory =
      (char *)syscall(SYS_mmap, NULL, bytes, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    _exit(1);
  for (size_t at = 0; at < bytes; at += PAGE_BYTES)
    memory[at] = 1;
  return memory;
}

UNCHECKED static void read_all(volatile const char *memory, size_t bytes) {
  for (size_t at = 0; at < bytes; at += PAGE_BYTES)
    if (memory[at] != 1)
      _exit(1);
}

static volatile char *shared;

static void take_memory_and_files(void) {
  say_and_wait();
  map_touched(CHILD_BYTES, MAP_PRIVATE);
  read_all(shared, SHARED_BYTES);
  if (socket(AF_INET, SOCK_STREAM, 0) < 0)
    _exit(1);
  say_and_wait();
}

static void have_children_that_take_memory(void) {
  say_and_wait();
  map_touched(CHILD_BYTES, MAP_PRIVATE);
  shared = map_touched(SHARED_BYTES, MAP_SHARED);
  begin(take_memory_and_files);
  begin(take_memory_and_files);
  pause();
}

static void assert_bytes(double bytes, double expected) {
  if (fabs(bytes - expected) > 10 << 20) /* sanitizers take some in each process */
    fail_msg("%.1f MiB, not %.1f MiB", bytes / (1 << 20), expected / (1 << 20));
}

static void memory_that_is_shared_counts_once_at_the_edges(void **state) {
  (void)state;
  struct memory_reading first, before, after;
  struct edge start, end;
  talk_open();
  pid_t root = begin(have_children_that_take_memory);
  struct process_tree tree = process_tree_of(root, PROCESS_AND_BELOW);
  hear_s();
  assert_true(memory_read(&tree, &first));
  let_go();
  hear_s();
  hear_s();
  assert_true(memory_read(&tree, &before));
  assert_bytes((double)(before.anonymous_bytes - first.anonymous_bytes),
               (double)CHILD_BYTES +
                   SHARED_BYTES); /* not three times what it had before its fork */
  assert_true(edge_read(&tree, &start));
  let_go();
  let_go();
  hear_s();
  hear_s();
  assert_true(memory_read(&tree, &after));
  assert_true(edge_read(&tree, &end));
  double children_bytes = 2.0 * CHILD_BYTES;
  assert_bytes((double)(after.anonymous_bytes - before.anonymous_bytes), children_bytes);
  assert_bytes((double)(end.resident_bytes - start.resident_bytes), children_bytes);
  assert_bytes((double)(end.sample.rss_bytes - start.sample.rss_bytes),
               children_bytes + 2.0 * SHARED_BYTES);
  assert_true(start.resident_bytes >= SHARED_BYTES);
  assert_int_equal(tree.count, 3);
  assert_int_equal(end.sample.threads, threads_of(&tree));
  assert_int_equal(end.sockets, start.sockets + 2);
  assert_true(after.descriptors == before.descriptors + 2);
  end_all(root);
  process_tree_release(&tree);
  talk_close();
}

static long waits(void) {
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  return use.ru_nvcsw;
}

/* Waits a hundred times: an instant that is over when the kernel looks is no wait. */
static void switch_often(void) {
  say_and_wait();
  for (long enough = waits() + 100; waits() < enough;)
    clock_sleep_until_ns(clock_now_ns() + NS_PER_US);
  say_and_wait();
}

static void have_a_child_that_switches(void) {
  waitpid(begin(switch_often), NULL, 0);
  say_and_wait();
}

static void context_switches_of_a_child_that_ended_stay(void **state) {
  (void)state;
  struct edge start, end, last;
  talk_open();
  pid_t root = begin(have_a_child_that_switches);
  struct process_tree tree = process_tree_of(root, PROCESS_AND_BELOW);
  hear_s();
  assert_true(edge_read(&tree, &start));
  let_go();
  hear_s();
  assert_true(edge_read(&tree, &end));
  assert_true(end.context_switches >= start.context_switches + 100);
  let_go();
  hear_s();
  assert_true(edge_read(&tree, &last));
  assert_int_equal(tree.count, 1);
  assert_true(last.context_switches >= end.context_switches);
  assert_int_equal(last.resident_bytes, last.sample.rss_bytes);
  end_all(root);
  process_tree_release(&tree);
  talk_close();
}

/* ---- signals ---- */

/* Children that come and go all the time, as fast as it can. */
static void fork_without_end(void) {
  say();
  for (;;) {
    pid_t child = fork();
    if (child == 0) {
      if (fork() == 0)
        clock_sleep_until_ns(clock_now_ns() + NS_PER_MS);
      _exit(0);
    }
    waitpid(child, NULL, 0);
  }
}

static void keep_together_what_forks(void) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  signal(SIGCHLD, SIG_IGN);
  begin(fork_without_end);
  for (;;)
    pause();
}

/* Whether one is there that was not, or runs. One that was already ending goes on to its end. */
static bool has_gone_on(const struct process_tree *was, const struct process_tree *is) {
  bool gone_on = false;
  for (size_t i = 0; i < is->count && !gone_on; i++) {
    size_t j = 0;
    while (j < was->count && was->members[j].pid != is->members[i].pid)
      j++;
    gone_on = j == was->count || !strchr("TZDX", is->members[i].state);
  }
  return gone_on;
}

static void a_stop_reaches_processes_that_fork_without_end(void **state) {
  (void)state;
  talk_open();
  pid_t root = begin(keep_together_what_forks);
  hear_s();
  for (int round = 0; round < 5; round++) {
    struct process_tree was = process_tree_of(root, PROCESS_AND_BELOW), is = was, runs = was;
    assert_true(process_tree_signal(root, PROCESS_AND_BELOW, SIGSTOP));
    assert_true(process_tree_look(&was));
    uint64_t later_ns = clock_now_ns() + 5 * NS_PER_MS;
    while (clock_now_ns() < later_ns) {
    }
    assert_true(process_tree_look(&is));
    assert_false(has_gone_on(&was, &is));
    assert_true(process_tree_signal(root, PROCESS_AND_BELOW, SIGCONT));
    assert_true(process_tree_look(&runs));
    while (!has_gone_on(&was, &runs))
      assert_true(process_tree_look(&runs));
    process_tree_release(&was);
    process_tree_release(&is);
    process_tree_release(&runs);
  }
  end_all(root);
  close(says[1]);
  char byte;
  struct pollfd nobody = {.fd = says[0], .events = POLLIN};
  assert_int_equal(poll(&nobody, 1, PATIENCE_MS), 1); /* no process has the other end */
  assert_true(read(says[0], &byte, 1) == 0);
  says[1] = -1;
  talk_close();
}

static void have_a_child_that_has_ended(void) {
  siginfo_t info;
  pid_t child = fork();
  if (child == 0)
    _exit(0);
  waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
  say_and_wait();
}

static void a_child_that_was_not_waited_for_does_not_hinder_a_stop(void **state) {
  (void)state;
  talk_open();
  pid_t root = begin(have_a_child_that_has_ended);
  struct process_tree tree = process_tree_of(root, PROCESS_AND_BELOW);
  hear_s();
  assert_true(process_tree_signal(root, PROCESS_AND_BELOW, SIGSTOP));
  assert_true(process_tree_look(&tree));
  assert_int_equal(tree.count, 2);
  assert_int_equal(tree.members[0].state, 'T');
  assert_int_equal(tree.members[1].state, 'Z');
  end_all(root);
  process_tree_release(&tree);
  talk_close();
}

static int stop_and_execute(void *context) {
  char *arguments[] = {"true", NULL};
  (void)context;
  kill(getpid(), SIGSTOP);
  execv("/bin/true", arguments);
  return 1;
}

/* As vfork(2): its child stops before exec, so that it is blocked. */
static void have_a_child_of_vfork(void) {
  static char stack[STACK_BYTES] __attribute__((aligned(16)));
  say();
  if (clone(stop_and_execute, stack + sizeof stack, CLONE_VFORK | SIGCHLD, NULL) < 0)
    _exit(1);
  wait(NULL);
  say_and_wait();
}

static void a_parent_that_waits_for_the_exec_of_its_child_counts_as_stopped(void **state) {
  (void)state;
  talk_open();
  pid_t root = begin(have_a_child_of_vfork);
  struct process_tree tree = process_tree_of(root, PROCESS_AND_BELOW);
  hear_s();
  do
    assert_true(process_tree_look(&tree));
  while (tree.count < 2 || tree.members[1].state != 'T');
  assert_true(process_tree_signal(root, PROCESS_AND_BELOW, SIGSTOP));
  assert_true(process_tree_look(&tree));
  assert_int_equal(tree.members[0].state, 'D');
  assert_true(process_tree_signal(root, PROCESS_AND_BELOW, SIGCONT));
  hear_s();
  end_all(root);
  process_tree_release(&tree);
  talk_close();
}

static void what_is_below_can_be_killed_alone(void **state) {
  (void)state;
  talk_open();
  pid_t root = begin(have_a_burning_grandchild);
  struct process_tree tree = process_tree_of(root, PROCESS_AND_BELOW);
  hear_s();
  assert_true(process_tree_signal(root, PROCESS_BELOW, SIGKILL));
  do
    assert_true(process_tree_look(&tree));
  while (tree.count > 2 || tree.members[tree.count - 1].state != 'Z');
  assert_true(tree.members[0].state != 'Z'); /* its child waits to be waited for */
  end_all(root);
  process_tree_release(&tree);
  talk_close();
}

static void a_signal_for_one_process_alone(void **state) {
  (void)state;
  talk_open();
  int status;
  pid_t root = begin(have_a_burning_child);
  hear_s();
  assert_true(process_tree_signal(root, PROCESS_ALONE, SIGKILL));
  assert_int_equal(waitpid(root, &status, 0), root);
  assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  talk_close();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_grandchild_counts),
      cmocka_unit_test(a_child_that_ends_counts_once_and_whole),
      cmocka_unit_test(children_that_come_and_go_between_two_readings_count),
      cmocka_unit_test(a_child_that_nobody_waits_for_counts_as_it_was_seen_last),
      cmocka_unit_test(a_root_that_only_keeps_together_does_not_count),
      cmocka_unit_test(a_name_is_not_taken_for_figures),
      cmocka_unit_test(an_adopted_process_belongs_to_it),
      cmocka_unit_test(a_new_child_is_found_and_without_one_nothing_is_walked),
      cmocka_unit_test(a_tree_without_its_root_cannot_be_read),
      cmocka_unit_test(a_later_process_of_the_roots_number_is_another_one),
      cmocka_unit_test(memory_that_is_shared_counts_once_at_the_edges),
      cmocka_unit_test(context_switches_of_a_child_that_ended_stay),
      cmocka_unit_test(a_stop_reaches_processes_that_fork_without_end),
      cmocka_unit_test(a_child_that_was_not_waited_for_does_not_hinder_a_stop),
      cmocka_unit_test(a_parent_that_waits_for_the_exec_of_its_child_counts_as_stopped),
      cmocka_unit_test(what_is_below_can_be_killed_alone),
      cmocka_unit_test(a_signal_for_one_process_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
