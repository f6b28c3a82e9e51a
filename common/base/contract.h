/* Contracts: what the parts of a program promise one another, checked in every build. A broken
 * one would make a wrong figure, so it ends the program with one line on standard error:
 *
 *   pushbench-client: broken contract: common/stats/ledger.c:81: offset < room
 *
 * Never for what comes from outside (files, options, peers, a full disk): that is an error with a
 * line for the user. CONTRIBUTING.md says more. Any thread. */
#ifndef COMMON_BASE_CONTRACT_H
#define COMMON_BASE_CONTRACT_H

/* What the condition compares is not changed by it. */
#define CONTRACT(condition)                                  \
  do {                                                       \
    if (!(condition))                                        \
      contract_broken(__FILE__, __LINE__, "", (#condition)); \
  } while (0)

/* The same of one entry of a table, which the line names: "sse: entry->step != NULL". */
#define CONTRACT_OF(entry_name, condition)                           \
  do {                                                               \
    if (!(condition))                                                \
      contract_broken(__FILE__, __LINE__, entry_name, (#condition)); \
  } while (0)

/* Writes the line and ends by SIGABRT. What was written to files stays; what is still in buffers
 * of stdio is not written, since it may be wrong. `entry_name`: "" for none. */
__attribute__((noreturn, cold)) void contract_broken(const char *file, int line,
                                                     const char *entry_name, const char *condition);

#endif
