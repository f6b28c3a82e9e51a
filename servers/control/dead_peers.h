/* Makes peers seem dead, by silencing the server's ends of their connections, and reads the memory
 * that the kernel keeps for peers that acknowledge nothing. Any engine, any thread. */
#ifndef SERVERS_CONTROL_DEAD_PEERS_H
#define SERVERS_CONTROL_DEAD_PEERS_H

#include <stddef.h>
#include <stdint.h>

/* Reads {"ports":[N,…]}, with "silent":false to undo it, and silences this server's ends of the
 * connections whose peers have these ports (common/wire/silence.h). Returns 0 and their number, or
 * the HTTP status to refuse with and *reason, a constant line. */
int dead_peers_silence(uint16_t port, const char *text, size_t bytes, uint64_t *silenced,
                       const char **reason);

/* Sums over all connections that were accepted on `port`. */
struct dead_peers_state {
  uint64_t connections;
  uint64_t unacknowledged_bytes; /* not yet sent, or sent and not acknowledged: SIOCOUTQ */
  uint64_t kernel_bytes;         /* memory of their send queues, overhead included: SO_MEMINFO */
};
struct dead_peers_state dead_peers_read(uint16_t port);

#endif
