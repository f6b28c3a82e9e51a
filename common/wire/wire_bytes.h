/* What a connection really sent and received, as the kernel counted it.
 *
 * From TCP_INFO (linux/tcp.h) of one socket:
 *   tcp  = bytes of the TCP stream: tcpi_bytes_sent without what was sent again,
 *          tcpi_bytes_received without the one that a received FIN counts as
 *   wire = tcp, and what was sent again, + 52 * segments + 8: IPv4 and TCP headers of 20 bytes
 * each, 12 of time stamps on every segment but the SYN, which carries 20 of options. A server's
 * socket does not count its SYN-ACK, so read the client's. */
#ifndef COMMON_WIRE_WIRE_BYTES_H
#define COMMON_WIRE_WIRE_BYTES_H

#include <stdbool.h>
#include <stdint.h>

struct wire_bytes { /* "up": from client to server */
  uint64_t tcp_up, tcp_down;
  uint64_t wire_up, wire_down;
  uint64_t segments_up, segments_down;
  uint64_t retransmitted; /* segments, upwards */
};

/* Reads a client's connected socket; false when the kernel does not tell. */
bool wire_bytes_read(int client_socket, struct wire_bytes *out);

/* How the stream of a peer came to its end. The state of a socket that was reset does not tell. */
enum wire_ending {
  WIRE_ENDED_BY_FIN,     /* recv(2) returned 0 */
  WIRE_ENDED_BY_RESET,   /* recv(2) failed: an RST without a FIN */
  WIRE_RESET_BEHIND_FIN, /* recv(2) returned 0, and SO_ERROR says that an RST came as well */
};

/* The same where that is known. An RST without a FIN is sent by the socket that the peer had, and
 * has time stamps as all its segments; one behind a FIN comes from a peer that has no socket any
 * more, and knows none: it has 40 bytes. */
bool wire_bytes_read_ended(int client_socket, enum wire_ending ending, struct wire_bytes *out);

void wire_bytes_add(struct wire_bytes *sum, const struct wire_bytes *part);

/* Where a connection that was established stands. */
enum wire_state {
  WIRE_OPEN,        /* no FIN of the peer's has come */
  WIRE_PEER_CLOSED, /* one has, before ours went out */
  WIRE_RESET,       /* an RST ended it */
};
enum wire_state wire_state_read(int client_socket);

/* Whether both ends' FINs are acknowledged, or an RST came: no segment is still to come. */
bool wire_settled(int client_socket);

/* later - earlier, of the same set of connections */
struct wire_bytes wire_bytes_since(const struct wire_bytes *later,
                                   const struct wire_bytes *earlier);

#endif
