/* The faults of common/suite/fault.h that concern a server's sockets. */
#include "servers/control/server_faults.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/suite/fault.h"
#include "common/suite/share.h"
#include "common/wire/silence.h"
#include "servers/control/descriptors.h"

static void connection_count(void *context, int descriptor, uint16_t peer) {
  (void)descriptor;
  (void)peer;
  ++*(uint64_t *)context;
}

/* Connecting to AF_UNSPEC ends the connection: the kernel sends RST and drops the unsent bytes. The
 * library notices when it next uses the socket. */
static void connection_reset(void *context, int descriptor, uint16_t peer) {
  struct share *share = context;
  const struct sockaddr nobody = {.sa_family = AF_UNSPEC};
  (void)peer;
  if (share_next(share) && connect(descriptor, &nobody, sizeof nobody) != 0)
    log_warning("drop_connections: %s", strerror(errno));
}

static void drop_connections(uint16_t port, double of_all) {
  uint64_t count = 0;
  descriptors_accepted(port, connection_count, &count);
  struct share share = share_of(count, of_all);
  descriptors_accepted(port, connection_reset, &share);
}

struct refusal {
  bool on;
  int filtered; /* listening sockets */
};

static void listener_refuse(void *context, int listener) {
  struct refusal *refusal = context;
  if (refusal->on ? socket_silence(listener) : socket_unsilence(listener))
    refusal->filtered++;
  else
    log_warning("refuse: the listening socket takes no filter: %s", strerror(errno));
}

/* Drops SYNs, as the kernel does when the backlog is full. */
static void refuse(uint16_t port, bool on) {
  struct refusal refusal = {.on = on};
  descriptors_listening(port, listener_refuse, &refusal);
  if (refusal.filtered == 0)
    log_warning("refuse: no socket listens on port %u", (unsigned)port);
}

static void flood(struct server *server, uint64_t messages) {
  for (uint64_t i = 0; i < messages; i++)
    publisher_flood(&server->shared->publisher, i % server->hub.channels,
                    (size_t)server->options->payload_bytes);
}

void server_faults_command(void *context, const char *line) {
  struct server_faults *faults = context;
  struct fault_command command;
  if (!fault_command_read(line, &command)) {
    log_warning("'%s' is no command: KIND on|off SHARE MESSAGES", line);
    return;
  }
  switch (command.kind) {
  case FAULT_DROP_CONNECTIONS:
    drop_connections(faults->port, command.share);
    return;
  case FAULT_REFUSE:
    refuse(faults->port, command.on);
    return;
  case FAULT_FLOOD:
    flood(faults->server, command.messages);
    return;
  default:
    log_warning("%s is no fault of a server's sockets", fault_kinds[command.kind].name);
  }
}
