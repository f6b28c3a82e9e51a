/* Contracts: promises between the parts of a program, checked in every build. A broken one would
 * make a wrong figure, so it ends the program with one line on standard error:
 *
 *   pushbench-client: broken contract: common/stats/ledger.c:81: offset < room
 *
 * Input from outside (files, options, peers, a full disk) is never a contract, but an error with a
 * line for the user. CONTRIBUTING.md says more. Any thread. */
#ifndef COMMON_BASE_CONTRACT_H
#define COMMON_BASE_CONTRACT_H

/* The condition must have no side effects. */
#define CONTRACT(condition)                                  \
  do {                                                       \
    if (!(condition))                                        \
      contract_broken(__FILE__, __LINE__, "", (#condition)); \
  } while (0)

/* The same for one entry of a table, which the line names: "sse: entry->step != NULL". */
#define CONTRACT_OF(entry_name, condition)                           \
  do {                                                               \
    if (!(condition))                                                \
      contract_broken(__FILE__, __LINE__, entry_name, (#condition)); \
  } while (0)

/* Writes the line and ends by SIGABRT. The buffers of stdio are not flushed, since they may be
 * wrong. `entry_name`: "" for none. */
__attribute__((noreturn, cold)) void contract_broken(const char *file, int line,
                                                     const char *entry_name, const char *condition);

#endif
