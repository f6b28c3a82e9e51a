/* The client's processes: what they tell one another, and how they end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clients/run/crew.h"

enum { PROCESSES = 3, SHARE_BYTES = 1 << 20 };

static struct crew *crew;
static struct loop *loop;
static struct error error;
static char failure[ERROR_TEXT_BYTES]; /* that the first was told */
static unsigned ready_calls;
static char heard[64]; /* of the others: the command */
static uint64_t interrupted_at_ns;

/* What the processes from 1 on do. */
enum play { PLAY_WHOLE, PLAY_SAY_FAILED, PLAY_DIE_EARLY, PLAY_EXIT_EARLY };
static enum play play;

/* --- the others ------------------------------------------------------------------------ */

static void other_send(void) {
  static char share[SHARE_BYTES];
  memset(share, 'a' + (int)crew_process(crew), sizeof share);
  snprintf(share, sizeof share, "%s %llu", heard, (unsigned long long)interrupted_at_ns);
  enum status status = crew_send(crew, share, sizeof share, &error);
  crew_destroy(crew);
  loop_destroy(loop);
  _exit((int)status);
}

static void other_starts(void *owner) {
  (void)owner;
  if (play == PLAY_DIE_EARLY && crew_process(crew) == 2)
    raise(SIGKILL);
  if (play == PLAY_EXIT_EARLY && crew_process(crew) == 1)
    _exit(5);
  if (play == PLAY_SAY_FAILED && crew_process(crew) == 1)
    crew_say_failed(crew, "no more sockets");
}

static void other_commanded(void *owner, const char *line) {
  (void)owner;
  snprintf(heard, sizeof heard, "%s", line);
}

static void other_interrupted(void *owner, uint64_t at_ns) {
  (void)owner;
  interrupted_at_ns = at_ns;
  if (play == PLAY_WHOLE)
    loop_stop(loop);
}

static void other_abandoned(void *owner) {
  (void)owner;
  _exit(STATUS_ENVIRONMENT);
}

/* --- the first ------------------------------------------------------------------------- */

static void first_ready(void *owner) {
  (void)owner;
  ready_calls++;
  if (crew_waits(crew))
    return;
  crew_say_start(crew);
  crew_say_command(crew, "slow_reader on");
  crew_say_interrupt(crew, 77);
}

static void first_failed(void *owner, const char *text) {
  (void)owner;
  snprintf(failure, sizeof failure, "%s", text);
  crew_stop(crew);
  assert_true(crew_arrived(crew));
  loop_stop(loop);
}

static void first_arrived(void *owner) {
  (void)owner;
  if (crew_arrived(crew))
    loop_stop(loop);
}

static const struct crew_observer observer = {.ready = first_ready,
                                              .failed = first_failed,
                                              .arrived = first_arrived,
                                              .start = other_starts,
                                              .interrupt = other_interrupted,
                                              .command = other_commanded,
                                              .abandoned = other_abandoned};

/* Forks the others, which never return, and runs the loop of the first. */
static void act(enum play acted) {
  play = acted;
  assert_int_equal(crew_start(PROCESSES, &crew, &error), STATUS_OK);
  assert_int_equal(crew_processes(crew), PROCESSES);
  assert_int_equal(loop_create(&loop, &error), STATUS_OK);
  assert_int_equal(crew_watch(crew, loop, &observer, &error), STATUS_OK);
  if (!crew_is_first(crew))
    crew_say_ready(crew, UINT64_C(10) * crew_process(crew),
                   crew_process(crew) == 2 ? "refused" : "");
  loop_run(loop);
  if (!crew_is_first(crew))
    other_send();
}

static int set_up(void **state) {
  (void)state;
  failure[0] = heard[0] = '\0';
  ready_calls = 0;
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  crew_destroy(crew);
  loop_destroy(loop);
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* nobody is left, nor to be waited for */
  return 0;
}

static void the_first_hears_when_all_are_ready_and_takes_what_they_measured(void **state) {
  (void)state;
  act(PLAY_WHOLE);
  assert_int_equal(ready_calls, PROCESSES - 1);
  assert_int_equal(crew_ready(crew), 10 + 20);
  assert_string_equal(crew_failure(crew), "refused");
  for (uint32_t process = 1; process < PROCESSES; process++) {
    size_t bytes;
    const char *share = crew_share(crew, process, &bytes);
    assert_int_equal(bytes, SHARE_BYTES);
    assert_string_equal(share, "slow_reader on 77");
    assert_int_equal(share[bytes - 1], 'a' + (int)process);
  }
  assert_string_equal(failure, "");
}

static void a_process_that_fails_is_named(void **state) {
  (void)state;
  act(PLAY_SAY_FAILED);
  assert_string_equal(failure, "client process 2 of 3: no more sockets");
}

static void a_process_that_is_killed_is_named(void **state) {
  (void)state;
  act(PLAY_DIE_EARLY);
  assert_string_equal(failure, "client process 3 of 3: ended by signal 9");
}

static void a_process_that_ends_too_early_is_named(void **state) {
  (void)state;
  act(PLAY_EXIT_EARLY);
  assert_string_equal(failure, "client process 2 of 3: ended too early, with exit code 5");
}

static void one_process_has_no_crew(void **state) {
  (void)state;
  assert_int_equal(crew_start(1, &crew, &error), STATUS_OK);
  assert_null(crew);
  assert_true(crew_is_first(crew));
  assert_int_equal(crew_processes(crew), 1);
  assert_false(crew_waits(crew));
  assert_true(crew_arrived(crew));
  assert_int_equal(loop_create(&loop, &error), STATUS_OK);
  assert_int_equal(crew_watch(crew, loop, &observer, &error), STATUS_OK);
}

#define CREW_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      CREW_TEST(the_first_hears_when_all_are_ready_and_takes_what_they_measured),
      CREW_TEST(a_process_that_fails_is_named),
      CREW_TEST(a_process_that_is_killed_is_named),
      CREW_TEST(a_process_that_ends_too_early_is_named),
      CREW_TEST(one_process_has_no_crew),
  };
  return cmocka_run_group_tests_name("crew", tests, NULL, NULL);
}
