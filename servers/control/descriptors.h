/* The sockets that serve this process's port, whatever library holds them: found among
 * its own descriptors (/proc/self/fd). Takes time in proportion to all of them, so for
 * what is rare. Any thread; a socket may be closed, and its number be another's, as soon
 * as one has looked: the caller knows why it is not. */
#ifndef SERVERS_CONTROL_DESCRIPTORS_H
#define SERVERS_CONTROL_DESCRIPTORS_H

#include <stdint.h>

/* Calls `found` for each connected TCP socket whose own port is `port`, with its peer's
 * port. */
void descriptors_accepted(uint16_t port,
                          void (*found)(void *context, int descriptor, uint16_t peer),
                          void *context);

/* Descriptors that are open, of whatever kind. */
int descriptors_count(void);

/* The socket that accepts connections on the port; -1 when there is none. */
int descriptors_listener(uint16_t port);

/* Resets the connection with that peer: what the kernel holds for it goes with it. Who
 * reads or writes the socket finds it shut down, and closes it. */
void descriptors_reset(uint16_t port, uint16_t peer);

#endif
