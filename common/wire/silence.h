/* Makes a connection look as if its peer had vanished without FIN or RST, though the loopback
 * loses nothing.
 *
 * A classic BPF filter on a connected socket (SO_ATTACH_FILTER, socket(7)) passes nothing: the
 * kernel drops each segment that comes for the socket before TCP sees it, so it is neither
 * acknowledged nor delivered, FIN and RST included. The socket itself still sends: a connection
 * is dead in both directions when both ends are silenced. */
#ifndef COMMON_WIRE_SILENCE_H
#define COMMON_WIRE_SILENCE_H

#include <stdbool.h>

/* False when the kernel refuses. Data that was received before stays readable. */
bool socket_silence(int descriptor);

/* Lifts it: TCP sends again whatever was not acknowledged meanwhile. */
bool socket_unsilence(int descriptor);

#endif
