/* For unit tests: a broken contract ends the process, so it is broken in a child. */
#ifndef TESTS_CONTRACTS_H
#define TESTS_CONTRACTS_H

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/base/contract.h"
#include "common/base/log.h"

/* The child's standard error, and its end. */
struct broken_contract {
  char said[4096];
  int wait_status;
};

static inline struct broken_contract contract_break(void (*act)(void *context), void *context) {
  struct broken_contract broken = {.said = ""};
  int ends[2];
  size_t used = 0;
  ssize_t got;
  assert_int_equal(pipe(ends), 0);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGABRT, SIG_DFL);
    signal(SIGSEGV, SIG_DFL); /* cmocka's handler would run the remaining tests in the child */
    dup2(ends[1], STDERR_FILENO);
    act(context);
    _exit(0);
  }
  close(ends[1]);
  while ((got = read(ends[0], broken.said + used, sizeof broken.said - 1 - used)) > 0)
    used += (size_t)got;
  close(ends[0]);
  assert_int_equal(waitpid(child, &broken.wait_status, 0), child);
  return broken;
}

/* `act` must break a contract whose line has these words: a part of its condition, or the name of
 * an entry. */
static inline void assert_contract_broken(void (*act)(void *context), void *context,
                                          const char *words) {
  const struct broken_contract broken = contract_break(act, context);
  if (!WIFSIGNALED(broken.wait_status) || WTERMSIG(broken.wait_status) != SIGABRT)
    fail_msg("no contract was broken; it said '%s'", broken.said);
  if (!strstr(broken.said, LOG_BROKEN_CONTRACT ": ") || !strstr(broken.said, words))
    fail_msg("expected a broken contract with '%s', got '%s'", words, broken.said);
}

#endif
