/* Faults on the server's own sockets and feed, the same on every engine: the sockets are
 * found among the process's descriptors, and no engine knows of it. */
#ifndef SERVERS_CONTROL_FAULTS_H
#define SERVERS_CONTROL_FAULTS_H

#include <stdint.h>

#include "servers/control/server.h"

struct server_faults {
  struct server *server;
  uint16_t port; /* that it listens on */
};

/* A line of standard input, as common/suite/fault.h has it; a struct server_faults is the
 * context. What is no command is said on standard error. Main thread. */
void server_faults_hear(void *context, const char *line);

#endif
