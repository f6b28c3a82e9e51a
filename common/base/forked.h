/* Forks processes of the same program that work together, each with a line to the one that forked
 * it: a pair of sockets. When that one ends, by whatever reason, the kernel kills the others. */
#ifndef COMMON_BASE_FORKED_H
#define COMMON_BASE_FORKED_H

#include <stdint.h>
#include <sys/types.h>

#include "common/base/status.h"

enum { FORKED_PROCESSES_MAX = 64 }; /* of one program */

struct forked {
  pid_t pid; /* 0 in the forked process */
  int line;  /* this process's end */
};

/* The name of a process in its log lines, "pushbench-client 2 of 4". */
struct forked_name {
  const char *program;
  uint32_t process; /* from 0 */
  uint32_t processes;
};

/* Returns in both processes. `socket_type`: SOCK_STREAM or SOCK_SEQPACKET. STATUS_ENVIRONMENT where
 * there can be no process. Before this process has threads. */
enum status forked_start(const struct forked_name *name, int socket_type, struct forked *out,
                         struct error *error);

#endif
