/* Finds the sockets of this process's port among its descriptors (/proc/self/fd), whichever library
 * holds them.
 *
 * This takes time in proportion to all descriptors, so it is for rare events. Any thread. Another
 * thread may close a socket that was found, and its number may then be another file's: the caller
 * makes sure that this does not happen. */
#ifndef SERVERS_CONTROL_DESCRIPTORS_H
#define SERVERS_CONTROL_DESCRIPTORS_H

#include <stdint.h>

/* Calls `found` for each connected TCP socket with the local port `port`, with its peer's port. */
void descriptors_accepted(uint16_t port,
                          void (*found)(void *context, int descriptor, uint16_t peer),
                          void *context);

/* The number of open descriptors of any kind. */
int descriptors_count(void);

/* Calls `found` for each socket that accepts connections on the port: an engine may have several.
 */
void descriptors_listening(uint16_t port, void (*found)(void *context, int descriptor),
                           void *context);

/* One of them; -1 for none. */
int descriptors_listener(uint16_t port);

/* Resets the connection with that peer, and the kernel drops all that it holds for it. The thread
 * that reads or writes the socket finds it shut down, and closes it. */
void descriptors_reset(uint16_t port, uint16_t peer);

#endif
