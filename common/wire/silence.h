/* A peer that has gone without FIN or RST, on a machine whose loopback loses nothing.
 *
 * A classic BPF filter on a connected socket (SO_ATTACH_FILTER, socket(7)) that passes
 * nothing: the kernel drops each segment that comes for the socket before TCP sees it, so
 * it is neither acknowledged nor delivered, FIN and RST included. What the socket itself
 * sends still goes out: a connection is dead in both directions when both ends are
 * silenced. */
#ifndef COMMON_WIRE_SILENCE_H
#define COMMON_WIRE_SILENCE_H

#include <stdbool.h>

/* False when the kernel refuses. What was received before stays readable. */
bool socket_silence(int descriptor);

/* Lifts it: TCP goes on with what was not acknowledged meanwhile. */
bool socket_unsilence(int descriptor);

#endif
