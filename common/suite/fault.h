/* Faults that an experiment causes on purpose. One table lists their kinds, and the programs that
 * carry them out: the runner on the server's process, the server or the client on their sockets. */
#ifndef COMMON_SUITE_FAULT_H
#define COMMON_SUITE_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"

/* In the order of fault_kinds. */
enum fault_kind {
  FAULT_KILL_SERVER,
  FAULT_FREEZE_SERVER,
  FAULT_DROP_CONNECTIONS,
  FAULT_SILENCE_CONNECTIONS,
  FAULT_SLOW_READER,
  FAULT_FLOOD,
  FAULT_REFUSE,
  FAULT_CUT_NETWORK,
  FAULT_CHANGE_ADDRESS,
  FAULT_RESTART_PROXY,
  FAULT_RELOAD_PROXY,
  FAULT_KINDS,
};

enum fault_actor {
  FAULT_BY_RUNNER = 1,
  FAULT_BY_SERVER = 2,
  FAULT_BY_CLIENT = 4,
  FAULT_BY_LINK = 8, /* the relay of the network between: `pushbench link` */
};

struct fault_facts {
  const char *name;  /* as in experiments */
  const char *words; /* as in charts: "server killed" */
  unsigned actors;   /* enum fault_actor, combined */
  bool lasts;        /* takes for_s */
  bool shared;       /* takes share */
  bool counted;      /* takes messages */
  bool proxied;      /* needs a reverse proxy in front of the server */
  unsigned applies;  /* enum applies: which transports and engines can have it */
  const char *why;   /* why not the other transports; NULL where all can */
};
extern const struct fault_facts fault_kinds[FAULT_KINDS];

/* Contracts: each kind is complete, and a program carries it out. Each program calls it for
 * fault_kinds when it starts. */
void fault_kinds_check(const struct fault_facts table[static FAULT_KINDS]);

/* By name; -1 where there is none. */
int fault_kind_named(const char *name);

struct fault {
  enum fault_kind kind;
  double at_s;       /* since the measured phase began */
  double for_s;      /* 0 for a kind that does not last */
  double share;      /* of the users, above 0, at most 1 */
  uint64_t messages; /* of a flood */
};

enum { FAULTS_MAX = 16, FAULT_TEXT_BYTES = 96 };

struct faults {
  struct fault items[FAULTS_MAX];
  size_t count;
};

/* Reads faults as they stand on a command line: "kill_server@3+1,drop_connections@8*0.5,
 * flood@12=500", without spaces: at, for, share, messages. STATUS_USAGE names the item that is
 * malformed. */
enum status faults_read(const char *text, struct faults *out, struct error *error);

/* Writes one item of such a text; `out` has FAULT_TEXT_BYTES. */
void fault_write(const struct fault *fault, char *out);

/* Checks that the faults are in the order of their beginning, do not overlap, and end within a
 * phase of duration_s. STATUS_USAGE says which fault is wrong, and how. */
enum status faults_check(const struct faults *faults, double duration_s, struct error *error);

/* A line on a program's standard input: "drop_connections on 0.5 0", "refuse off 1 0". */
struct fault_command {
  enum fault_kind kind;
  bool on;
  double share;
  uint64_t messages;
};
enum { FAULT_COMMAND_BYTES = 96 };
bool fault_command_read(const char *line, struct fault_command *out);
void fault_command_write(const struct fault_command *command, char *out);

#endif
