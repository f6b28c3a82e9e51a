/* Injects faults into the server's sockets and feeds. The sockets are found among the process's
 * descriptors, so this works with every engine and without its help. */
#ifndef SERVERS_CONTROL_FAULTS_H
#define SERVERS_CONTROL_FAULTS_H

#include <stdint.h>

#include "servers/control/server.h"

struct server_faults {
  struct server *server;
  uint16_t port; /* on which it listens */
};

/* Carries out a line of standard input (common/suite/fault.h); the context is a struct
 * server_faults. A line that is no command is logged. Main thread. */
void server_faults_command(void *context, const char *line);

#endif
